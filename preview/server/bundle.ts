import { join } from 'node:path';

import { build } from 'esbuild';

import { BUNDLE_FOLDER, PREVIEW } from './folders';

/** Bundles the page of Grafana's packages: some seconds, and some megabytes. */
export async function bundlePage(): Promise<void> {
  await build({
    absWorkingDir: PREVIEW,
    entryPoints: { page: join(PREVIEW, 'page/main.tsx') },
    outdir: BUNDLE_FOLDER,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    tsconfig: join(PREVIEW, 'tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    loader: { '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.svg': 'file' },
    minifySyntax: true,
    logLevel: 'error',
  });
}
