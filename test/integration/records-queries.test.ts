import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { RecordsQueryInput } from '../../src/model/records-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Records queries as Grafana asks them. */

const RANGE = { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) };
const ODD_TITLE = `'; drop table stackflow.services; --\n"x" \\ ☃`;

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Search', team: 'Data' },
    ],
    changes: [
      { key: 'good', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z', url: 'https://git.example/a%23b' },
      { key: 'bad', service: 'Shop', implementationEndAt: '2026-05-03T12:00:00Z', title: ODD_TITLE, outcome: null },
      { key: 'silent', service: 'Search', implementationEndAt: '2026-05-04T12:00:00Z', outcome: null },
      { key: 'hotfix', service: 'Shop', implementationEndAt: '2026-05-03T15:00:00Z', type: 'emergency' },
    ],
    incidents: [
      {
        key: 'down',
        createdAt: '2026-05-03T14:00:00Z',
        resolvedAt: '2026-05-03T15:00:00Z',
        changes: ['bad'],
        downServices: ['Shop'],
        linkedBy: 'Ann',
        url: 'https://i.example/1',
      },
      { key: 'open', createdAt: '2026-05-05T00:00:00Z' },
    ],
  });
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: Partial<RecordsQueryInput>, headers?: Record<string, string>, pluginContext = context) => {
  const saved: RecordsQueryInput = { queryType: 'records', ...query };
  const { responses } = await plugin.queryData(pluginContext, [dataQuery('A', saved, RANGE)], headers);
  return responses['A'];
};
const list = async (query: Partial<RecordsQueryInput>) => frameOf(await ask(query));

it('change failure rate: every deployment with verdict, reason and links', async () => {
  const table = await list({ metric: 'changeFailureRate' });
  expect({
    titles: column(table, 'Deployment'),
    verdicts: column(table, 'Verdict'),
    reasons: column(table, 'Reason'),
    links: column(table, 'Link'),
    incidents: column(table, 'Incident link'),
    times: column(table, 'Deployed'),
  }).toEqual({
    titles: ['silent', ODD_TITLE, 'good'],
    verdicts: ['successful', 'failed', 'successful'],
    reasons: ['no outcome noted', 'P1 "down" 2 h after', 'outcome successful'],
    links: [null, null, 'https://git.example/a%23b'],
    incidents: [null, 'https://i.example/1', null],
    times: ['2026-05-04T12:00:00Z', '2026-05-03T12:00:00Z', '2026-05-02T12:00:00Z'].map((time) => Date.parse(time)),
  });
  expect(table.meta).toMatchObject({
    type: 'table',
    custom: { total: 3, counted: 1, leftOut: 0 },
    executedQueryString: expect.stringMatching(/^-- \$1 = 2026-05-01T00:00:00.000Z[^]*stackflow\.change_records/),
  });
});

it('MTTR: incidents with the change they are linked to and why, or "unlinked"', async () => {
  const table = await list({ metric: 'mttr' });
  expect({
    incidents: column(table, 'Incident'),
    services: column(table, 'Services'),
    changes: column(table, 'Linked change'),
    reasons: column(table, 'Link reason'),
    seconds: column(table, 'Time to restore'),
    whyNot: column(table, 'Why not'),
  }).toEqual({
    incidents: ['open', 'down'],
    services: [null, 'Shop'],
    changes: [null, ODD_TITLE],
    reasons: ['unlinked', 'linked by Ann'],
    seconds: [null, 3600],
    whyNot: ['still open', null],
  });
  expect(table.meta).toMatchObject({ custom: { total: 2, counted: 1, leftOut: 1, open: 1, excluded: 0 } });
});

it.each([
  ['deploymentFrequency', 'Deployment', ['silent', 'good']],
  ['leadTime', 'Deployment', ['silent', 'good']],
  ['mttr', 'Incident', ['down']],
  ['changeFailureRate', 'Deployment', [ODD_TITLE]],
  ['failedDeploymentRecoveryTime', 'Deployment', [ODD_TITLE]],
  ['reworkRate', 'Change', ['hotfix']],
] as const)('counted of %s', async (metric, name, expected) => {
  expect(column(await list({ metric, select: 'counted' }), name)).toEqual(expected);
});

it('filters as the metrics do', async () => {
  expect(column(await list({ metric: 'deploymentFrequency', teams: ['Data'] }), 'Service')).toEqual(['Search']);
  expect(column(await list({ metric: 'mttr', tiers: ['critical'] }), 'Incident')).toEqual(['down']);
  expect(await ask({ services: ['Shp'] })).toMatchObject({
    status: 400,
    error: expect.stringContaining('no service "Shp"'),
  });
});

it("is cut at its limit and at Grafana's, and says of how many", async () => {
  const cut = await list({ metric: 'changeFailureRate', limit: 2 });
  expect(cut.numRows).toBe(2);
  expect(cut.meta).toMatchObject({
    notices: [{ severity: 'warning', text: expect.stringContaining('newest 2 of 3') }],
    custom: { total: 3 },
  });
  const limited = await readerContext(database, { uid: 'limited', grafanaConfig: { GF_SQL_ROW_LIMIT: '1' } });
  expect(frameOf(await ask({}, {}, limited)).numRows).toBe(1);
});

it.each(DORA_METRICS)('refuses a list of %s to an alert rule, and says what to choose', async (metric) => {
  expect(await ask({ metric }, { FromAlert: 'true' })).toMatchObject({
    status: 400,
    error: expect.stringContaining('"value"'),
  });
});
