import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { columnsOf } from '../../src/backend/cli/import/kind';
import { IMPORT_KINDS, withKind } from '../../src/backend/cli/import/kinds';
import type { ImportKindName } from '../../src/backend/cli/import/kinds';
import { openImportBench } from '../support/import-bench';

const PAGE = readFileSync(join(__dirname, '../../docs/importing.md'), 'utf8');

/** The page's section of a kind: its table of columns and its example. */
function sectionOf(kind: ImportKindName) {
  const section = PAGE.split(/^## /m).find((text) => text.toLowerCase().startsWith(`${kind}\n`)) ?? '';
  const columns = [...section.matchAll(/^\| `(\w+)` +\| +(yes)? +\|/gm)].map(([, name, needed]) => ({
    name: name ?? '',
    required: needed === 'yes',
  }));
  const example = /```\n([^`]+)```/.exec(section)?.[1] ?? '';
  return { columns, example };
}

describe('docs/importing.md', () => {
  it.each(IMPORT_KINDS)('names every column of %s, and which are needed', (kind) => {
    const byName = (columns: readonly { name: string; required: boolean }[]) =>
      columns.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(byName(sectionOf(kind).columns)).toEqual(byName(withKind(kind, columnsOf)));
  });

  it('shows examples that load, one after the other', async () => {
    const bench = await openImportBench();
    try {
      for (const kind of IMPORT_KINDS) {
        const { example } = sectionOf(kind);
        const rows = example.trim().split('\n').length - 1;
        expect(await bench.load(kind, example)).toEqual({
          status: 0,
          out: `${kind}: ${rows} inserted, 0 updated, 0 unchanged.`,
          err: '',
        });
      }
    } finally {
      await bench.close();
    }
  });
});
