import fc from 'fast-check';

import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS } from './dora-metrics';
import { anyQuery } from '../../test/support/any-query';
import { PRIORITIES } from './annotations-query';
import { parseQuery } from './query';
import { QUERY_TYPES, isFieldOfOthers, newQuery } from './query-kinds';

const query = (fields: Record<string, unknown> = {}) => ({ queryType: 'dora', metric: 'leadTime', ...fields });

it('fills in every default', () => {
  expect(parseQuery(query())).toEqual({
    ok: true,
    query: {
      queryType: 'dora',
      version: 1,
      metric: 'leadTime',
      selection: { kind: 'duration', statistic: 'median' },
      view: 'metric',
      shape: 'series',
      groupBy: 'none',
      services: [],
      teams: [],
      tiers: [],
      bucket: 'auto',
      preset: 'stackflow',
      compare: 'none',
      sample: 'none',
      retired: 'include',
      details: false,
      interval: false,
      wholeUnits: false,
      timeZone: 'UTC',
    },
  });
});

it.each(['dora', 'scorecard', 'errorBudget', 'reliability', 'records', 'annotations', 'gate', 'status'] as const)(
  'a bare query of kind %s is what the editor starts with, in panels and in alert rules',
  (queryType) => {
    for (const alerting of [false, true]) {
      const bare = parseQuery({ queryType }, alerting);
      expect(bare).toMatchObject({ ok: true, query: { queryType } });
      // Without the alert's own defaults: every field is there.
      expect(parseQuery(newQuery(queryType, alerting))).toEqual(bare);
    }
  }
);

it.each([
  [{}, { queryType: 'dora', shape: 'value' }],
  [{ queryType: 'reliability' }, { view: 'availability' }],
  [{ queryType: 'gate' }, { shape: 'value' }],
  [{ queryType: 'gate', view: 'spells' }, { shape: 'table' }],
  // As it always meant; a rule that compares seconds must not compare a flag.
  [{ queryType: 'status' }, { shape: 'value', measure: 'age' }],
  [{ queryType: 'status', view: 'githubSync' }, { shape: 'table' }],
  [{ queryType: 'errorBudget' }, { shape: 'value' }],
])('in an alert rule %j means %j', (saved, query) => {
  expect(parseQuery(saved, true)).toMatchObject({ ok: true, query });
});

it('takes a query without a kind for a DORA query, as Grafana makes from nothing', () => {
  expect(parseQuery({ metric: 'mttr' })).toMatchObject({ ok: true, query: { queryType: 'dora' } });
  expect(parseQuery({ metric: 'mttr', queryType: '' })).toMatchObject({ ok: true });
  expect(parseQuery({ refId: 'A', queryType: null })).toMatchObject({
    ok: true,
    query: { queryType: 'dora', metric: 'deploymentFrequency' },
  });
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
    // What the editor of alert rules writes into every query.
    instant: false,
    range: true,
  };
  expect(parseQuery(query(envelope))).toMatchObject({ ok: true });
});

describe('statistics', () => {
  const cases = DORA_METRICS.flatMap((metric) =>
    STATISTICS.map((statistic) => {
      const { statistics } = DORA_METRIC_INFO[metric];
      // Of a metric that has none, a statistic is what another metric left behind.
      return [metric, statistic, statistics.length === 0 || statistics.includes(statistic)] as const;
    })
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
  ['statistic', { statistic: 'mode' }],
  ['statistic', { statistic: 90 }],
  ['shape', { shape: 'cake' }],
  ['groupBy', { groupBy: 'tier' }],
  ['groupBy', { groupBy: ['service'] }],
  ['services', { services: 'Shop' }],
  ['services.1', { services: ['Shop', 4] }],
  ['services.0', { services: [''] }],
  ['services', { services: Array.from({ length: 10_001 }, String) }],
  ['services.0', { services: ['x'.repeat(501)] }],
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

it('a look-back of another measure is moot', () => {
  const saved = { queryType: 'errorBudget', measure: 'availability', lookback: '6h' };
  expect(parseQuery(saved)).toMatchObject({ ok: true, query: { lookback: null } });
});

it.each([
  [['critical', 'standard'], []],
  [['standard', 'critical'], []],
  [['critical'], ['critical']],
  [
    ['critical', 'critical'],
    ['critical', 'critical'],
  ],
  [[], []],
])('a filter on the tiers %j is one on %j: naming every one filters nothing', (tiers, filter) => {
  expect(parseQuery(query({ tiers }))).toMatchObject({ ok: true, query: { tiers: filter } });
});

it('every priority is no missing one, since that means P1 and P2', () => {
  const saved = { queryType: 'annotations', kind: 'incidents', priorities: [...PRIORITIES] };
  expect(parseQuery(saved)).toMatchObject({ ok: true, query: { priorities: PRIORITIES } });
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
  fc.assert(fc.property(anyQuery(fc.jsonValue()), fc.boolean(), (saved, alerting) => refusedByName(saved, alerting)));
});

it('null is missing, in every field of every kind', () => {
  const nullOrFit = anyQuery(fc.constant(null));
  fc.assert(
    fc.property(nullOrFit, fc.boolean(), (saved, alerting) => {
      const fields = Object.entries(saved).filter(([, value]) => value !== null);
      expect(parseQuery(saved, alerting)).toEqual(parseQuery(Object.fromEntries(fields), alerting));
    })
  );
});

it('a query laid over one of another kind is as it is alone', () => {
  fc.assert(
    fc.property(anyQuery(), anyQuery(fc.jsonValue()), fc.boolean(), (over, under, alerting) => {
      const kind = QUERY_TYPES.find((candidate) => candidate === over['queryType']) ?? 'dora';
      const strays = Object.entries(under).filter(([field]) => isFieldOfOthers(kind, field));
      expect(parseQuery({ ...Object.fromEntries(strays), ...over }, alerting)).toEqual(parseQuery(over, alerting));
    })
  );
});

it('and a field that no kind has is refused, whatever the kind', () => {
  fc.assert(
    fc.property(anyQuery(), (saved) => {
      expect(parseQuery({ ...saved, slo: 'uptime' })).toMatchObject({ ok: false, field: 'slo' });
    })
  );
});

function refusedByName(saved: Record<string, unknown>, alerting: boolean): void {
  const parsed = parseQuery(saved, alerting);
  if (!parsed.ok) {
    expect(parsed.message).toContain(parsed.field);
    expect(Object.keys(saved)).toContain(parsed.field.split('.')[0]);
  }
}

it.each([
  ['sample', { shape: 'table', sample: 'n' }],
  ['sample', { metric: 'mttr', shape: 'value', sample: 'failed' }],
  ['retired', { retired: 'perhaps' }],
  ['sample', { view: 'signal', shape: 'value', sample: 'n' }],
  ['interval', { view: 'signal', shape: 'series', interval: true }],
  ['interval', { view: 'difference', shape: 'table', interval: true }],
  ['details', { queryType: 'errorBudget', shape: 'series', details: true }],
  ['lookback', { queryType: 'errorBudget', measure: 'burnLimit', lookback: 'pageQuickShort' }],
])('%s is refused in %j', (field, fields) => {
  expect(parseQuery(query(fields))).toMatchObject({ ok: false, field });
});
