import { join } from 'node:path';

import { startMoto } from '../../tooling/moto';
import type { Moto } from '../../tooling/moto';
import { temporaryFolder } from '../support/command-line';
import type { Folder } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { SCHEDULED_EVENT } from '../support/lambda/events';
import { FakeAws } from '../support/lambda/fake-aws';
import { buildLambdasInto, startLambda } from '../support/lambda/lambda-process';
import type { LambdaProcess } from '../support/lambda/lambda-process';
import { insertRecords } from '../support/records';

const DATABASE_SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf';
/** Time enough to be asked to stop at once. */
const HARDLY_ANY_MS = 46_000;

describe('the built StackFlowPublishMetrics', () => {
  let folder: Folder;
  let database: TestDatabase;
  let aws: FakeAws;
  let moto: Moto;
  let lambda: LambdaProcess;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await buildLambdasInto(folder.path);
  }, 60_000);

  beforeEach(async () => {
    [database, aws, moto] = await Promise.all([createTestDatabase(), FakeAws.start(), startMoto()]);
    const { user, password } = await database.createUser('sre_metrics_writer');
    aws.secrets.set(DATABASE_SECRET, JSON.stringify({ username: user, password, port: database.port }));
    await insertRecords(database.client, {
      services: [{ name: 'Shop' }],
      changes: ['a', 'b', 'c'].map((key, days) => ({ key, service: 'Shop', implementationEndAt: daysAgo(days + 2) })),
    });
    lambda = start({});
  }, 30_000);

  afterEach(async () => {
    await lambda.stop();
    await Promise.all([aws.stop(), moto.stop()]);
    await database.drop();
  });

  afterAll(() => folder.remove());

  const start = (env: Record<string, string>) =>
    startLambda(join(folder.path, 'StackFlowPublishMetrics'), {
      ...aws.env,
      SRE_METRICS_DATABASE_SECRET_ARN: DATABASE_SECRET,
      PGHOST: database.host,
      PGDATABASE: database.name,
      SRE_METRICS_CLOUDWATCH_REGION: 'eu-central-1',
      SRE_METRICS_CLOUDWATCH_ENDPOINT: moto.url,
      ...env,
    });
  const deployments = async () => {
    const values = await moto.rawValues('StackFlow/DORA', 'DeploymentFrequency');
    return values.reduce((sum, value) => sum + value, 0);
  };

  it('publishes when it is time, each hour once', async () => {
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({ value: { isStopped: false } });
    // Of all services together, and of the one.
    expect(await deployments()).toBe(2 * 3);
    expect(await moto.rawValues('StackFlow/DORA', 'LeadTime')).toEqual(Array<number>(6).fill(3600));
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({ value: { isStopped: false } });
    expect(await deployments()).toBe(2 * 3);
    expect(aws.requests).toEqual([DATABASE_SECRET]);
  });

  it('stops before its time is up, and goes on the next time', async () => {
    expect(await lambda.invoke(SCHEDULED_EVENT, HARDLY_ANY_MS - 1_000)).toEqual({ value: { isStopped: true } });
    expect(await deployments()).toBe(0);
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({ value: { isStopped: false } });
    expect(await deployments()).toBe(2 * 3);
  });

  it.each<[string, Record<string, string>, unknown, string]>([
    ['no region', { SRE_METRICS_CLOUDWATCH_REGION: '' }, SCHEDULED_EVENT, 'SRE_METRICS_CLOUDWATCH_REGION'],
    ['a namespace of AWS', { SRE_METRICS_CLOUDWATCH_NAMESPACE: 'AWS/x' }, SCHEDULED_EVENT, 'CLOUDWATCH_NAMESPACE'],
    ['another event', {}, { 'sre-metrics': 'drain' }, 'scheduled events'],
  ])('fails aloud for %s', async (_, env, event, words) => {
    await lambda.stop();
    lambda = start(env);
    expect(await lambda.invoke(event)).toEqual({ error: expect.stringContaining(words) as unknown });
    expect(lambda.log).toContainEqual(expect.objectContaining({ level: 'error', message: 'The function failed' }));
    expect(await deployments()).toBe(0);
  });
});

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
