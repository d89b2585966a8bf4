import { CoreApp, dateTime, LoadingState } from '@grafana/data';
import type { DataFrame, DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { setDashboard } from '../test/support/dashboard-variables';
import { instanceSettings, setServer } from '../test/support/grafana-server';
import { DataSource } from './datasource';
import type { QueryOf, SreDataQuery } from './editor/types';
import { splitReading } from './model/line-names';
import { parseQuery } from './model/query';
import { QUERY_TYPES } from './model/query-kinds';

const range = {
  from: dateTime('2026-01-01T00:00:00Z'),
  to: dateTime('2026-02-01T00:00:00Z'),
  raw: { from: 'now-1M', to: 'now' },
};

const request = (
  targets: SreDataQuery[],
  more: Partial<DataQueryRequest<SreDataQuery>> = {}
): DataQueryRequest<SreDataQuery> => ({
  targets,
  range,
  requestId: 'Q1',
  interval: '1h',
  intervalMs: 3_600_000,
  scopedVars: {},
  timezone: 'Europe/Berlin',
  app: CoreApp.Dashboard,
  startTime: 0,
  ...more,
});

const query = (fields: Partial<QueryOf<'dora'>> = {}): SreDataQuery => ({
  refId: 'A',
  queryType: 'dora',
  metric: 'leadTime',
  ...fields,
});

const ask = (sent: DataQueryRequest<SreDataQuery>) => lastValueFrom(new DataSource(instanceSettings()).query(sent));

const emptyAnswer = () => ({ results: { A: { frames: [] }, B: { frames: [] } } });

beforeEach(() => {
  setDashboard({ services: ['checkout', 'a,b'], __timezone: 'Asia/Tokyo', preset: 'dora-2021' });
});

describe('query', () => {
  it('reads the names of lines beside them', async () => {
    const schema = {
      refId: 'A',
      fields: [{ name: 'Lead time', type: 'number' }],
      meta: { custom: { lineLabels: { service: ['checkout'] }, lineNames: 'of {service}' } },
    };
    const server = setServer(() => ({ results: { A: { frames: [{ schema, data: { values: [[1]] } }] } } }));
    const { data } = await ask(request([query()]));
    expect(server.lastBody().queries).toEqual([expect.objectContaining({ readsLineNames: true })]);
    expect((data as DataFrame[])[0]?.fields[0]?.config).toMatchObject({ displayNameFromDS: 'of checkout' });
    expect((data as DataFrame[])[0]?.fields[0]?.labels).toEqual({ service: 'checkout' });
  });

  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['', 'UTC'],
    ['browser', new Intl.DateTimeFormat().resolvedOptions().timeZone],
  ])('sends the time zone %p of the dashboard as %s', async (timezone, timeZone) => {
    const server = setServer(emptyAnswer);
    await ask(request([query()], { timezone }));
    expect(server.lastBody().queries).toEqual([expect.objectContaining({ refId: 'A', timeZone })]);
  });

  test('sends variables filled in, in a form that the backend accepts', async () => {
    const server = setServer(emptyAnswer);
    await ask(request([query({ services: ['$services'], preset: '$preset' })]));
    const [sent] = server.lastBody().queries;
    expect(sent).toMatchObject({ services: ['checkout', 'a,b'], preset: 'dora-2021' });
    expect(parseQuery(splitReading(sent).query)).toMatchObject({ ok: true });
  });

  test.each<SreDataQuery>([
    { refId: 'A', queryType: 'errorBudget', measure: 'burnRate', slos: ['$services'] },
    { refId: 'A', queryType: 'reliability', view: 'heat', services: ['$services'] },
    { refId: 'A', queryType: 'records', metric: 'mttr', services: ['$services'] },
    { refId: 'A', queryType: 'annotations', kind: 'incidents', services: ['$services'] },
    { refId: 'A', queryType: 'status' },
  ])('sends a query of kind $queryType in a form that the backend accepts', async (unsentQuery) => {
    const server = setServer(emptyAnswer);
    await ask(request([unsentQuery]));
    const [sent] = server.lastBody().queries;
    expect(parseQuery(splitReading(sent).query)).toMatchObject({
      ok: true,
      query: { queryType: unsentQuery.queryType },
    });
    expect(JSON.stringify(sent)).not.toContain('$');
  });

  test('lets the scoped variable of a repeated panel win', async () => {
    const server = setServer(emptyAnswer);
    const scopedVars = { services: { text: 'billing', value: 'billing' } };
    await ask(request([query({ services: ['$services'] })], { scopedVars }));
    expect(server.lastBody().queries[0]).toMatchObject({ services: ['billing'] });
  });

  test('brings a saved query without a type up to date', async () => {
    const server = setServer(emptyAnswer);
    const old = { refId: 'A', metric: 'mttr', services: 'checkout' } as unknown as SreDataQuery;
    await ask(request([old]));
    expect(server.lastBody().queries[0]).toMatchObject({ queryType: 'dora', version: 1, services: ['checkout'] });
  });

  test('keeps back a query whose variable is unknown, tells why, and sends the others', async () => {
    const server = setServer(emptyAnswer);
    const answer = await ask(request([query({ teams: ['$nobody'] }), query({ refId: 'B' })]));
    expect(server.lastBody().queries.map(({ refId }) => refId)).toEqual(['B']);
    expect(answer.state).toBe(LoadingState.Error);
    expect(answer.errors).toEqual([
      {
        refId: 'A',
        message: expect.stringMatching(/^Query A: teams uses \$nobody, but there is no such variable/) as string,
      },
    ]);
  });

  test.each([
    [CoreApp.Dashboard, 0],
    [CoreApp.Explore, 1],
  ])('gives an empty table to %s with %i columns', async (app, columns) => {
    const schema = { meta: { preferredVisualisationType: 'table' }, fields: [{ name: 'Service', type: 'string' }] };
    setServer(() => ({ results: { A: { frames: [{ schema, data: { values: [[]] } }] } } }));
    const { data } = await ask(request([query()], { app }));
    expect(data.map(({ fields }: DataFrame) => fields.length)).toEqual([columns]);
  });

  test('draws lines of durations in whole units where their query wants that, and there alone', async () => {
    const frame = (refId: string) => ({
      schema: {
        refId,
        meta: { type: 'timeseries-wide' },
        fields: [{ name: 'Lead time', type: 'number', config: { unit: 's' } }],
      },
      data: { values: [[864_000]] },
    });
    setServer(() => ({ results: { A: { frames: [frame('A')] }, B: { frames: [frame('B')] } } }));
    const { data } = await ask(request([query({ wholeUnits: true }), query({ refId: 'B' })]));
    expect(data.map(({ fields: [line] }: DataFrame) => [line?.config.unit, line?.values])).toEqual([
      ['suffix:d', [10]],
      ['s', [864_000]],
    ]);
  });

  test('asks the server nothing when every query is kept back', async () => {
    const server = setServer(emptyAnswer);
    const answer = await ask(request([query({ metric: '$nobody' })]));
    expect(server.requests).toEqual([]);
    expect(answer.errors).toHaveLength(1);
  });

  test("keeps the backend's own errors beside its own", async () => {
    setServer(() => ({ results: { B: { error: 'Aurora is down.', status: 503 } } }));
    const answer = await ask(request([query({ metric: '$nobody' }), query({ refId: 'B' })]));
    expect(answer.errors?.map(({ refId }) => refId)).toEqual(['B', 'A']);
  });
});

describe('queries that leave the dashboard', () => {
  test('take variables and time zone along', () => {
    const source = new DataSource(instanceSettings());
    expect(source.interpolateVariablesInQueries([query({ services: ['$services'] })], {})).toEqual([
      expect.objectContaining({ refId: 'A', services: ['checkout', 'a,b'], timeZone: 'Asia/Tokyo' }),
    ]);
  });

  test('keep what cannot be filled in, and have no zone where Grafana tells none', () => {
    setDashboard({});
    const source = new DataSource(instanceSettings());
    const [unexpanded] = source.interpolateVariablesInQueries([query({ services: ['$services'] })], {});
    expect(unexpanded).toMatchObject({ services: ['$services'] });
    expect(unexpanded).not.toHaveProperty('timeZone');
  });
});

test.each<[string, SreDataQuery, boolean]>([
  ['a complete query', query(), true],
  ['a hidden query', query({ hide: true }), false],
  ['a query without any field of ours, which is the default query', { refId: 'A' } as SreDataQuery, true],
  ['a metric chosen by a variable', query({ metric: '$metric' }), true],
  ['a query of another kind', { refId: 'A', queryType: 'status' }, true],
  ['a hidden query of another kind', { refId: 'A', queryType: 'status', hide: true }, false],
])('filterQuery: %s', (_case, unsentQuery, sent) => {
  expect(new DataSource(instanceSettings()).filterQuery(unsentQuery)).toBe(sent);
});

describe('a new query', () => {
  const fresh = new DataSource(instanceSettings()).getDefaultQuery();

  test.each([
    ['a line in a panel', false, 'series'],
    ['one number in an alert rule', true, 'value'],
  ])('is %s', (_case, alerting, shape) => {
    const query = { queryType: 'dora', metric: 'deploymentFrequency', shape };
    expect(parseQuery(fresh, alerting)).toMatchObject({ ok: true, query });
  });

  test('is sent with every field', async () => {
    const server = setServer(emptyAnswer);
    await ask(request([{ refId: 'A', ...fresh } as SreDataQuery]));
    expect(server.lastBody().queries[0]).toMatchObject({ metric: 'deploymentFrequency', shape: 'series' });
  });

  test.each(QUERY_TYPES)('changes nothing where Grafana lays it under a saved one of kind %s', (queryType) => {
    expect(parseQuery({ ...fresh, refId: 'A', queryType })).toEqual(parseQuery({ queryType, refId: 'A' }));
  });
});

test('a query of an old dashboard has a display text too', () => {
  expect(new DataSource(instanceSettings()).getQueryDisplayText(query())).toBe(
    'Lead time for changes (median), over time'
  );
});
