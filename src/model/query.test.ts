import fc from 'fast-check';

import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS } from './dora-metrics';
import { parseQuery } from './query';

const query = (fields: Record<string, unknown> = {}) => ({ queryType: 'dora', metric: 'leadTime', ...fields });

it('fills in every default', () => {
  expect(parseQuery(query())).toEqual({
    ok: true,
    query: {
      queryType: 'dora',
      version: 1,
      metric: 'leadTime',
      selection: { kind: 'duration', statistic: 'median' },
      shape: 'series',
      groupBy: 'none',
      services: [],
      teams: [],
      tiers: [],
      bucket: 'auto',
      preset: 'stackflow',
      timeZone: 'UTC',
    },
  });
});

it('takes a query without a kind for a DORA query, as Grafana makes from nothing', () => {
  expect(parseQuery({ metric: 'mttr' })).toMatchObject({ ok: true, query: { queryType: 'dora' } });
  expect(parseQuery({ metric: 'mttr', queryType: '' })).toMatchObject({ ok: true });
});

it('lets the fields pass that Grafana puts on every query', () => {
  const envelope = {
    refId: 'A',
    hide: false,
    datasource: { uid: 'x' },
    intervalMs: 1,
    maxDataPoints: 2,
    key: 'Q',
    datasourceId: 1,
  };
  expect(parseQuery(query(envelope))).toMatchObject({ ok: true });
});

describe('statistics', () => {
  const cases = DORA_METRICS.flatMap((metric) =>
    STATISTICS.map((statistic) => [metric, statistic, DORA_METRIC_INFO[metric].statistics.includes(statistic)] as const)
  );

  it.each(cases)('%s with %s: %s', (metric, statistic, ok) => {
    expect(parseQuery({ queryType: 'dora', metric, statistic })).toMatchObject(
      ok ? { ok } : { ok, field: 'statistic' }
    );
  });

  it('MTTR is a mean where nobody says', () => {
    expect(parseQuery(query({ metric: 'mttr' }))).toMatchObject({
      query: { selection: { kind: 'duration', statistic: 'mean' } },
    });
  });
});

it.each<[string, Record<string, unknown>]>([
  ['queryType', { queryType: 'gate!' }],
  ['version', { version: 99 }],
  ['metric', { metric: 'mood' }],
  ['metric', { metric: 7 }],
  ['metric', { metric: undefined }],
  ['statistic', { statistic: 'mode' }],
  ['shape', { shape: 'cake' }],
  ['groupBy', { groupBy: ['service'] }],
  ['services', { services: 'Shop' }],
  ['services.1', { services: ['Shop', 4] }],
  ['services.0', { services: [''] }],
  ['services', { services: Array.from({ length: 1001 }, String) }],
  ['teams', { teams: {} }],
  ['tiers.0', { tiers: ['gold'] }],
  ['bucket', { bucket: 'fortnight' }],
  ['preset', { preset: 'dora-2024' }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
  ['colour', { colour: 'red' }],
])('names the wrong field: %s', (field, fields) => {
  const parsed = parseQuery(query(fields));
  expect(parsed).toMatchObject({ ok: false, field });
  expect(parsed.ok ? '' : parsed.message).toContain(field);
});

it.each([null, [], 'text', 7, true])('refuses %j, which is no object', (saved) => {
  expect(parseQuery(saved)).toMatchObject({ ok: false });
});

it('never throws, whatever is saved', () => {
  fc.assert(fc.property(fc.jsonValue(), (saved) => typeof parseQuery(saved).ok === 'boolean'));
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('metric', 'shape', 'services', 'tiers', 'timeZone', 'statistic', '__proto__'),
        fc.jsonValue()
      ),
      (fields) => typeof parseQuery(query(fields)).ok === 'boolean'
    )
  );
});
