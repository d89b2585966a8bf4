import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Pool } from 'pg';

import type { PublishDestination } from '../../../src/backend/publish/destination';
import { publishDue } from '../../../src/backend/publish/publish-due';
import type { PublishRequest } from '../../../src/backend/publish/publish-due';
import type { PublishEvent } from '../../../src/backend/publish/publish-event';
import { openPool } from '../../../tooling/database-pool';
import { startMoto } from '../../../tooling/moto';
import type { Moto } from '../../../tooling/moto';
import { createTestDatabase } from '../database';
import type { TestDatabase } from '../database';
import { clearRecords } from '../records';
import { CLOCK_OPTIONS, layClock, setClock } from './database-clock';
import { startFaultProxy } from './fault-proxy';
import type { FaultProxy } from './fault-proxy';
import { MOTO_TROUBLE_VARIABLE } from './moto-trouble';

/** A database with a clock, moto, and a way to it that can fail. */
export interface PublishBench {
  readonly database: TestDatabase;
  readonly moto: Moto;
  readonly proxy: FaultProxy;
  /** Of a member of the writer's role, by the database's own clock. */
  readonly pool: Pool;
  /** Events of runs since the last `reset`. */
  readonly events: PublishEvent[];
  /** Environment of a `sre-metrics` that publishes as `run` does. */
  readonly env: Readonly<Record<string, string>>;
  destination(change?: Partial<PublishDestination>): PublishDestination;
  run(change?: Partial<PublishRequest>): ReturnType<typeof publishDue>;
  /** A statistic of a metric by period; null where there is nothing. Dimensions beside the extra ones. */
  read(request: PointsRequest): Promise<readonly Point[]>;
  rows<T extends object>(text: string): Promise<T[]>;
  setClock(at: string): Promise<void>;
  /** Empties ledger and records; the dimension becomes another, so that moto knows nothing of it. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface PointsRequest {
  readonly metric: string;
  readonly stat: string;
  readonly from: string;
  readonly to: string;
  readonly periodSeconds?: number;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

export interface Point {
  readonly at: string;
  readonly value: number;
}

/** moto takes any. */
const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;
const REGION = 'eu-central-1';

const LEDGER = ['destinations', 'hours', 'batches', 'values', 'drift'].map((name) => `stackflow.cloudwatch_${name}`);

export async function openPublishBench(): Promise<PublishBench> {
  const trouble = process.env[MOTO_TROUBLE_VARIABLE];
  if (trouble !== undefined) {
    throw new Error(`These tests need moto: ${trouble}`);
  }
  const [database, moto] = await Promise.all([createTestDatabase(), startMoto()]);
  const proxy = await startFaultProxy(moto.url);
  await layClock(database.client);
  const { user, password } = await database.createUser('sre_metrics_writer');
  const url = `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`;
  const pool = openPool({ connectionString: url, options: CLOCK_OPTIONS, max: 8 });
  const events: PublishEvent[] = [];
  let round = 0;
  const namespace = () => `Test${round}/DORA`;
  // On every series: otherwise than AWS, moto answers a question without dimensions with all series of the
  // metric's name, and one with dimensions with those of every namespace.
  const dimensions = () => ({ Environment: `test${round}` });
  const destination = (change: Partial<PublishDestination> = {}): PublishDestination => ({
    region: REGION,
    credentials: { source: 'keys', ...KEYS },
    assumedRole: null,
    endpoint: proxy.url,
    namespace: namespace(),
    sloNamespace: 'Test/SLO',
    dimensions: dimensions(),
    isPublishingSlos: false,
    ...change,
  });
  const client = new CloudWatchClient({ region: REGION, endpoint: moto.url, credentials: KEYS, maxAttempts: 1 });
  const rows = async <T extends object>(text: string) => (await database.client.query<T>(text)).rows;
  return {
    database,
    moto,
    proxy,
    pool,
    events,
    get env() {
      return {
        SRE_METRICS_DATABASE_URL: `${url}?options=${encodeURIComponent(CLOCK_OPTIONS)}`,
        AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        SRE_METRICS_CLOUDWATCH_REGION: REGION,
        SRE_METRICS_CLOUDWATCH_ENDPOINT: proxy.url,
        SRE_METRICS_CLOUDWATCH_NAMESPACE: namespace(),
        SRE_METRICS_CLOUDWATCH_DIMENSIONS: `Environment=${dimensions().Environment}`,
      };
    },
    destination,
    run: (change = {}) =>
      publishDue({
        pool,
        destination: destination(),
        signal: new AbortController().signal,
        onEvent: (event) => void events.push(event),
        ...change,
      }),
    read: ({ dimensions: own = {}, ...request }) =>
      read(client, { namespace: namespace(), ...request, dimensions: { ...own, ...dimensions() } }),
    rows,
    setClock: (at) => setClock(database.client, at),
    reset: async () => {
      round += 1;
      events.length = 0;
      proxy.requests.length = 0;
      await clearRecords(database.client);
      await rows(`truncate ${LEDGER.join(', ')}, stackflow.job_status cascade`);
    },
    close: async () => {
      client.destroy();
      await pool.end();
      await Promise.all([proxy.close(), moto.stop(), database.drop()]);
    },
  };
}

async function read(
  client: CloudWatchClient,
  { metric, stat, from, to, periodSeconds = 3600, dimensions = {}, namespace }: PointsRequest
): Promise<Point[]> {
  const all = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'q',
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: metric, Dimensions: all },
            Period: periodSeconds,
            Stat: stat,
          },
        },
      ],
    })
  );
  const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
  return Timestamps.map((at, index) => ({ at: at.toISOString(), value: Values[index] ?? Number.NaN }));
}
