import fc from 'fast-check';

import { backendCommand } from '../../tooling/backend-command';
import type { PluginProcess } from '../../tooling/plugin-process';
import { launchPlugin } from '../../tooling/plugin-process';
import { dataQuery, pluginContext } from '../../tooling/plugin-request';
import { sreMetrics } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { attacked } from '../support/attacked';
import { HARMS, SILENCES, bending, doing, startHostileServer } from '../support/hostile-postgres';
import type { Harm, HostileServer } from '../support/hostile-postgres';
import { Neighbour } from '../support/neighbour';
import { residentBytes } from '../support/resident-bytes';
import { until } from '../support/until';

/** A PostgreSQL, or a proxy before it, that sends what it should not: it harms its own data source alone. */

const RANGE = { fromMs: 0, toMs: 86_400_000 };
const QUERY = dataQuery('A', { queryType: 'dora', metric: 'leadTime' }, RANGE);
/** What is harmful ends a query by itself, long before; what says nothing does after as little as can be set. */
const PATIENCE_SECONDS = { harm: 60, silence: 1 };
/** Of the plugin, with what it takes in peace. */
const MAX_RESIDENT_BYTES = 512 * 1024 * 1024;

let database: TestDatabase;
let plugin: PluginProcess;
let neighbour: Neighbour;
const servers: HostileServer[] = [];

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchPlugin(backendCommand())]);
  neighbour = await Neighbour.of(plugin, database);
}, 60_000);

afterEach(async () => {
  expect(plugin.isRunning).toBe(true);
  expect(await residentBytes(plugin.processId)).toBeLessThan(MAX_RESIDENT_BYTES);
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all([plugin.stop(), neighbour.leave()]);
  await database.drop();
});

/** A data source on a server of its own. */
function contextOf(port: number, { tlsMode }: Harm, statementTimeoutSeconds: number) {
  return pluginContext({
    uid: `hostile-${port}`,
    jsonData: { host: '127.0.0.1', port, user: 'u', database: 'd', tlsMode, statementTimeoutSeconds },
    secureJsonData: { password: 'p' },
  });
}

async function hostile(harm: Harm, patienceSeconds = PATIENCE_SECONDS.harm) {
  const server = await startHostileServer(doing(harm));
  servers.push(server);
  return { server, context: contextOf(server.port, harm, patienceSeconds) };
}

it('fails the queries of its own data source and keeps no connection, whatever it sends', async () => {
  const answers = await neighbour.during(() =>
    Promise.all(
      HARMS.map(async (harm) => {
        const { server, context } = await hostile(harm);
        const { responses } = await plugin.queryData(context, [QUERY]);
        const { status, errorSource } = responses['A'] ?? {};
        await until(() => server.openConnections() === 0);
        return { harm: harm.name, status, errorSource };
      })
    )
  );
  expect(answers).toEqual(HARMS.map(({ name }) => ({ harm: name, status: 502, errorSource: 'downstream' })));
});

it('is not waited for when it says nothing', async () => {
  const answers = await neighbour.during(() =>
    Promise.all(
      SILENCES.map(async (harm) => {
        const { server, context } = await hostile(harm, PATIENCE_SECONDS.silence);
        const { responses } = await plugin.queryData(context, [QUERY]);
        await until(() => server.openConnections() === 0);
        return { harm: harm.name, status: responses['A']?.status };
      })
    )
  );
  expect(answers).toEqual(SILENCES.map(({ name }) => ({ harm: name, status: 504 })));
});

const BENDS_AT_ONCE = 40;
const bends = fc.array(fc.tuple(fc.nat({ max: 3_000 }), fc.nat({ max: 255 })), {
  minLength: BENDS_AT_ONCE,
  maxLength: BENDS_AT_ONCE,
});

it('may bend any byte of a real answer', async () => {
  const { user, password } = await database.createUser('sre_metrics_reader');
  const statusThrough = async ([place, byte]: readonly [number, number]) => {
    const server = await startHostileServer(bending(database, place, byte));
    const { port } = server;
    const context = pluginContext({
      uid: `bent-${port}`,
      jsonData: {
        host: '127.0.0.1',
        port,
        user,
        database: database.name,
        tlsMode: 'disable',
        statementTimeoutSeconds: PATIENCE_SECONDS.silence,
      },
      secureJsonData: { password },
    });
    const { responses } = await plugin.queryData(context, [QUERY]);
    await server.close();
    return responses['A']?.status;
  };
  await neighbour.during(() =>
    attacked(
      fc.asyncProperty(bends, async (places) => {
        const statuses = await Promise.all(places.map(statusThrough));
        expect([200, 400, 401, 403, 429, 502, 504]).toEqual(expect.arrayContaining(statuses));
      }),
      { numRuns: 2, endOnFailure: true }
    )
  );
});

it.each(SILENCES.filter(({ name }) => / a query|half/.test(name)))('ends a command in time: $name', async (harm) => {
  const { server } = await hostile(harm);
  const env = { SRE_METRICS_DATABASE_URL: `postgres://u:p@127.0.0.1:${server.port}/d?query_timeout=500` };
  const { status, err } = await sreMetrics(['migrate'], env);
  expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining('cannot be reached') as string });
});

it.each(HARMS.filter(({ name }) => / at (sign-in|a query)/.test(name)))(
  'ends a command with a sentence: $name',
  async (harm) => {
    const { server } = await hostile(harm);
    const env = { SRE_METRICS_DATABASE_URL: `postgres://u:p@127.0.0.1:${server.port}/d` };
    const { status, err } = await sreMetrics(['migrate'], env);
    expect({ status, err }).toEqual({
      status: 1,
      err: expect.stringMatching(
        /^(What answers at|Aurora at|Aurora answered with|The server (runs|does not report))/
      ) as string,
    });
  }
);
