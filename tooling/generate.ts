/**
 * Makes `src/backend/transport/generated` from our .proto files. With `--check` it changes nothing
 * and exits 1 where what is committed differs from what would be made.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from './paths';

const TRANSPORT = join(ROOT, 'src/backend/transport');

/** `outputFolder` receives the folder `generated`. */
function generate(outputFolder: string): void {
  const buf = join(ROOT, 'node_modules/.bin/buf');
  // buf finds its plugin by PATH.
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  const { status, error } = spawnSync(buf, ['generate', '--output', outputFolder], {
    cwd: TRANSPORT,
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

/** Names of the files that are missing, superfluous or different. */
function staleFiles(): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-generate-'));
  try {
    generate(scratch);
    const made = filesOf(join(scratch, 'generated'));
    const committed = filesOf(join(TRANSPORT, 'generated'));
    const names = new Set([...made.keys(), ...committed.keys()]);
    return [...names].filter((name) => made.get(name) !== committed.get(name));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

if (!process.argv.includes('--check')) {
  generate(TRANSPORT);
} else {
  const stale = staleFiles();
  if (stale.length > 0) {
    console.error(`Generated code is out of date: ${stale.join(', ')}. Run "npm run generate" and commit the result.`);
    process.exitCode = 1;
  } else {
    console.log('Generated code is up to date.');
  }
}
