import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { BUNDLE, buildBackend } from './backend-bundle';
import { EXECUTABLE, PLUGIN_ID, ROOT } from './paths';

/** Two builds write into one folder. What they leave must be whole, whichever ran last. */

const folder = mkdtempSync(join(tmpdir(), 'sre-plugin-folder-'));

afterAll(() => rmSync(folder, { recursive: true }));

function buildFrontend(): void {
  const webpack = join(ROOT, 'node_modules/webpack/bin/webpack.js');
  execFileSync(process.execPath, [webpack, '--mode', 'development', '--output-path', folder], { cwd: ROOT });
}

const BUILDS = { frontend: buildFrontend, backend: () => buildBackend(folder) } as const;

const filesIn = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();

/** Left by builds of other versions. */
const STALE = {
  frontend: ['921.js', 'img/old.png', 'dashboards/old.json'],
  backend: ['migrations/000_old.sql', 'gate/old.sql', `${EXECUTABLE}_plan9_amd64`],
};

function plant(names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'stale');
  }
}

describe('the folder that the builds make', () => {
  let whole: readonly string[];

  beforeAll(async () => {
    await BUILDS.backend();
    BUILDS.frontend();
    whole = filesIn(folder);
  }, 180_000);

  it('is whole', () => {
    expect(whole).toEqual(
      expect.arrayContaining([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'THIRD_PARTY_NOTICES.txt',
        'dashboards/sre-metrics.json',
        'gate/install.sql',
        'gate/uninstall.sql',
        'img/logo.svg',
        'migrations/001_schema.sql',
        'module.js',
        'plugin.json',
        BUNDLE,
        `${EXECUTABLE}_linux_amd64`,
      ])
    );
  });

  it.each(['backend', 'frontend', 'frontend', 'backend', 'backend'] as const)(
    'is the same after the %s is built again, without what is out of date',
    async (half) => {
      plant(STALE[half]);
      await BUILDS[half]();
      expect(filesIn(folder)).toEqual(whole);
    },
    180_000
  );

  it('keeps its backend where a build of it fails', async () => {
    const source = join(folder, BUNDLE);
    const before = readFileSync(source);
    const unwritable = join(folder, 'module.js');
    await expect(buildBackend(unwritable)).rejects.toThrow();
    expect(readFileSync(source).equals(before)).toBe(true);
  });

  describe('as its page in Grafana shows it', () => {
    const manifestSchema = z.object({
      includes: z.array(z.object({ path: z.string() })).min(1),
      info: z.object({
        description: z.string().min(60),
        author: z.object({ name: z.literal('StackFlow') }),
        keywords: z.array(z.string()).min(5),
        logos: z.object({ small: z.string(), large: z.string() }),
        links: z.array(z.object({ name: z.string(), url: z.url({ protocol: /^https$/ }) })).min(1),
        screenshots: z.array(z.object({ name: z.string(), path: z.string() })).min(3),
        version: z.string().regex(/^\d+\.\d+\.\d+/),
        updated: z.iso.date(),
      }),
    });
    const manifest = () =>
      manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8')) as unknown);

    const isPicture = (path: string) => {
      const start = readFileSync(join(folder, path)).subarray(0, 8).toString('latin1');
      return path.endsWith('.svg') ? start.startsWith('<svg') : start === '\x89PNG\r\n\x1a\n';
    };

    it('names in plugin.json what lies in it', () => {
      const { includes, info } = manifest();
      for (const path of [...Object.values(info.logos), ...info.screenshots.map((shot) => shot.path)]) {
        expect([path, isPicture(path)]).toEqual([path, true]);
      }
      expect(includes.filter(({ path }) => !existsSync(join(folder, path)))).toEqual([]);
    });

    // Grafana lays a page's relative addresses against its own root, and gives headings no names.
    it.each(['README.md', 'CHANGELOG.md'])(
      'has a %s whose links lead to the web, and pictures to its files',
      (name) => {
        const text = readFileSync(join(folder, name), 'utf8');
        const references = [...text.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)[^)]*\)/g)].map(([, bang, target]) => ({
          isPicture: bang === '!',
          target: target ?? '',
        }));
        expect(references.length).toBeGreaterThan(0);
        expect(text).not.toMatch(/<(?:a|img)\b/);
        expect(text).not.toMatch(/^\[[^\]]+\]: /m);
        // Its filter drops an address that begins with none of a scheme, a slash and a dot.
        const own = `./public/plugins/${PLUGIN_ID}/`;
        const dead = references.filter((reference) =>
          reference.isPicture
            ? !reference.target.startsWith(own) || !isPicture(reference.target.slice(own.length))
            : !URL.canParse(reference.target) || !reference.target.startsWith('https://')
        );
        expect(dead).toEqual([]);
      }
    );

    it('shows pictures in its README', () => {
      expect(readFileSync(join(folder, 'README.md'), 'utf8').match(/!\[/g)?.length).toBeGreaterThan(1);
    });
  });
});
