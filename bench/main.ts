import { availableParallelism, totalmem } from 'node:os';

import { Client } from 'pg';

import { migrate } from '../src/backend/aurora/migrate';
import { backendCommand } from '../tooling/backend-command';
import { startEmbeddedDatabase } from '../tooling/embedded-database';
import { launchPlugin } from '../tooling/plugin-process';
import { pluginContext } from '../tooling/plugin-request';
import { forgetOldHistory, ninetyDayFacts, printHistoryCosts } from './history-costs-nothing';
import { END, makeHistory } from './history';
import { measureLoad, residentMemoryMb } from './load';
import { benchOptions } from './options';
import type { BenchOptions } from './options';
import { measureQueries } from './queries';
import { timed } from './statistics';

/** What the backend adds to the bare SQL, and what it needs itself. */

const DATABASE = 'bench';

/** A cache that holds the working set, as a production cluster's would. */
const SERVER_SETTINGS = { shared_buffers: '2GB', work_mem: '64MB', maintenance_work_mem: '512MB', max_wal_size: '8GB' };

const title = (text: string) => console.log(`\n## ${text}\n`);

/** The session settings that the backend gives its own connections. */
const SESSION = `set jit = off; set default_transaction_read_only = on; set timezone = 'UTC'`;

async function bench(options: BenchOptions): Promise<void> {
  const database = await startEmbeddedDatabase({ serverSettings: SERVER_SETTINGS });
  try {
    const admin = new Client({ connectionString: database.urlOf('postgres') });
    await admin.connect();
    await admin.query(`create database ${DATABASE}`);
    await admin.end();
    const writer = new Client({ connectionString: database.urlOf(DATABASE) });
    await writer.connect();
    await migrate(writer);
    const { changes, incidents, services, years } = options;
    const seconds = (await timed(() => makeHistory(writer, options))) / 1000;
    console.log(
      `${changes.toLocaleString('en')} changes, ${incidents.toLocaleString('en')} incidents, ${services} services, ${years} years; ` +
        `made in ${seconds.toFixed(0)} s. ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}.`
    );

    const reader = new Client({ connectionString: database.urlOf(DATABASE) });
    await reader.connect();
    await reader.query(SESSION);
    const plugin = await launchPlugin(backendCommand());
    try {
      const { host, port, adminUser, adminPassword } = database;
      const context = pluginContext({
        jsonData: { host, port, database: DATABASE, user: adminUser, tlsMode: 'disable', statementTimeoutSeconds: 300 },
        secureJsonData: { password: adminPassword },
      });
      const idleMb = residentMemoryMb(plugin.processId);
      title('Every metric and shape');
      await measureQueries(reader, plugin, context, options.runs);
      title('The process');
      console.log(`start-up, launch to handshake: ${plugin.startUpMs.toFixed(0)} ms`);
      await measureLoad(plugin, context);
      const loadedMb = residentMemoryMb(plugin.processId);
      console.log(
        `resident memory: ${idleMb?.toFixed(0) ?? '?'} MB idle, ${loadedMb?.toFixed(0) ?? '?'} MB after the load`
      );
    } finally {
      await plugin.stop();
    }

    title('History outside the range costs nothing');
    const all = await ninetyDayFacts(reader);
    await forgetOldHistory(writer, END);
    printHistoryCosts(all, await ninetyDayFacts(reader));
    await Promise.all([reader.end(), writer.end()]);
  } finally {
    await database.stop();
  }
}

bench(benchOptions()).catch((error: unknown) => {
  console.error('The bench failed:', error);
  process.exit(1);
});
