import fc from 'fast-check';
import sql from 'sql-template-tag';

import { durationUs } from '../../src/backend/aurora/duration-us';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { total } from '../support/dora';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';

/** Durations are exact, however far apart times are, and their mean is the same in whatever order they are read. */

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const time = fc.oneof(
  // Microseconds from 1970 to 2040, in which doubles are exact, and on both sides of it.
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 2_208_988_800_000_000n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: -3_000_000_000_000_000n, max: 5_000_000_000_000_000n }) },
  { weight: 1, arbitrary: fc.constantFrom(-2n, -1n, 0n, 1n, 2_208_988_799_999_999n, 2_208_988_800_000_000n) }
);

it('tells times apart to the microsecond', async () => {
  const { text } = sql`select ${durationUs(sql`u.began`, sql`u.ended`)}::text as us
    from (
      select p.place, timestamptz 'epoch' + p.began_us * interval '1 microsecond' as began,
        timestamptz 'epoch' + p.ended_us * interval '1 microsecond' as ended
      from unnest($1::bigint[], $2::bigint[]) with ordinality as p (began_us, ended_us, place)
    ) as u
    order by u.place`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(time, time), { minLength: 1, maxLength: 300 }), async (pairs) => {
      const began = pairs.map(([one]) => String(one));
      const ended = pairs.map(([, other]) => String(other));
      const { rows } = await database.client.query<{ us: string }>(text, [began, ended]);
      expect(rows.map(({ us }) => us)).toEqual(pairs.map(([one, other]) => String(other - one)));
    }),
    { numRuns: 100 }
  );
});

it('has none where an end is missing or infinite, and no error where it does not fit', async () => {
  const { text } = sql`select ${durationUs(sql`u.began`, sql`u.ended`)}::text as us
    from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality as u (began, ended, place) order by place`;
  const known = '2026-01-01T00:00:00Z';
  const began = [null, known, 'infinity', known, '-infinity', '4713-01-01 00:00:00+00 BC'];
  const ended = [known, null, known, 'infinity', 'infinity', '294276-01-01 00:00:00+00'];
  const { rows } = await database.client.query<{ us: string | null }>(text, [began, ended]);
  expect(rows.map(({ us }) => us)).toEqual([null, null, null, null, null, '9223372036854775807']);
});

it('means of the same durations are the same to the last digit in any order', async () => {
  const reader = readerOn(database.client);
  const lengthMs = fc.integer({ min: 0, max: 40 * 24 * 3600_000 });
  const START_MS = Date.UTC(2026, 0, 1);
  const meanOf = async (lengthsMs: readonly number[]) => {
    await database.client.query('truncate stackflow.incidents cascade');
    await insertRecords(database.client, {
      incidents: lengthsMs.map((ms, index) => ({
        key: `i${index}`,
        priority: 'P1',
        // Incidents are read by when they were resolved.
        createdAt: new Date(START_MS + index * 60_000 - ms).toISOString(),
        resolvedAt: new Date(START_MS + index * 60_000).toISOString(),
      })),
    });
    return (await total(reader, { metric: 'mttr', from: '2025-12-01T00:00:00Z', to: '2026-06-01T00:00:00Z' })).value;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(lengthMs, { minLength: 3, maxLength: 40 }), async (lengthsMs) => {
      const exact = Number(lengthsMs.reduce((sum, ms) => sum + BigInt(ms), 0n)) / 1000 / lengthsMs.length;
      const mean = await meanOf(lengthsMs);
      expect(mean).toBeCloseTo(exact, 6);
      expect(await meanOf(lengthsMs.toReversed())).toBe(mean);
      expect(await meanOf(lengthsMs.toSorted((a, b) => a - b))).toBe(mean);
    }),
    { numRuns: 40 }
  );
});
