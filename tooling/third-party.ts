import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Metafile } from 'esbuild';
import { z } from 'zod';

import { ROOT } from './paths';

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string().default('see its text') });

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** Folders below node_modules whose code is in the bundle, relative to the project. */
function bundledPackages(metafile: Metafile): string[] {
  const packagePath = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
  const folders = Object.keys(metafile.inputs).flatMap((input) => packagePath.exec(input)?.[1] ?? []);
  return [...new Set(folders)].sort();
}

function entry(folder: string): string {
  const path = join(ROOT, folder);
  const { name, version, license } = manifestSchema.parse(JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')));
  const texts = readdirSync(path)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readFileSync(join(path, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

const BUN = `Bun (MIT), in the self-contained executables only

Bun is linked statically with JavaScriptCore and other parts of WebKit, which are under the GNU Lesser General Public
License 2 or later, and with the libraries listed at https://bun.com/docs/project/license. Source of Bun and of its
WebKit, and how to build and relink them: https://github.com/oven-sh/bun and https://github.com/oven-sh/webkit.`;

/** The names and licences of everything that the backend's bundle contains. */
export function thirdPartyNotice(metafile: Metafile): string {
  const entries = bundledPackages(metafile)
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .map(entry);
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `Third-party software in the backend of this plugin\n${line}${[...entries, BUN].join(line)}\n`;
}
