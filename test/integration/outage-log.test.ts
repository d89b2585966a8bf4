import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery, pluginContext } from '../../tooling/plugin-request';
import { sreMetrics } from '../support/command-line';
import { startOwnServer } from '../support/own-server';
import type { OwnServer } from '../support/own-server';
import { launchBackend } from '../support/plugin';
import { until } from '../support/until';

describe("the plugin's log in an outage of its database", () => {
  let server: OwnServer;
  let plugin: PluginProcess;

  beforeAll(async () => {
    server = await startOwnServer(null);
    const { user, password, host, port } = server;
    const env = { SRE_METRICS_DATABASE_URL: `postgres://${user}:${password}@${host}:${port}/postgres` };
    expect(await sreMetrics(['migrate'], env)).toMatchObject({ status: 0 });
    plugin = await launchBackend();
  }, 60_000);

  afterAll(async () => {
    await plugin.stop();
    await server.stop();
  });

  const context = () => {
    const { host, port, user, password } = server;
    return pluginContext({
      jsonData: { host, port, user, database: 'postgres', tlsMode: 'disable' },
      secureJsonData: { password },
    });
  };
  const ask = async () => {
    const queries = ['A', 'B', 'C', 'D'].map((refId, day) =>
      dataQuery(refId, { queryType: 'dora', metric: 'leadTime' }, { fromMs: 0, toMs: (day + 1) * 86_400_000 })
    );
    const { responses } = await plugin.queryData(context(), queries);
    return Object.values(responses).map(({ status }) => status);
  };
  const over = () => lines('info').filter((line) => line.includes('It is over: Aurora'));
  const lines = (level: string) => plugin.logLines.filter((line) => line.includes(`"@level":"${level}"`));

  it('has a line for its beginning and one for its end, whatever fails meanwhile', async () => {
    expect(await ask()).toEqual([200, 200, 200, 200]);
    await server.pause();
    for (let round = 0; round < 3; round += 1) {
      expect(await ask()).toEqual([502, 502, 502, 502]);
    }
    expect(lines('warn')).toEqual([expect.stringContaining('cannot be reached')]);
    await server.restart();
    expect(await ask()).toEqual([200, 200, 200, 200]);
    await until(() => over().some((line) => line.includes('"times":12')));
    expect(lines('warn')).toHaveLength(1);
  });

  it('is over for a resource call that is answered, too', async () => {
    const before = over().length;
    await server.pause();
    expect(await ask()).toEqual([502, 502, 502, 502]);
    await server.restart();
    expect(await plugin.callResource(context(), 'services')).toMatchObject({ code: 200 });
    await until(() => over().length > before);
  });
});
