import { setTimeout as delay } from 'node:timers/promises';

import type { SreQueryInput } from '../src/model/query';
import { GRID_MS } from '../src/backend/plugin/time-grid';
import { DAY_MS } from '../src/backend/metrics/time-range';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { launchPlugin } from '../tooling/plugin-process';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery, pluginContext } from '../tooling/plugin-request';
import { printTable } from '../tooling/print-table';
import { WHOLE, setServerSetting, sourceSettings, withClient } from './database';
import { dashboardQueries } from './dashboard-queries';
import type { Goal } from './goals';
import { END } from './history';
import type { BenchOptions } from './options';
import { percentile, timed } from './statistics';
import { WALLS_MOST_STATEMENTS_A_MINUTE } from './wanted';

/** Walls that show the same up to now, each loaded at a moment of its own and with a clock of its own. */

const WALL_QUERIES = dashboardQueries('sre-wall');
const DAYS = 30;
const MINUTE_MS = 60_000;
/** Clocks differ by so much at most. */
const CLOCKS_MS = 2_000;

/** What is wanted of a minute, for less: as many as for the steps of the grid that it touches, those at its ends in part. */
function mostStatements(screensMs: number): number {
  const touched = (ms: number) => Math.ceil((ms + CLOCKS_MS) / GRID_MS) + 1;
  return Math.ceil((WALLS_MOST_STATEMENTS_A_MINUTE * touched(screensMs)) / touched(MINUTE_MS));
}

/** The backend with its clock at the end of the history. */
function launchThen(command: readonly string[], behindMs: number): Promise<PluginProcess> {
  const clock = `const now = Date.now; Date.now = () => now() - ${behindMs};`;
  return launchPlugin(command, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` });
}

/**
 * Loads the walls evenly through a minute, each panel with a call of its own.
 *
 * @returns what was wanted
 */
export async function measureScreens(
  server: EmbeddedDatabase,
  command: readonly string[],
  { screens, screensMs }: Pick<BenchOptions, 'screens' | 'screensMs'>
): Promise<Goal> {
  // Its transactions would be counted too.
  await setServerSetting(server, 'autovacuum = off');
  try {
    const behindMs = Date.now() - Date.parse(END);
    const withoutWalls = await loadWalls({ server, command, behindMs, screens: 0, screensMs });
    const withWalls = await loadWalls({ server, command, behindMs, screens, screensMs });
    const { times, failures } = withWalls;
    const statements = withWalls.statements - withoutWalls.statements;
    const asked = screens * WALL_QUERIES.length;
    const header = ['Walls', 'Within, s', 'Queries', 'Failed', 'Statements', 'p50, ms', 'p95, ms'];
    const numbers = [screens, screensMs / 1000, asked, failures.length, statements];
    const cells = [...numbers.map(String), ...[50, 95].map((percent) => percentile(times, percent).toFixed(0))];
    console.log(printTable(header, [cells], new Set(header)));
    failures.slice(0, 3).forEach((failure) => console.log(failure));
    const most = mostStatements(screensMs);
    return {
      what: `${screens} walls in ${screensMs / 1000} s`,
      warm: `${failures.length} of ${asked} fail, ${statements} statements`,
      wanted: `0 fail, ≤ ${most} statements`,
      isMet: failures.length === 0 && statements <= most,
    };
  } finally {
    await setServerSetting(server, 'autovacuum = on');
  }
}

interface Walls extends Pick<BenchOptions, 'screens' | 'screensMs'> {
  readonly server: EmbeddedDatabase;
  readonly command: readonly string[];
  /** How far the history's end is behind. */
  readonly behindMs: number;
}

interface Loaded {
  readonly times: readonly number[];
  readonly failures: readonly string[];
  /** Of the backend from its launch on, those by which connections are set up and warmed included. */
  readonly statements: number;
}

async function loadWalls({ server, command, behindMs, screens, screensMs }: Walls): Promise<Loaded> {
  const before = await statementsOf(server);
  const plugin = await launchThen(command, behindMs);
  const context = pluginContext(sourceSettings(server, WHOLE));
  const times: number[] = [];
  const failures: string[] = [];
  const ask = async (query: SreQueryInput, toMs: number) => {
    const range = { fromMs: toMs - DAYS * DAY_MS, toMs };
    times.push(
      await timed(async () => {
        const { responses } = await plugin.queryData(context, [dataQuery('A', query, range)]);
        if (responses['A']?.error !== '') {
          failures.push(responses['A']?.error ?? 'not answered');
        }
      }).catch((error: unknown) => {
        failures.push(String(error));
        return NaN;
      })
    );
  };
  try {
    // The pool's connections, and what they look up when they are new.
    await Promise.all(WALL_QUERIES.map((query) => ask(query, Date.parse(END) - DAY_MS)));
    times.length = 0;
    failures.length = 0;
    await Promise.all(
      Array.from({ length: screens }, async (_, screen) => {
        await delay((screen * screensMs) / screens);
        const toMs = Date.now() - behindMs + ((screen * 7919) % CLOCKS_MS) - CLOCKS_MS;
        await Promise.all(WALL_QUERIES.map((query) => ask(query, toMs)));
      })
    );
  } finally {
    await plugin.stop();
  }
  return { times, failures, statements: (await statementsOf(server)) - before };
}

/**
 * Transactions of the database so far: a statement of ours is one each, and so is setting up a connection. Sessions tell their
 * counts when they end at the latest, so it waits until nobody is connected.
 */
async function statementsOf(server: EmbeddedDatabase): Promise<number> {
  return await withClient(server, 'postgres', async (client) => {
    const connected = async () => {
      const { rows } = await client.query<{ name: string }>(
        'select application_name as name from pg_stat_activity where datname = $1',
        [WHOLE]
      );
      return rows.map(({ name }) => name);
    };
    const startedAt = performance.now();
    for (let names = await connected(); names.length > 0; names = await connected()) {
      if (performance.now() - startedAt > MOST_WAIT_MS) {
        throw new Error(
          `Sessions of "${names.join('", "')}" are still connected to ${WHOLE}: their statements are not told yet.`
        );
      }
      await delay(POLL_MS);
    }
    const { rows } = await client.query<{ n: number }>(
      'select (xact_commit + xact_rollback)::float8 as n from pg_stat_database where datname = $1',
      [WHOLE]
    );
    return rows[0]?.n ?? NaN;
  });
}

const POLL_MS = 50;
const MOST_WAIT_MS = 30_000;
