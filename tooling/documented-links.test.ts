import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ROOT } from './paths';

/** Links between pages lead somewhere, to the very heading where they name one. */

/** The target of a link or picture in Markdown; not one that another site answers. */
const LINK = /\]\((?!https?:|mailto:)([^)\s]+)\)/g;

const PAGES = [
  ...['', 'docs', 'deploy', 'demo/data'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file))
  ),
];

const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** What GitHub makes of the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
  );
}

function isBroken(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  const isThere = existsSync(join(ROOT, file));
  return !isThere || (anchor !== undefined && !anchorsOf(file).includes(anchor));
}

it.each(PAGES)('%s links to what exists', (page) => {
  const targets = [...textOf(page).matchAll(LINK)].flatMap(([, target]) => target ?? []);
  expect(targets.filter((target) => isBroken(page, target))).toEqual([]);
});

it('tells a heading that is not there', () => {
  expect(isBroken('README.md', 'docs/metrics.md#in-short')).toBe(false);
  expect(isBroken('README.md', 'docs/metrics.md#at-length')).toBe(true);
  expect(isBroken('README.md', 'docs/nowhere.md')).toBe(true);
});

it.each(readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md') && file !== 'README.md'))(
  '%s is in the list of all pages',
  (file) => {
    expect(textOf('docs/README.md')).toContain(`](${file}`);
  }
);
