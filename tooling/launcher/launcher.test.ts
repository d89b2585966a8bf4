/** @jest-environment node */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { renderLauncher } from './launcher';

const BUNDLE = "process.stdout.write(JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }) + '\\n');";
const logLine = z.strictObject({
  '@level': z.literal('error'),
  '@message': z.string().min(1),
  '@timestamp': z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
});

describe('the launcher', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'launcher-')), "a folder with spaces and '");
    mkdirSync(folder);
    writeFileSync(join(folder, 'gpx_sre_metrics.cjs'), BUNDLE);
  });

  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  /** A program that pretends to be Node of some version. */
  function fakeNode(name: string, output: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho '${output}'\n`);
    chmodSync(path, 0o755);
    return path;
  }

  async function launch(
    candidates: readonly string[],
    env: Readonly<Record<string, string>> = {},
    args: string[] = []
  ) {
    const path = join(folder, 'launcher');
    writeFileSync(path, await renderLauncher(candidates));
    chmodSync(path, 0o755);
    return spawnSync(path, args, { env, encoding: 'utf8', cwd: '/' });
  }

  test('becomes Node itself, with its arguments, in an empty environment', async () => {
    const result = await launch([process.execPath], {}, ['import', 'a b.csv']);
    expect(JSON.parse(result.stdout)).toEqual({ pid: result.pid, args: ['import', 'a b.csv'] });
    expect(result.status).toBe(0);
  });

  test('passes over what is missing, too old or no Node', async () => {
    const result = await launch([
      join(folder, 'missing'),
      fakeNode('old', 'v18.20.4'),
      fakeNode('odd', 'hello'),
      process.execPath,
    ]);
    expect(JSON.parse(result.stdout)).toMatchObject({ pid: result.pid });
  });

  test('takes the Node that Grafana names before all others', async () => {
    const result = await launch([fakeNode('wrong', 'v99.0.0')], { GF_PLUGIN_NODE: process.execPath });
    expect(JSON.parse(result.stdout)).toMatchObject({ pid: result.pid });
  });

  test('finds Node on PATH where Grafana passes it on', async () => {
    const result = await launch([], { PATH: join(process.execPath, '..') });
    expect(JSON.parse(result.stdout)).toMatchObject({ pid: result.pid });
  });

  test.each([
    ['no Node is found', {}, /no Node 20 or later was found/],
    ['the named Node is unusable', { GF_PLUGIN_NODE: '/nowhere/node' }, /GF_PLUGIN_NODE/],
  ])('fails with one log line where %s', async (_case, env, message) => {
    const result = await launch([fakeNode('old', 'v18.20.4')], { PATH: folder, ...env });
    expect(result.status).toBe(1);
    expect(result.stdout).toBe('');
    expect(logLine.parse(JSON.parse(result.stderr))['@message']).toMatch(message);
  });
});
