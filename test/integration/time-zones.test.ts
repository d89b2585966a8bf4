import sql from 'sql-template-tag';

import { boundsCte } from '../../src/backend/metrics/buckets';
import type { CalendarUnit } from '../../src/backend/metrics/buckets';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { firstInstant, noteworthy, readZones } from '../support/time-zones';
import type { Zone } from '../support/time-zones';

/**
 * Every zone that the database knows, around each moment at which its clocks are turned, and elsewhere:
 * days, weeks and months begin where looking along the zone's offsets says that they do.
 */

const DAY_MS = 86_400_000;
const AROUND_MS: Readonly<Record<Unit, number>> = { day: 4 * DAY_MS, week: 10 * DAY_MS, month: 40 * DAY_MS };
type Unit = Exclude<CalendarUnit, 'hour'>;
const UNITS = ['day', 'week', 'month'] as const satisfies readonly Unit[];

let database: TestDatabase;
let zones: readonly Zone[];

beforeAll(async () => {
  database = await createTestDatabase();
  zones = await readZones(database.client);
}, 120_000);
afterAll(() => database.drop());

interface Bound {
  readonly start: number;
  readonly end: number;
}

async function bounds(zone: string, unit: Unit, fromMs: number, toMs: number): Promise<readonly Bound[]> {
  const { rows } = await database.client
    .query<Bound>(sql`with ${boundsCte({ kind: 'calendar', unit, zone }, { fromMs, toMs })}
    select extract(epoch from b.starts_at)::float8 * 1000 as start, extract(epoch from b.ends_at)::float8 * 1000 as end
    from bounds as b order by b.bucket`);
  return rows;
}

/** A local time as milliseconds, as if it were UTC: the start of the unit that it lies in. */
function startOf(unit: Unit, localMs: number): number {
  const date = new Date(localMs);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case 'day':
      return Date.UTC(year, month, day);
    case 'week':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7));
    case 'month':
      return Date.UTC(year, month, 1);
  }
}

function next(unit: Unit, localMs: number): number {
  const date = new Date(localMs);
  const days = { day: 1, week: 7, month: 0 }[unit];
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + Number(unit === 'month'), date.getUTCDate() + days);
}

/** Every bucket that touches the range, by the first instants of the local units around it. */
function expected(zone: Zone, unit: Unit, fromMs: number, toMs: number): readonly Bound[] {
  const starts = new Set<number>();
  for (let local = startOf(unit, fromMs - 35 * DAY_MS); local < toMs + 70 * DAY_MS; local = next(unit, local)) {
    const first = firstInstant(zone, local, next(unit, local));
    // A unit that clocks skip as a whole has none.
    if (first !== null) {
      starts.add(first);
    }
  }
  const sorted = [...starts].toSorted((a, b) => a - b);
  return sorted
    .map((start, index) => ({ start, end: sorted[index + 1] ?? Infinity }))
    .filter(({ start, end }) => start < toMs && end > fromMs);
}

it('knows the zones of the system', () => {
  expect(zones.length).toBeGreaterThan(200);
  expect(zones.some(({ turns }) => turns.length > 100)).toBe(true);
});

it.each(UNITS)(
  'a %s begins with its first local instant; none overlaps, and none is left out',
  async (unit) => {
    for (const zone of zones) {
      for (const at of noteworthy(zone)) {
        const [fromMs, toMs] = [at - AROUND_MS[unit], at + AROUND_MS[unit]];
        const found = await bounds(zone.name, unit, fromMs, toMs);
        const where = { zone: zone.name, at: new Date(at).toISOString() };
        expect({ ...where, found }).toEqual({ ...where, found: expected(zone, unit, fromMs, toMs) });
        expect(found[0]?.start).toBeLessThanOrEqual(fromMs);
        expect(found.at(-1)?.end).toBeGreaterThanOrEqual(toMs);
        expect(found.slice(1).map(({ start }) => start)).toEqual(found.slice(0, -1).map(({ end }) => end));
      }
    }
  },
  120_000
);
