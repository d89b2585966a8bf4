import type { RecordSource, UsualGaps } from '../../../model/record-sources';
import { silenceAt, silencesAt } from './silence';
import { NEVER_HEARD } from './source-freshness';
import type { Freshness, SourceFreshness } from './source-freshness';

const HOUR = 3600;
const NEWEST_MS = Date.UTC(2026, 7, 21);
const MEASURED: UsualGaps = { changes: null, incidents: null, sync: null, downtime: null };

/** A source whose newest record is so many hours old at `NEWEST_MS`, with such a gap, and its oldest a year older. */
const heard = (hoursBefore: number, gapHours: number | null): SourceFreshness => ({
  ...NEVER_HEARD,
  newestMs: NEWEST_MS - hoursBefore * HOUR * 1000,
  oldestMs: NEWEST_MS - (hoursBefore + 8760) * HOUR * 1000,
  gapSeconds: gapHours === null ? null : gapHours * HOUR,
});

const silence = (
  feed: 'changes' | 'incidents' | 'downtime',
  hoursAfter: number,
  known: Partial<Record<RecordSource, SourceFreshness>>,
  usualGaps = MEASURED
) => {
  const freshness: Freshness = {
    changes: NEVER_HEARD,
    incidents: NEVER_HEARD,
    sync: NEVER_HEARD,
    downtime: NEVER_HEARD,
    ...known,
  };
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

it('knows no silence between the first record and the newest, and nothing but silence without any', () => {
  const freshness = { changes: heard(0, 24), incidents: heard(0, 24), sync: NEVER_HEARD, downtime: heard(0, 24) };
  const none = { changes: null, incidents: null, downtime: null };
  expect(silencesAt({ freshness, usualGaps: MEASURED }, NEWEST_MS - 8759 * HOUR * 1000)).toEqual(none);
  expect(silence('downtime', -1e6, {})).toMatchObject({ sinceMs: null, untilMs: null });
});

it('is silent up to the first record of those that would tell, whatever sync says', () => {
  const untilMs = NEWEST_MS - 8760 * HOUR * 1000;
  const known = { changes: heard(0, 24), sync: { ...NEVER_HEARD, newestMs: NEWEST_MS }, downtime: heard(0, 24) };
  for (const feed of ['changes', 'incidents', 'downtime'] as const) {
    expect(silence(feed, -8760, known)).toMatchObject({ sinceMs: null, untilMs });
    expect(silence(feed, -8759.9, known)).toBeNull();
  }
});

describe('a service that is monitored', () => {
  const watchedMs = NEWEST_MS - 9000 * HOUR * 1000;

  it('tells from then on that nothing went down, while nothing was ever recorded', () => {
    const watched = { ...NEVER_HEARD, watchedMs };
    const known = { incidents: watched, downtime: watched };
    expect(silence('downtime', 1e5, known)).toBeNull();
    expect(silence('incidents', -8999, known)).toBeNull();
    expect(silence('downtime', -9000, known)).toMatchObject({ untilMs: watchedMs });
    expect(silence('changes', 0, known)).not.toBeNull();
  });

  it('tells of the time before the first record, which is how long nothing is usual where no gap says so', () => {
    const first = { ...heard(8760, null), oldestMs: NEWEST_MS - 8760 * HOUR * 1000, watchedMs };
    const known = { incidents: { ...NEVER_HEARD, watchedMs }, downtime: first };
    expect(silence('downtime', -8999, known)).toBeNull();
    expect(silence('downtime', -8760 + 239, known)).toBeNull();
    expect(silence('downtime', -8760 + 241, known)).not.toBeNull();
    expect(silence('downtime', -8760 + 241, { ...known, downtime: { ...first, gapSeconds: 300 * HOUR } })).toBeNull();
  });
});
