import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './paths';

/** In code marks, below a folder of sources; a path with a placeholder such as `<name>` or `*` is none. */
const PATH = /`((?:src|test|tooling|db|dashboards|alerting|demo|bench|preview|provisioning|deploy|docs)\/[\w./-]*)`/g;

const DOCS = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));

/** Also as it lies in the folder that Grafana is given. */
function exists(path: string): boolean {
  return [ROOT, join(ROOT, 'provisioning')].some((folder) => existsSync(join(folder, path)));
}

function pathsIn(page: string): string[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(PATH)].flatMap(([, path]) => path ?? []);
}

it.each(['README.md', 'CONTRIBUTING.md', ...DOCS.map((file) => `docs/${file}`)])(
  '%s names files that exist',
  (page) => {
    expect(pathsIn(page).filter((path) => !exists(path))).toEqual([]);
  }
);

it('finds the paths that the architecture names', () => {
  expect(pathsIn('docs/architecture.md').length).toBeGreaterThan(40);
});
