import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { publishingResponseSchema } from '../../src/model/publishing-status';
import type { StatusQueryInput } from '../../src/model/status-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { EDITOR, call, calledBy } from '../support/slo-calls';

/** Publishing as Grafana asks for it: the publisher's ledger, read back. */

const RANGE = { fromMs: Date.UTC(2026, 0), toMs: Date.UTC(2026, 1) };
const HERE = 'eu-central-1 StackFlow/DORA';
const THERE = 'us-east-1 StackFlow/DORA';

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.client.query(`truncate stackflow.cloudwatch_destinations, stackflow.cloudwatch_hours,
    stackflow.cloudwatch_batches, stackflow.cloudwatch_batch_hours, stackflow.cloudwatch_drift`);
});

const ask = async (query: Partial<StatusQueryInput>, headers?: Record<string, string>) => {
  const saved: StatusQueryInput = { queryType: 'status', view: 'publishing', ...query };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE)], headers);
  return responses['A'];
};

const destination = (name: string, kind: string, lastError: string | null = null) =>
  database.client.query(
    `insert into stackflow.cloudwatch_destinations (destination, kind, last_succeeded_at, last_failed_at, last_error)
     values ($1, $2, now() - interval '2 hours', case when $3::text is not null then now() end, $3)`,
    [name, kind, lastError]
  );

/** `count` hours before the newest `left` that are over. */
const hours = (name: string, kind: string, state: string, count: number, skipped: number) =>
  database.client.query(
    `insert into stackflow.cloudwatch_hours (destination, kind, hour, state, published_at, lost_reason)
     select $1, $2, date_bin('1 hour', now() - interval '1 hour' * (n + $5::int), 'epoch'), $3,
       case when $3 = 'published' then now() end, case when $3 = 'lost' then 'too old' end
     from generate_series(1, $4::int) as n`,
    [name, kind, state, count, skipped]
  );

async function rows(...names: string[]) {
  const table = frameOf(await ask({}));
  const columns = names.map((name) => column(table, name));
  return Array.from({ length: table.numRows }, (_, row) => columns.map((values) => values[row]));
}

it('tells how far each destination is, kind by kind', async () => {
  await destination(HERE, 'dora');
  await hours(HERE, 'dora', 'published', 400, 0);
  await destination(THERE, 'dora', 'AWS denies cloudwatch:PutMetricData.');
  await hours(THERE, 'dora', 'published', 400, 6);
  await destination(THERE, 'slo');
  await hours(THERE, 'slo', 'lost', 3, 400);
  const shown = await rows('Destination', 'Metrics', 'State', 'Lost', 'Last error');
  expect(shown).toEqual([
    [HERE, 'Deployment frequency, lead time, MTTR', 'up to date', 0, null],
    [THERE, 'Deployment frequency, lead time, MTTR', 'failing', 0, 'AWS denies cloudwatch:PutMetricData.'],
    [THERE, 'Error budgets', 'behind', 3, null],
  ]);
  const [here, behind, nothing] = (await rows('Backlog')).flat();
  expect(here).toBe(0);
  // The hour that ended a moment ago may not be due yet.
  expect([5, 6]).toContain(behind);
  expect(Number(nothing)).toBeGreaterThan(300);
  const [, last, none] = (await rows('Last hour')).flat();
  expect(Number(last) % 3_600_000).toBe(0);
  expect(none).toBeNull();
});

it('tells of requests without an answer', async () => {
  await destination(HERE, 'dora');
  await destination(HERE, 'changeFailureRate');
  await hours(HERE, 'dora', 'claimed', 1, 0);
  await database.client.query(
    `with batch as (
       insert into stackflow.cloudwatch_batches (destination, namespace, state, oldest_hour, datum_count, datums, sending_since)
       values ($1, 'StackFlow/DORA', 'sending', now(), 1, '[]', now()) returning id
     )
     insert into stackflow.cloudwatch_batch_hours (batch_id, destination, kind, hour)
     select b.id, h.destination, h.kind, h.hour from stackflow.cloudwatch_hours as h cross join batch as b`,
    [HERE]
  );
  expect(await rows('Metrics', 'Uncertain')).toEqual([
    ['Change failure rate', 0],
    ['Deployment frequency, lead time, MTTR', 1],
  ]);
});

it('is the hours that wait, for alerts', async () => {
  await destination(HERE, 'dora');
  await hours(HERE, 'dora', 'published', 400, 0);
  const { fields, meta } = frameOf(await ask({ shape: 'value' }, { FromAlert: 'true' }));
  expect(meta).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
  expect(fields.map(({ name, labels, values }) => [name, labels, values])).toEqual([
    ['Backlog', { destination: HERE, kind: 'dora' }, [0]],
  ]);
});

describe('drift', () => {
  const drift = (hour: string, metric: string, service: string | null, numbers: readonly number[]) =>
    database.client.query(
      `insert into stackflow.cloudwatch_drift
         (destination, hour, metric, service_id, published_n, published_total, now_n, now_total)
       values ($1, $2, $3, (select id from stackflow.services where name = $4), $5, $6, $7, $8)`,
      [HERE, hour, metric, service, ...numbers]
    );

  beforeEach(async () => {
    await database.client.query(`insert into stackflow.services (name) values ('Shop') on conflict do nothing`);
    await destination(HERE, 'dora');
    await drift('2026-08-20T09:00:00Z', 'ChangeFailureRate', 'Shop', [4, 0, 4, 100]);
    await drift('2026-08-20T10:00:00Z', 'LeadTime', null, [1, 3600, 0, 0]);
  });

  it('is what was published, and what would be now, newest first', async () => {
    const table = frameOf(await ask({ view: 'publishingDrift' }));
    const names = ['Hour', 'Service', 'Metric', 'Published', 'Now', 'Unit', 'n published', 'n now'];
    const columns = names.map((name) => column(table, name));
    expect([0, 1].map((row) => columns.map((values) => values[row]))).toEqual([
      [Date.parse('2026-08-20T10:00:00Z'), 'all services', 'LeadTime', 3600, null, 'seconds, mean', 1, 0],
      [Date.parse('2026-08-20T09:00:00Z'), 'Shop', 'ChangeFailureRate', 0, 25, 'percent', 4, 4],
    ]);
    expect(await rows('Drift')).toEqual([[1]]);
  });

  it('says where more of it is left out', async () => {
    const cut = frameOf(await ask({ view: 'publishingDrift', limit: 1 }));
    expect(cut.numRows).toBe(1);
    expect(cut.meta).toMatchObject({ notices: [{ severity: 'warning' }] });
    expect(frameOf(await ask({ view: 'publishingDrift', limit: 2 })).meta).not.toMatchObject({
      notices: [expect.anything()],
    });
  });
});

it('answers the settings page', async () => {
  await destination(HERE, 'dora', 'AWS denies cloudwatch:PutMetricData.');
  await hours(HERE, 'dora', 'published', 400, 0);
  const { code, body } = await call(plugin, context, 'cloudwatch-publishing');
  expect(code).toBe(200);
  expect(publishingResponseSchema.parse(body)).toEqual([
    {
      ...{ destination: HERE, kind: 'dora', state: 'failing', error: 'AWS denies cloudwatch:PutMetricData.' },
      ...{ backlogHours: 0, uncertainBatches: 0, lostHours: 0, drifted: 0 },
      lastPublishedHour: expect.stringMatching(/:00:00\.000Z$/) as unknown,
    },
  ]);
});

describe('the test of the permission', () => {
  it.each([
    ['a Viewer', { login: 'vic', role: 'Viewer' }, 'your role is Viewer'],
    ['nobody', null, 'Grafana named no user'],
  ] as const)('is not for %s', async (_, user, words) => {
    expect(await call(plugin, calledBy(context, user), 'cloudwatch-check', 'POST')).toEqual({
      code: 403,
      body: { message: expect.stringContaining(words) as unknown },
    });
  });

  it('needs settings that publish', async () => {
    expect(await call(plugin, calledBy(context, EDITOR), 'cloudwatch-check', 'POST')).toEqual({
      code: 400,
      body: { message: expect.stringContaining('cloudWatchPublishing') as unknown },
    });
  });
});
