import { jobStatus } from '../../src/backend/metrics/status/job-status';
import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { PUBLISH_JOB } from '../../src/backend/publish/ledger/runs';
import type { StatusQueryInput } from '../../src/model/status-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { readerOn } from '../support/reader';

/** How fresh the data is, by the statement and as Grafana asks for it. */

const NOW = '2026-03-29T12:00:00Z';
const NEVER = new AbortController().signal;
/** Long past: the answer must not depend on it. */
const RANGE = { fromMs: Date.UTC(2020, 0), toMs: Date.UTC(2020, 1) };
const FROM_ALERT = { FromAlert: 'true' };

interface JobSpec {
  readonly job: string;
  readonly succeeded?: string;
  readonly failed?: string;
  readonly error?: string;
  readonly staleAfter?: string;
}

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.client.query('truncate stackflow.job_status'));

async function insertJobs(...jobs: readonly JobSpec[]): Promise<void> {
  for (const { job, succeeded = null, failed = null, error = null, staleAfter = '1 hour' } of jobs) {
    await database.client.query(
      `insert into stackflow.job_status (job, last_succeeded_at, last_failed_at, last_error, stale_after)
       values ($1, $2, $3, $4, $5)`,
      [job, succeeded, failed, error, staleAfter]
    );
  }
}

const statusAt = (now: string) => jobStatus(readerOn(database.client), Date.parse(now), NEVER);

it.each([
  ['just now', '2026-03-29T12:00:00Z', 0, false],
  ['exactly as long ago as is allowed', '2026-03-29T11:00:00Z', 3600, false],
  ['a millisecond longer', '2026-03-29T10:59:59.999Z', 3600.001, true],
  ['in a minute, by a clock that is ahead', '2026-03-29T12:01:00Z', 0, false],
])('succeeded %s', async (_, succeeded, ageSeconds, isStale) => {
  await insertJobs({ job: 'sync', succeeded });
  expect(await statusAt(NOW)).toEqual([
    {
      job: 'sync',
      lastSucceededMs: Date.parse(succeeded),
      lastFailedMs: null,
      lastError: null,
      ageSeconds,
      staleAfterSeconds: 3600,
      isStale,
    },
  ]);
});

it('a job that never succeeded is stale and has no age', async () => {
  await insertJobs({ job: 'sync', failed: NOW, error: 'no route' });
  expect(await statusAt(NOW)).toMatchObject([{ ageSeconds: null, isStale: true, lastError: 'no route' }]);
});

it('hours are elapsed time, whatever the zone of the session', async () => {
  await database.client.query(`set timezone to 'Europe/Berlin'`);
  // The night between is an hour short there.
  await insertJobs({ job: 'daily', succeeded: '2026-03-28T12:30:00Z', staleAfter: '24 hours' });
  expect(await statusAt(NOW)).toMatchObject([{ ageSeconds: 23.5 * 3600, staleAfterSeconds: 86_400, isStale: false }]);
  await database.client.query('reset timezone');
});

describe('through the backend', () => {
  let plugin: PluginProcess;
  let context: PluginContext;

  beforeAll(async () => {
    plugin = await launchBackend();
    context = await readerContext(database);
  });
  afterAll(() => plugin.stop());

  const ask = async (query: Partial<StatusQueryInput>, headers?: Record<string, string>) => {
    const saved: StatusQueryInput = { queryType: 'status', ...query };
    const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE)], headers);
    return responses['A'];
  };
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const someJobs = () =>
    insertJobs(
      { job: PUBLISH_JOB, succeeded: minutesAgo(1) },
      { job: 'github-sync', succeeded: minutesAgo(120), failed: minutesAgo(5), error: 'rate limit\n"secondary"' },
      { job: 'never' }
    );

  it('staleness: 1 or 0 for each job, the same for an alert', async () => {
    await someJobs();
    for (const headers of [{}, FROM_ALERT]) {
      const { fields, meta } = frameOf(await ask({ measure: 'staleness', shape: 'value' }, headers));
      expect(meta).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
      expect(fields.map(({ labels, values }) => [labels, values])).toEqual([
        [{ job: PUBLISH_JOB }, [0]],
        [{ job: 'github-sync' }, [1]],
        [{ job: 'never' }, [1]],
      ]);
    }
  });

  it('age: seconds since the last success, now and not at the end of the range', async () => {
    await someJobs();
    const { fields } = frameOf(await ask({ measure: 'age', shape: 'value' }));
    const ages = fields.map(({ values }) => values[0]);
    expect(Number(ages[0])).toBeGreaterThanOrEqual(59);
    expect(Number(ages[1])).toBeGreaterThanOrEqual(7199);
    expect(ages[2]).toBeNull();
    expect(fields[0]?.config).toMatchObject({ unit: 's', displayNameFromDS: PUBLISH_JOB });
  });

  it('table: what is wrong in words', async () => {
    await someJobs();
    const table = frameOf(await ask({ shape: 'table' }));
    expect(table.meta).toMatchObject({
      type: 'table',
      executedQueryString: expect.stringContaining('stackflow.job_status'),
    });
    expect({ job: column(table, 'Job'), state: column(table, 'State'), error: column(table, 'Last error') }).toEqual({
      job: [PUBLISH_JOB, 'github-sync', 'never'],
      state: ['fresh', 'stale, last run failed', 'never succeeded'],
      error: [null, 'rate limit\n"secondary"', null],
    });
  });

  it('no job at all: a frame of the right type, so that an alert sees no data', async () => {
    expect(frameOf(await ask({ shape: 'value' }, FROM_ALERT))).toMatchObject({
      fields: [],
      meta: { type: 'numeric-wide' },
    });
    expect(frameOf(await ask({ shape: 'table' })).numRows).toBe(0);
  });

  it('refuses a table to an alert rule, and says what to choose', async () => {
    expect(await ask({ shape: 'table' }, FROM_ALERT)).toMatchObject({
      status: 400,
      error: expect.stringContaining('"value"'),
    });
  });
});
