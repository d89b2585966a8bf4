/** The backend's bundle, launchers and SQL files in `dist/`. */
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { build } from 'esbuild';
import type { BuildOptions, Metafile } from 'esbuild';

import { writeLaunchers } from './launcher/launcher';
import { DIST, EXECUTABLE, ROOT } from './paths';
import { thirdPartyNotice } from './third-party';

export const BUNDLE = `${EXECUTABLE}.cjs`;

/** Below `db/` in the sources, beside the executable once packed. */
export const SQL_FOLDERS: readonly string[] = ['migrations', 'gate'];

/** How the backend is bundled: one CommonJS file that needs nothing but Node 20 or later. */
export const BUNDLE_OPTIONS = {
  absWorkingDir: ROOT,
  entryPoints: ['src/backend/main.ts'],
  outfile: join(DIST, BUNDLE),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  // The sources are public, and embedding them would double the download.
  sourcesContent: false,
  legalComments: 'linked',
  // pg loads its native twin only where somebody installed it.
  external: ['pg-native'],
  alias: { jiti: join(ROOT, 'tooling/no-jiti.ts'), cosmiconfig: join(ROOT, 'tooling/no-cosmiconfig.ts') },
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  metafile: true,
} as const satisfies BuildOptions;

/** Takes away what an earlier build of the backend left; the frontend's files stay. */
async function removeOldBackend(): Promise<void> {
  await mkdir(DIST, { recursive: true });
  const old = (await readdir(DIST)).filter((name) => name.startsWith(EXECUTABLE) || SQL_FOLDERS.includes(name));
  await Promise.all(old.map((name) => rm(join(DIST, name), { recursive: true })));
}

async function copySql(folder: string): Promise<void> {
  const source = join(ROOT, 'db', folder);
  const target = join(DIST, folder);
  await mkdir(target, { recursive: true });
  const names = (await readdir(source)).filter((name) => name.endsWith('.sql'));
  await Promise.all(names.map((name) => copyFile(join(source, name), join(target, name))));
}

/** Everything of the backend that is not the bundle itself. */
export async function writeCompanions(metafile: Metafile): Promise<void> {
  await Promise.all(SQL_FOLDERS.map(copySql));
  await writeFile(join(DIST, 'THIRD_PARTY_NOTICES.txt'), thirdPartyNotice(metafile));
  await writeLaunchers(DIST);
}

/** Builds everything of the backend into `dist/`, after taking away what an earlier build left. */
export async function buildBackend(): Promise<void> {
  await removeOldBackend();
  const { metafile } = await build(BUNDLE_OPTIONS);
  await writeCompanions(metafile);
  const bytes = metafile.outputs[relative(ROOT, BUNDLE_OPTIONS.outfile)]?.bytes ?? 0;
  console.log(`Backend built: ${relative(ROOT, BUNDLE_OPTIONS.outfile)} (${(bytes / 1e6).toFixed(1)} MB)`);
}
