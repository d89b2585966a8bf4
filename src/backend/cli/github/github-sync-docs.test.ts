import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { GITHUB_VARIABLES } from '../../environment/github-api-settings';
import { SKIP_REASONS } from '../../sync/mapping/decide';
import { mappingSchema } from '../../sync/mapping/definition';
import { readMappingFile } from './read-mapping-file';

const PAGE = readFileSync(join(__dirname, '../../../../docs/github-sync.md'), 'utf8');

describe('docs/github-sync.md', () => {
  it('shows a file of mappings that can be applied', () => {
    const example = /```yaml\n([^`]+)```/.exec(PAGE)?.[1] ?? '';
    const { mappings, complaints } = readMappingFile(example);
    expect(complaints).toEqual([]);
    expect(mappings.map(({ definition }) => [definition.repository, definition.service])).toEqual([
      ['acme/shop', 'Shop'],
      ['acme/platform', 'Search'],
      ['acme/platform', 'Billing'],
    ]);
  });

  it('names every field of a mapping', () => {
    const section = PAGE.split(/^## /m).find((text) => text.startsWith('Map repositories')) ?? '';
    const fields = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(fields).toEqual(Object.keys(mappingSchema.shape));
  });

  it('names every reason for no record, and every variable', () => {
    const text = PAGE.replace(/\s+/g, ' ');
    for (const name of [
      ...SKIP_REASONS.map((reason) => reason.replaceAll('_', ' ')),
      ...Object.values(GITHUB_VARIABLES),
    ]) {
      expect(text).toContain(name);
    }
  });
});
