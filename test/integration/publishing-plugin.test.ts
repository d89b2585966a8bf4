import { startMoto } from '../../tooling/moto';
import type { Moto } from '../../tooling/moto';
import type { PluginContext } from '../../src/backend/transport/generated/pluginv2/backend';
import type { SreJsonData } from '../../src/model/settings';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchFromSource, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';
import { EDITOR, call, calledBy } from '../support/slo-calls';
import { until } from '../support/until';

/** A data source that publishes to CloudWatch itself: a real plugin process, PostgreSQL and an emulator of AWS. */

const RANGE = { fromMs: Date.now() - 86_400_000, toMs: Date.now() };

let database: TestDatabase;
let moto: Moto;
const plugins: PluginProcess[] = [];

beforeEach(async () => {
  [database, moto] = await Promise.all([createTestDatabase(), startMoto()]);
  const implementationEndAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }],
    changes: [{ key: 'a', service: 'Shop', implementationEndAt }],
  });
}, 30_000);

afterEach(async () => {
  await Promise.all(plugins.splice(0).map((plugin) => plugin.stop()));
  await moto.stop();
  await database.drop();
});

async function launch(): Promise<PluginProcess> {
  const plugin = await launchFromSource();
  plugins.push(plugin);
  return plugin;
}

/** A data source that publishes, whose user may do so. */
async function publishing(jsonData: Partial<SreJsonData> = {}): Promise<PluginContext> {
  const context = await readerContext(database, {
    jsonData: {
      cloudWatchPublishing: true,
      cloudWatchRegion: 'eu-central-1',
      cloudWatchEndpoint: moto.url,
      cloudWatchDimensions: 'Environment=test',
      ...jsonData,
    },
    secureJsonData: { cloudWatchAccessKeyId: 'AKIDEXAMPLE', cloudWatchSecretAccessKey: 'hunter2hunter2' },
  });
  const { user } = JSON.parse(String(context.dataSourceInstanceSettings?.jsonData)) as { user: string };
  await database.client.query(`grant sre_metrics_publisher to ${user}`);
  return context;
}

const deployments = async () => {
  const values = await moto.rawValues('StackFlow/DORA', 'DeploymentFrequency');
  return values.reduce((sum, value) => sum + value, 0);
};
const backlogs = async (plugin: PluginProcess, context: PluginContext) => {
  const query = { queryType: 'status', view: 'publishing', shape: 'table' } as const;
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, RANGE)]);
  return column(frameOf(responses['A']), 'Backlog');
};
const isDone = async (plugin: PluginProcess, context: PluginContext) => {
  const told = await backlogs(plugin, context);
  return told.length === 2 && told.every((hours) => hours === 0);
};

it('begins once the data source is opened, and publishes each hour once, however many Grafanas there are', async () => {
  const context = await publishing();
  const [one, other] = await Promise.all([launch(), launch()]);
  await Promise.all([one.checkHealth(context), other.checkHealth(context)]);
  await until(() => isDone(one, context));
  // Of all services together, and of the one.
  expect(await deployments()).toBe(2);
  const lines = [...one.logLines, ...other.logLines].join('\n');
  expect(lines).toContain('Published to CloudWatch');
  expect(lines).not.toContain('hunter2');
  expect(lines).not.toMatch(/"@level":"(warn|error)"/);
});

it('stops once the data source is saved without it', async () => {
  const context = await publishing();
  const plugin = await launch();
  await plugin.checkHealth(context);
  const off = await readerContext(database, { lastUpdatedMS: 2 });
  await plugin.checkHealth(off);
  const another = await publishing({ cloudWatchNamespace: 'Later' });
  const later = { ...another, orgId: 2n };
  await plugin.checkHealth(later);
  // What began after it is through, so that it would be as well.
  await until(async () => (await moto.rawValues('Later', 'LeadTime')).length > 0);
  expect(await deployments()).toBe(0);
});

it('logs what goes wrong, and answers queries all the same', async () => {
  const context = await publishing({ cloudWatchEndpoint: 'http://127.0.0.1:9' });
  const plugin = await launch();
  await plugin.checkHealth(context);
  await until(() => plugin.logLines.some((line) => line.includes('Publishing to CloudWatch failed')));
  const query = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value' } as const;
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, RANGE)]);
  expect(responses['A']?.status).toBe(200);
  const { body } = await call(plugin, context, 'cloudwatch-publishing');
  expect(body).toContainEqual(
    expect.objectContaining({ state: 'failing', error: expect.stringContaining('127.0.0.1:9') as unknown })
  );
}, 90_000);

it('says which grant the user lacks', async () => {
  const context = await publishing();
  const { user } = JSON.parse(String(context.dataSourceInstanceSettings?.jsonData)) as { user: string };
  await database.client.query(`revoke sre_metrics_publisher from ${user}`);
  const plugin = await launch();
  await plugin.checkHealth(context);
  await until(() => plugin.logLines.some((line) => line.includes(`grant sre_metrics_publisher to ${user};`)));
  expect(await deployments()).toBe(0);
});

it('tests the permission of what is saved, and stores nothing', async () => {
  const context = calledBy(await publishing({ cloudWatchSlos: true }), EDITOR);
  const plugin = await launch();
  const before = await moto.rawValues('StackFlow/DORA', 'DeploymentFrequency');
  expect(await call(plugin, context, 'cloudwatch-check', 'POST')).toEqual({
    code: 200,
    body: {
      permitted: true,
      message:
        'CloudWatch allows cloudwatch:PutMetricData for StackFlow/DORA, cloudwatch:PutMetricData for StackFlow/SLO, cloudwatch:GetMetricData. Nothing was published.',
    },
  });
  expect(before).toEqual([]);
});
