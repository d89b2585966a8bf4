import fc from 'fast-check';

import { pageAt } from './pages';

const ROWS = ['a', 'b', 'c', 'd', 'e'];
const SECOND_MS = 1000;

describe('pages of a table', () => {
  it.each([
    [0, ['a', 'b'], 'page 1 of 3'],
    [59, ['a', 'b'], 'page 1 of 3'],
    [60, ['c', 'd'], 'page 2 of 3'],
    [120, ['e'], 'page 3 of 3'],
    [180, ['a', 'b'], 'page 1 of 3'],
  ])('turn by the clock: after %d s', (seconds, rows, text) => {
    expect(pageAt(ROWS, { pageRows: 2 }, seconds * SECOND_MS)).toMatchObject({ rows, text });
  });

  it('are shown as long as is asked', () => {
    expect(pageAt(ROWS, { pageRows: 2, pageSeconds: 10 }, 10 * SECOND_MS)?.text).toBe('page 2 of 3');
  });

  it('say that one holds all', () => {
    expect(pageAt(ROWS, { pageRows: 5 }, 90 * SECOND_MS)).toEqual({ rows: ROWS, offset: 0, text: '5 in all' });
    expect(pageAt([], { pageRows: 5 }, 0)).toEqual({ rows: [], offset: 0, text: '0 in all' });
  });

  it('share rows out', () => {
    const rows = Array.from({ length: 13 }, (_, row) => row);
    const sizes = [0, 1, 2, 3].map((turn) => pageAt(rows, { pageRows: 4 }, turn * 60 * SECOND_MS)?.rows.length);
    expect(sizes).toEqual([4, 3, 3, 3]);
  });

  it('are none where none are asked for', () => {
    expect(pageAt(ROWS, { pageSeconds: 10 }, 0)).toBeNull();
  });

  it('show every row once in a round, none empty, at whatever moment it begins', () => {
    const options = { pageRows: fc.integer({ min: 1, max: 7 }), pageSeconds: fc.integer({ min: 1, max: 90 }) };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.record(options),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        (count, fields, nowMs) => {
          const all = Array.from({ length: count }, (_, index) => index);
          const pages = Math.ceil(count / fields.pageRows);
          const round = Array.from({ length: pages }, (_, turn) =>
            pageAt(all, fields, nowMs + turn * fields.pageSeconds * SECOND_MS)
          );
          const sizes = round.map((page) => page?.rows.length ?? 0);
          expect(Math.min(...sizes)).toBeGreaterThan(0);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(fields.pageRows);
          expect(round.flatMap((page) => page?.rows ?? []).toSorted((a, b) => a - b)).toEqual(all);
        }
      )
    );
  });

  it('are each seen where the panel refreshes no slower than they turn', () => {
    const pages = new Set(
      Array.from({ length: 60 }, (_, refresh) => pageAt(ROWS, { pageRows: 1, pageSeconds: 40 }, refresh * 30_000)?.text)
    );
    expect(pages.size).toBe(ROWS.length);
  });
});
