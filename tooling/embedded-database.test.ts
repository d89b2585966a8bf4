import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { until } from '../test/support/until';
import type { EmbeddedDatabaseOptions } from './embedded-database';

describe('startEmbeddedDatabase', () => {
  let folder: string;
  const holders: ChildProcessWithoutNullStreams[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sre-metrics-test-'));
    // The server runs as a user of its own, and must pass through.
    await chmod(folder, 0o711);
  });

  afterEach(async () => {
    // Only what a failed test left running is still there to end.
    holders.splice(0).forEach((holder) => holder.kill());
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  const hold = (options: EmbeddedDatabaseOptions = {}): ChildProcessWithoutNullStreams => {
    const holder = spawn(
      process.execPath,
      ['--import', 'tsx', join(__dirname, '../test/support/hold-database.ts'), JSON.stringify(options)],
      // The cache of tsx would lie in the folder that is looked at.
      { env: { ...process.env, TMPDIR: folder, TSX_DISABLE_CACHE: '1' } }
    );
    holders.push(holder);
    return holder;
  };

  const folders = async () => (await readdir(folder)).filter((name) => name.startsWith('sre-metrics-pg-'));

  const serverPid = async () => {
    const [data = ''] = await folders();
    return Number((await readFile(join(folder, data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  };

  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };

  it.each<[string, (holder: ChildProcessWithoutNullStreams) => void]>([
    ['it is stopped', (holder) => holder.stdin.write('stop')],
    ['its caller exits', (holder) => holder.stdin.write('exit')],
    ['its caller gets SIGINT', (holder) => holder.kill('SIGINT')],
    ['its caller gets SIGTERM', (holder) => holder.kill('SIGTERM')],
    ["its caller's terminal is closed", (holder) => holder.kill('SIGHUP')],
    ['its caller is killed', (holder) => holder.kill('SIGKILL')],
  ])('leaves no process and no folder when %s', async (_how, end) => {
    const holder = hold();
    const exit = once(holder, 'exit');
    await once(holder.stdout, 'data');
    const pid = await serverPid();
    end(holder);
    await exit;
    await until(() => isGone(pid));
    await until(async () => (await folders()).length === 0);
  });

  it('stops although the server has gone by itself', async () => {
    const holder = hold();
    const exit = once(holder, 'exit');
    await once(holder.stdout, 'data');
    const pid = await serverPid();
    process.kill(pid, 'SIGINT');
    await until(() => isGone(pid));
    holder.stdin.write('stop');
    expect(await exit).toEqual([0, null]);
    expect(await folders()).toEqual([]);
  });

  const refused = async (options: EmbeddedDatabaseOptions) => {
    const holder = hold(options);
    const exit = once(holder, 'exit');
    const reason = await text(holder.stderr);
    expect(await exit).toEqual([1, null]);
    return reason;
  };

  it('names the setting that keeps the server from starting, and leaves no folder', async () => {
    expect(await refused({ serverSettings: { no_such_setting: '1' } })).toMatch(
      /^PostgreSQL did not start on 127\.0\.0\.1:\d+: .*no_such_setting/
    );
    expect(await folders()).toEqual([]);
  });

  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await refused({ port })).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop what uses it, or choose another port.`
    );
    other.close();
  });

  it('names a folder that is not empty, and leaves it alone', async () => {
    await writeFile(join(folder, 'letter'), 'mine');
    expect(await refused({ dataFolder: folder })).toBe(
      `The folder ${folder} is not empty. Choose another, or empty it.`
    );
    expect(await readFile(join(folder, 'letter'), 'utf8')).toBe('mine');
  });

  it('names a folder that is a file', async () => {
    const file = join(folder, 'letter');
    await writeFile(file, 'mine');
    expect(await refused({ dataFolder: file })).toBe(`The folder ${file} cannot be used (ENOTDIR). Choose another.`);
  });
});
