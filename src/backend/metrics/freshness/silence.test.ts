import type { RecordSource, UsualGaps } from '../../../model/record-sources';
import { silenceAt, silencesAt } from './silence';
import type { Freshness, SourceFreshness } from './source-freshness';

const HOUR = 3600;
const NEWEST_MS = Date.UTC(2026, 7, 21);
const MEASURED: UsualGaps = { changes: null, incidents: null, sync: null, downtime: null };

/** A source whose newest record is so many hours old at `NEWEST_MS`, with such a gap. */
const heard = (hoursBefore: number, gapHours: number | null): SourceFreshness => ({
  newestMs: NEWEST_MS - hoursBefore * HOUR * 1000,
  gapSeconds: gapHours === null ? null : gapHours * HOUR,
});
const NEVER: SourceFreshness = { newestMs: null, gapSeconds: null };

const silence = (
  feed: 'changes' | 'incidents' | 'downtime',
  hoursAfter: number,
  known: Partial<Record<RecordSource, SourceFreshness>>,
  usualGaps = MEASURED
) => {
  const freshness: Freshness = { changes: NEVER, incidents: NEVER, sync: NEVER, downtime: NEVER, ...known };
  return silenceAt({ freshness, usualGaps }, feed, NEWEST_MS + hoursAfter * HOUR * 1000);
};

it('lets an incident tell for downtime by the gap of downtime, however seldom incidents are', () => {
  const known = { downtime: heard(400, 48), incidents: heard(0, 2000) };
  expect(silence('downtime', 47, known)).toBeNull();
  expect(silence('downtime', 49, known)).toMatchObject({ sinceMs: NEWEST_MS, usualGapSeconds: 48 * HOUR });
  expect(silence('incidents', 49, known)).toBeNull();
});

it("takes the other's gap where a feed has none of its own", () => {
  const known = { incidents: heard(0, 100) };
  expect(silence('downtime', 99, known)).toBeNull();
  expect(silence('downtime', 101, known)).not.toBeNull();
});

it('lets a sync tell for changes by its own gap', () => {
  const known = { changes: heard(900, 30), sync: heard(0, 1) };
  expect(silence('changes', 23, known)).toBeNull();
  expect(silence('changes', 25, known)).toMatchObject({ sinceMs: NEWEST_MS });
  expect(silence('changes', 47, known, { ...MEASURED, sync: 48 })).toBeNull();
  expect(silence('incidents', 1, known)).toMatchObject({ sinceMs: null });
});

it('knows no silence before the newest record, and nothing but silence without any', () => {
  const freshness = { changes: heard(0, 24), incidents: heard(0, 24), sync: NEVER, downtime: heard(0, 24) };
  expect(silencesAt({ freshness, usualGaps: MEASURED }, NEWEST_MS - 1e12)).toEqual({
    changes: null,
    incidents: null,
    downtime: null,
  });
  expect(silence('downtime', -1e6, {})).toMatchObject({ sinceMs: null });
});
