/** The backend's bundle, launchers and SQL files in `dist/`. */
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

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
  // A quarter less to download and to parse. Names stay as they are, for those who read a stack.
  minifyWhitespace: true,
  charset: 'utf8',
  // pg loads its native twin only where somebody installed it.
  external: ['pg-native'],
  alias: { jiti: join(ROOT, 'tooling/no-jiti.ts'), cosmiconfig: join(ROOT, 'tooling/no-cosmiconfig.ts') },
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  metafile: true,
} as const satisfies BuildOptions;

const NOTICES = 'THIRD_PARTY_NOTICES.txt';

/** Everything beside the bundle that makes the backend whole. */
export const COMPANIONS: readonly string[] = [...SQL_FOLDERS, NOTICES];

/** Takes away what an earlier build of the backend left in `folder`; the frontend's files stay. */
async function removeOldBackend(folder: string, built: readonly string[]): Promise<void> {
  const old = (await readdir(folder)).filter((name) => name.startsWith(EXECUTABLE) && !built.includes(name));
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true })));
}

async function copySql(folder: string, name: string): Promise<void> {
  const source = join(ROOT, 'db', name);
  const target = join(folder, name);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const files = (await readdir(source)).filter((file) => file.endsWith('.sql'));
  await Promise.all(files.map((file) => copyFile(join(source, file), join(target, file))));
}

/** Everything of the backend in `folder` that is not the bundle itself. */
export async function writeCompanions(metafile: Metafile, folder = DIST): Promise<void> {
  await Promise.all(SQL_FOLDERS.map((name) => copySql(folder, name)));
  await writeFile(join(folder, NOTICES), thirdPartyNotice(metafile));
  await writeLaunchers(folder);
}

/**
 * Builds everything of the backend into `folder`, and takes away what an earlier build left. Where
 * it fails, the earlier build stays.
 *
 * @returns the bundle's size
 */
export async function buildBackend(folder = DIST): Promise<{ readonly bytes: number }> {
  const outfile = join(folder, BUNDLE);
  const { metafile } = await build({ ...BUNDLE_OPTIONS, outfile });
  await removeOldBackend(
    folder,
    Object.keys(metafile.outputs).map((path) => basename(path))
  );
  await writeCompanions(metafile, folder);
  return { bytes: metafile.outputs[relative(ROOT, outfile)]?.bytes ?? 0 };
}
