import { readFile } from 'node:fs/promises';
import { basename, extname, join, normalize, sep } from 'node:path';

import { PLUGIN_ID } from '../../tooling/paths';
import { HttpError } from './http';
import type { Answer } from './http';
import { BUNDLE_FOLDER, PREVIEW } from './folders';

/** Files of the page: the bundle, the plugin as it is built, and Grafana's icons and fonts. */

const MODULES = join(PREVIEW, 'node_modules');
const ICONS = join(MODULES, '@grafana/ui/dist/public/img/icons');
const FONTS = join(MODULES, '@fontsource');

const FOLDERS: ReadonlyArray<readonly [prefix: string, folder: string]> = [
  ['preview/', BUNDLE_FOLDER],
  ['build/img/icons/', ICONS],
];

/** Some icons that Grafana draws are not among its packages: these stand for them, a ring for any other. */
const UNPUBLISHED_ICONS: Readonly<Record<string, string>> = {
  'angle-double-left.svg': 'M11 6 5 12l6 6M18 6l-6 6 6 6',
  'spinner.svg': 'M12 4a8 8 0 0 1 8 8',
};
const RING = 'M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14';

function unpublishedIcon(file: string): string {
  const path = UNPUBLISHED_ICONS[basename(file)] ?? RING;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${path}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`;
}

/** By the names that Grafana's global styles ask for. */
const FONT_FILES: Readonly<Record<string, string>> = {
  'Inter-Regular.woff2': 'inter/files/inter-latin-400-normal.woff2',
  'Inter-Italic.woff2': 'inter/files/inter-latin-400-italic.woff2',
  'Inter-Medium.woff2': 'inter/files/inter-latin-500-normal.woff2',
  'Inter-MediumItalic.woff2': 'inter/files/inter-latin-500-italic.woff2',
};
const MONO_FONT = 'roboto-mono/files/roboto-mono-latin-400-normal.woff2';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown',
};

/**
 * A file below `/public/`.
 *
 * @throws HttpError 404 for what is not there
 */
export async function publicFile(path: string, pluginFolder: string): Promise<Answer> {
  const file = fileOf(path, pluginFolder);
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  try {
    return { status: 200, type, body: await readFile(file) };
  } catch {
    if (file.startsWith(ICONS)) {
      return { status: 200, type, body: unpublishedIcon(file) };
    }
    throw new HttpError(404, `There is no file /public/${path}.`);
  }
}

function fileOf(path: string, pluginFolder: string): string {
  const font = /^fonts\/(?:inter|roboto)\/([^/]+)$/.exec(path)?.[1];
  if (font !== undefined) {
    return join(FONTS, FONT_FILES[font] ?? MONO_FONT);
  }
  const match = [...FOLDERS, [`plugins/${PLUGIN_ID}/`, pluginFolder] as const].find(([prefix]) =>
    path.startsWith(prefix)
  );
  if (match === undefined) {
    throw new HttpError(404, `There is no file /public/${path}.`);
  }
  const [prefix, folder] = match;
  const file = normalize(join(folder, path.slice(prefix.length)));
  if (!file.startsWith(folder + sep)) {
    throw new HttpError(404, `There is no file /public/${path}.`);
  }
  return file;
}
