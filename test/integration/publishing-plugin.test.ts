import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { SreJsonData } from '../../src/model/settings';
import { column, frameOf } from '../../tooling/decode-frame';
import { startMoto } from '../../tooling/moto';
import type { Moto } from '../../tooling/moto';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import type { ContextSpec } from '../../tooling/plugin-request';
import { startFaultProxy } from '../support/cloudwatch/fault-proxy';
import type { FaultProxy } from '../support/cloudwatch/fault-proxy';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';
import { EDITOR, call, calledBy } from '../support/slo-calls';
import { until } from '../support/until';

/** A data source that publishes to CloudWatch itself: real plugin processes, PostgreSQL and an emulator of AWS. */

const RANGE = { fromMs: Date.now() - 86_400_000, toMs: Date.now() };
const DENIED = { kind: 'answer', status: 403, type: 'AccessDenied' } as const;

let database: TestDatabase;
let moto: Moto;
let proxy: FaultProxy;
let plugin: PluginProcess;
let another: PluginProcess;
/** Each test publishes to a namespace of its own. */
let namespace: string;
let round = 0;

beforeAll(async () => {
  [database, moto, plugin, another] = await Promise.all([
    createTestDatabase(),
    startMoto(),
    launchBackend(),
    launchBackend(),
  ]);
  proxy = await startFaultProxy(moto.url);
  const implementationEndAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }],
    changes: [{ key: 'a', service: 'Shop', implementationEndAt }],
  });
}, 60_000);

afterAll(async () => {
  await Promise.all([plugin.stop(), another.stop(), proxy.close(), moto.stop()]);
  await database.drop();
});

beforeEach(() => {
  round += 1;
  namespace = `Test${round}/DORA`;
});

/** A data source that publishes, whose user may do so. */
async function publishing(jsonData: Partial<SreJsonData> = {}, more: Partial<ContextSpec> = {}) {
  const context = await readerContext(database, {
    uid: `round-${round}`,
    ...more,
    jsonData: {
      cloudWatchPublishing: true,
      cloudWatchRegion: 'eu-central-1',
      cloudWatchEndpoint: proxy.url,
      cloudWatchNamespace: namespace,
      ...jsonData,
    },
    secureJsonData: { cloudWatchAccessKeyId: 'AKIDEXAMPLE', cloudWatchSecretAccessKey: 'hunter2hunter2' },
  });
  await database.client.query(`grant sre_metrics_publisher to ${userOf(context)}`);
  return context;
}

function userOf({ dataSourceInstanceSettings }: PluginContext): string {
  const { user } = JSON.parse(String(dataSourceInstanceSettings?.jsonData)) as { readonly user: string };
  return user;
}

async function deployments(of = namespace): Promise<number> {
  const values = await moto.rawValues(of, 'DeploymentFrequency');
  return values.reduce((sum, value) => sum + value, 0);
}

const logOf = ({ logLines }: PluginProcess) => logLines.join('\n');

it('begins once the data source is opened, and publishes each hour once, however many Grafanas there are', async () => {
  const context = await publishing();
  await Promise.all([plugin.checkHealth(context), another.checkHealth(context)]);
  await until(async () => {
    const query = { queryType: 'status', view: 'publishing' } as const;
    const { responses } = await plugin.queryData(context, [dataQuery('A', query, RANGE)]);
    const backlogs = column(frameOf(responses['A']), 'Backlog');
    return backlogs.length === 2 && backlogs.every((hours) => hours === 0);
  });
  // Of all services together, and of the one.
  expect(await deployments()).toBe(2);
  const lines = `${logOf(plugin)}\n${logOf(another)}`;
  expect(lines).toContain('Published to CloudWatch');
  expect(lines).not.toContain('hunter2');
  expect(lines).not.toContain('"@level":"error"');
});

it('stops once the data source is saved without it', async () => {
  await plugin.checkHealth(await publishing());
  await plugin.checkHealth(await readerContext(database, { uid: `round-${round}`, lastUpdatedMS: 2 }));
  const later = `${namespace}/later`;
  await plugin.checkHealth(await publishing({ cloudWatchNamespace: later }, { uid: 'later' }));
  // This one began after the other would have.
  await until(async () => (await deployments(later)) === 2);
  expect(await deployments()).toBe(0);
});

it('logs what goes wrong, and answers queries all the same', async () => {
  proxy.next('PutMetricData', DENIED);
  const context = await publishing();
  await plugin.checkHealth(context);
  await until(() => logOf(plugin).includes(`AWS refuses cloudwatch:PutMetricData for the namespace ${namespace}`));
  const query = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value' } as const;
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, RANGE)]);
  expect(responses['A']?.status).toBe(200);
  const { body } = await call(plugin, context, 'cloudwatch-publishing');
  const error = expect.stringContaining('Allow cloudwatch:PutMetricData') as unknown;
  const destination = expect.stringContaining(namespace) as unknown;
  expect(body).toContainEqual(expect.objectContaining({ destination, state: 'failing', error }));
});

it('says which grant the user lacks', async () => {
  const context = await publishing();
  const user = userOf(context);
  await database.client.query(`revoke sre_metrics_publisher from ${user}`);
  await plugin.checkHealth(context);
  await until(() => logOf(plugin).includes(`grant sre_metrics_publisher to ${user};`));
  expect(await deployments()).toBe(0);
});

describe('the test of the permission', () => {
  // One each: a moment later the data source publishes, and would meet the faults of the next test.
  let own: FaultProxy;
  beforeEach(async () => {
    own = await startFaultProxy(moto.url);
  });
  afterEach(() => own.close());

  const check = async (jsonData: Partial<SreJsonData> = {}) => {
    const context = await publishing({ ...jsonData, cloudWatchEndpoint: own.url });
    return await call(another, calledBy(context, EDITOR), 'cloudwatch-check', 'POST');
  };

  it('says what is allowed, and publishes nothing', async () => {
    expect(await check({ cloudWatchSlos: true })).toEqual({
      code: 200,
      body: {
        permitted: true,
        message: `CloudWatch allows cloudwatch:PutMetricData for ${namespace}, cloudwatch:PutMetricData for StackFlow/SLO, cloudwatch:GetMetricData. Nothing was published.`,
      },
    });
    expect(own.requests.slice(0, 3).map(({ datums }) => datums)).toEqual([0, 0, 0]);
  });

  it('names the permissions that are missing', async () => {
    own.next('PutMetricData', DENIED);
    own.next('GetMetricData', DENIED);
    const { code, body } = await check();
    expect(code).toBe(200);
    expect(body).toMatchObject({ permitted: false });
    const { message } = body as { readonly message: string };
    expect(message).toContain(`AWS refuses cloudwatch:PutMetricData for the namespace ${namespace} in eu-central-1.`);
    expect(message).toContain('AWS refuses cloudwatch:GetMetricData in eu-central-1.');
  });

  it('says what is wrong with the credentials', async () => {
    own.next('PutMetricData', { kind: 'answer', status: 403, type: 'InvalidClientTokenId' });
    expect(await check()).toEqual({
      code: 401,
      body: { message: expect.stringContaining('Check access key and secret') as unknown },
    });
  });
});
