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
      compare: 'none',
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
  ['queryType', { queryType: 7 }],
  ['version', { version: 99 }],
  ['version', { version: '1' }],
  ['metric', { metric: 'mood' }],
  ['metric', { metric: 7 }],
  ['metric', { metric: undefined }],
  ['metric', { metric: null }],
  ['statistic', { statistic: 'mode' }],
  ['statistic', { statistic: 90 }],
  ['shape', { shape: 'cake' }],
  ['shape', { shape: null }],
  ['groupBy', { groupBy: 'tier' }],
  ['groupBy', { groupBy: ['service'] }],
  ['services', { services: 'Shop' }],
  ['services.1', { services: ['Shop', 4] }],
  ['services.0', { services: [''] }],
  ['services', { services: Array.from({ length: 1001 }, String) }],
  ['services.0', { services: ['x'.repeat(501)] }],
  ['services', { services: null }],
  ['teams', { teams: {} }],
  ['teams.0', { teams: [null] }],
  ['tiers.0', { tiers: ['gold'] }],
  ['tiers', { tiers: 'critical' }],
  ['tiers', { tiers: ['critical', 'standard', 'critical'] }],
  ['bucket', { bucket: 60 }],
  ['bucket', { bucket: 'fortnight' }],
  ['preset', { preset: 'dora-2024' }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
  ['timeZone', { timeZone: '' }],
  ['timeZone', { timeZone: 2 }],
  ['timeZone', { timeZone: '+01:00' }],
  ['timeZone', { timeZone: '-0530' }],
  ['services.0', { services: ['Sh\u0000p'] }],
  ['teams.1', { teams: ['Sales', '\u0000'] }],
  ['colour', { colour: 'red' }],
])('names the wrong field: %s', (field, fields) => {
  const parsed = parseQuery(query(fields));
  expect(parsed).toMatchObject({ ok: false, field });
  expect(parsed.ok ? '' : parsed.message).toContain(field);
});

it.each(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Etc/GMT+12'])('knows the zone %s', (timeZone) => {
  expect(parseQuery(query({ timeZone }))).toMatchObject({ ok: true, query: { timeZone } });
});

describe('SQL in a text field', () => {
  const SQL = "'; drop table stackflow.services; --";

  it('is a name like any other in services and teams', () => {
    expect(parseQuery(query({ services: [SQL], teams: [SQL] }))).toMatchObject({
      ok: true,
      query: { services: [SQL], teams: [SQL] },
    });
  });

  it.each(['queryType', 'metric', 'statistic', 'shape', 'groupBy', 'bucket', 'preset', 'timeZone'])(
    'is refused in %s',
    (field) => {
      expect(parseQuery(query({ [field]: SQL }))).toMatchObject({ ok: false, field });
    }
  );

  it('is refused in tiers, and as the name of a field', () => {
    expect(parseQuery(query({ tiers: [SQL] }))).toMatchObject({ ok: false, field: 'tiers.0' });
    expect(parseQuery(query({ [SQL]: 1 }))).toMatchObject({ ok: false, field: SQL });
  });
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
