import fc from 'fast-check';

import { budgetDatums, doraDatums } from './hour-datums';
import type { SeriesHour } from './hour-datums';
import { packDatums } from './pack';
import { sampleCountOf, seriesHourKey } from './datum';
import { wireDatum } from './wire';

const HOUR_MS = 3600_000;

/** Lead times of one service in one hour: a few, or as many as split a data point, now and then a request. */
const values = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: fc.nat(5) }, { weight: 2, arbitrary: fc.nat(2_000) }),
    fc.double({ min: 0, max: 1e7, noNaN: true })
  )
  .map(([count, first]) => Array.from({ length: count + 1 }, (_, index) => first + index * 0.123456));

const hours = fc.array(
  fc.record({
    hour: fc.nat(400),
    service: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: null }),
    values,
    count: fc.nat(9),
  }),
  { maxLength: 60 }
);
const dimensions = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { Environment: 'production', Team: 'x'.repeat(900) }
);

type Hours = typeof hours extends fc.Arbitrary<infer T> ? T : never;

function seriesHours(all: Hours, extra: Readonly<Record<string, string>>): SeriesHour[] {
  return doraDatums(
    all.map(({ hour, service, values: list, count }, index) => ({
      hourMs: hour * HOUR_MS,
      metric: 'LeadTime' as const,
      service: service === null ? null : { id: String(index), name: `${index} ${service}` },
      values: list,
      counts: list.map(() => count + 1),
    })),
    extra
  );
}

it('keeps the limits of PutMetricData, loses nothing and doubles nothing', () => {
  fc.assert(
    fc.property(hours, dimensions, (all, extra) => {
      const series = seriesHours(all, extra);
      const requests = packDatums(series);
      for (const datums of requests) {
        expect(datums.length).toBeGreaterThan(0);
        expect(datums.length).toBeLessThanOrEqual(1000);
        expect(
          Buffer.byteLength(JSON.stringify({ Namespace: 'N', MetricData: datums.map(wireDatum) }))
        ).toBeLessThanOrEqual(1e6);
        datums.forEach(({ values: list }) => expect(list.length).toBeLessThanOrEqual(150));
      }
      expect(requests.flat()).toEqual(series.flat());
      const expected = all.reduce((sum, { values: list, count }) => sum + list.length * (count + 1), 0);
      expect(sampleCountOf(requests.flat())).toBe(expected);
    }),
    { numRuns: 60 }
  );
});

it('keeps a series in an hour together', () => {
  fc.assert(
    fc.property(hours, (all) => {
      const requests = packDatums(seriesHours(all, {}));
      const requestIndex = new Map<string, number>();
      requests.forEach((datums, index) =>
        datums.forEach((datum) => {
          expect(requestIndex.get(seriesHourKey(datum)) ?? index).toBe(index);
          requestIndex.set(seriesHourKey(datum), index);
        })
      );
    }),
    { numRuns: 60 }
  );
});

it('fills requests', () => {
  const one = (index: number): SeriesHour =>
    budgetDatums(
      [
        {
          hourMs: index * HOUR_MS,
          service: 'Shop',
          slo: 'up',
          availabilityPercent: 1,
          remainingMinutes: 1,
          remainingPercent: null,
        },
      ],
      {}
    )[0] ?? [];
  const datums = Array.from({ length: 2001 }, (_, index) => one(index));
  expect(packDatums(datums).map(({ length }) => length)).toEqual([1000, 1000, 1]);
  expect(packDatums([])).toEqual([]);
});

it('spreads more of one series in one hour than a request holds over several', () => {
  const list = Array.from({ length: 160_000 }, (_, index) => index + 0.5);
  const all = [{ hour: 1, service: 'Shop', values: list, count: 0 }];
  const requests = packDatums(seriesHours(all, {}));
  expect(requests.length).toBeGreaterThan(1);
  expect(sampleCountOf(requests.flat())).toBe(list.length);
});
