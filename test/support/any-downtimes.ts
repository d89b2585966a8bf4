import fc from 'fast-check';

import type { MinuteRecords } from './minute-by-minute';

/** Downtime and maintenance at random, in whole minutes since the epoch. */

export const SERVICES = ['Shop', 'Search'] as const;
// Three days around the hour that Berlin's clock skips (2026-03-29 at 01:00 UTC).
export const START = Date.UTC(2026, 2, 28) / 60_000;
export const MINUTES = 3 * 1440;
export const DAY = 1440;

// Near round hours, so that edges are hit often, and anywhere.
export const minute = fc
  .oneof(
    fc.integer({ min: 0, max: MINUTES }),
    fc.integer({ min: 0, max: MINUTES / 60 }).map((hour) => hour * 60)
  )
  .map((offset) => START + offset);

const period = fc.record({
  service: fc.constantFrom(...SERVICES),
  incident: fc.constantFrom('a', 'b', 'c', 'd'),
  from: minute,
  length: fc.option(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 * DAY })), { freq: 6 }),
});
export const planned = fc.record({
  service: fc.constantFrom(...SERVICES),
  from: minute,
  length: fc.integer({ min: 1, max: 600 }),
});

export const recordsArbitrary: fc.Arbitrary<MinuteRecords> = fc
  .record({
    periods: fc.uniqueArray(period, {
      maxLength: 12,
      selector: ({ service, incident, from }) => `${service} ${incident} ${from}`,
    }),
    maintenance: fc.array(planned, { maxLength: 3 }),
  })
  .map(({ periods, maintenance }) => ({
    periods: periods.map(({ length, ...one }) => ({ ...one, to: length === null ? null : one.from + length })),
    maintenance: maintenance.map(({ length, ...one }) => ({ ...one, to: one.from + length })),
  }));

const moments = fc.dictionary(fc.constantFrom(...SERVICES), minute, { noNullPrototype: true });

/** The same of services that may have been monitored from some time on. */
export const monitoredArbitrary: fc.Arbitrary<MinuteRecords> = fc
  .record({ records: recordsArbitrary, monitored: moments })
  .map(({ records, monitored }) => ({ ...records, monitored }));

/** The same of services that may have been monitored and retired at some time. */
export const livesArbitrary: fc.Arbitrary<MinuteRecords> = fc
  .record({ records: monitoredArbitrary, retired: moments })
  .map(({ records, retired }) => ({ ...records, retired }));

/** A time in minutes since the epoch as the database reads it. */
export const iso = (at: number) => new Date(at * 60_000).toISOString();
