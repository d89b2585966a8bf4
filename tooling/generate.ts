/**
 * Makes `src/backend/protocol/generated` from our .proto files, `provisioning/alerting` from
 * `alerting`, `docs/reference` from the zod schemas of `src/model`, `docs/troubleshooting.md` from the failures in
 * the sources, and `dashboards/*.json` from the TypeScript beside them. With `--dashboards` only the last. With `--check` it changes nothing and exits 1 where what is committed differs from what
 * would be made.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { alertingFiles } from '../alerting/files';
import { dashboardFiles } from '../dashboards/files';
import { ROOT } from './paths';
import { referenceFiles } from './reference/files';
import { troubleshootingPage } from './reference/troubleshooting';

const PROTOCOL = join(ROOT, 'src/backend/protocol');
const ALERTING = join(ROOT, 'provisioning/alerting');
const DASHBOARDS = join(ROOT, 'dashboards');
const REFERENCE = join(ROOT, 'docs/reference');
const TROUBLESHOOTING = join(ROOT, 'docs/troubleshooting.md');

/** `outputFolder` receives the folder `generated`. */
function generateTransport(outputFolder: string): void {
  const buf = join(ROOT, 'node_modules/.bin/buf');
  // buf finds its plugin by PATH.
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  const { status, error } = spawnSync(buf, ['generate', '--output', outputFolder], {
    cwd: PROTOCOL,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) {
    throw new Error(`buf generate failed${error === undefined ? '' : `: ${error.message}`}.`);
  }
}

function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
  );
}

/** Replaces everything in the folder: a file that is made no more would stay in force in Grafana. */
function replaceFolder(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  files.forEach((text, name) => writeFileSync(join(folder, name), text));
}

function committedDashboards(): Map<string, string> {
  return new Map([...filesOf(DASHBOARDS)].filter(([name]) => name.endsWith('.json')));
}

function generateDashboards(): void {
  [...committedDashboards().keys()].forEach((name) => rmSync(join(DASHBOARDS, name)));
  dashboardFiles().forEach((text, name) => writeFileSync(join(DASHBOARDS, name), text));
}

/** Names of the files that are missing, superfluous or different. */
function differences(generated: ReadonlyMap<string, string>, committed: ReadonlyMap<string, string>): string[] {
  const names = new Set([...generated.keys(), ...committed.keys()]);
  return [...names].filter((name) => generated.get(name) !== committed.get(name));
}

function staleFiles(): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-generate-'));
  try {
    generateTransport(scratch);
    return [
      ...differences(filesOf(join(scratch, 'generated')), filesOf(join(PROTOCOL, 'generated'))),
      ...differences(alertingFiles(), filesOf(ALERTING)),
      ...differences(dashboardFiles(), committedDashboards()),
      ...differences(referenceFiles(), filesOf(REFERENCE)),
      ...(readFileSync(TROUBLESHOOTING, 'utf8') === troubleshootingPage() ? [] : ['troubleshooting.md']),
    ];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function generateAll(): void {
  generateTransport(PROTOCOL);
  replaceFolder(ALERTING, alertingFiles());
  replaceFolder(REFERENCE, referenceFiles());
  writeFileSync(TROUBLESHOOTING, troubleshootingPage());
  generateDashboards();
}

function check(): void {
  const stale = staleFiles();
  if (stale.length > 0) {
    console.error(
      `Generated files are out of date: ${stale.join(', ')}. Run "npm run generate" and commit the result.`
    );
    process.exitCode = 1;
  } else {
    console.log('Generated files are up to date.');
  }
}

if (process.argv.includes('--check')) {
  check();
} else if (process.argv.includes('--dashboards')) {
  generateDashboards();
} else {
  generateAll();
}
