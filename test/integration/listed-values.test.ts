import fc from 'fast-check';
import sql from 'sql-template-tag';

import { statementOf } from '../../src/backend/aurora/statement';
import { listed, listedIfAny, numberIn } from '../../src/backend/metrics/listed';
import type { ListedNumbers } from '../../src/backend/metrics/listed';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { readerOn } from '../support/reader';

/** A series brings its points in one row a line: each must be the number that a row of its own would bring. */

interface Row {
  readonly points: ListedNumbers;
  readonly places: ListedNumbers;
  readonly flagged: ListedNumbers | null;
}

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function inOneRow(values: readonly (number | null)[]): Promise<Row | undefined> {
  const texts = values.map((value) => (Object.is(value, -0) ? '-0' : (value?.toString() ?? null)));
  const [row] = await readerOn(database.client).run<Row>(
    statementOf(sql`select ${listed(sql`v.value`)} as points, ${listed(sql`v.place`)} as places,
      ${listedIfAny(sql`v.value`, sql`v.value > 1`)} as flagged
    from unnest(${texts}::float8[]) with ordinality as v (value, place)`),
    new AbortController().signal
  );
  return row;
}

const numbersOf = (list: ListedNumbers) => list.map((_, index) => numberIn(list, index));

/** The same bits, but of no number all alike. */
function expectSame(found: readonly (number | null)[], wanted: readonly (number | null)[]): void {
  expect(found).toHaveLength(wanted.length);
  expect(found.findIndex((value, index) => !Object.is(value, wanted[index]))).toBe(-1);
}

it('keeps every double, every null and the order that the lists have in common', async () => {
  const value = fc.option(fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity, Number.MIN_VALUE)), {
    nil: null,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 50 }), async (values) => {
      const { points = [], places = [], flagged = null } = (await inOneRow(values)) ?? {};
      const byPlace = numbersOf(places).map((place) => values[Number(place) - 1] ?? null);
      expectSame(numbersOf(points), byPlace);
      expect(numbersOf(places).toSorted((a, b) => Number(a) - Number(b))).toEqual(values.map((_, index) => index + 1));
      // NaN is above all numbers to PostgreSQL.
      const isFlagged = values.some((one) => one !== null && (one > 1 || Number.isNaN(one)));
      expect(flagged).toEqual(isFlagged ? points : null);
    }),
    { numRuns: 60 }
  );
});
