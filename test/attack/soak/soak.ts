import { backendCommand } from '../../../tooling/backend-command';
import { launchPlugin } from '../../../tooling/plugin-process';
import { mergedPullRequests } from '../../support/github/fake-data';
import { WEBHOOK_SECRET } from '../../support/github/send-webhook';
import { openSyncBench } from '../../support/github/sync-bench';
import { readerContext } from '../../support/plugin';
import { killWorkers } from '../../support/worker-process';
import { pause } from './chance';
import { letFaultsHappen, startDatabaseSwitch } from './faults';
import { Courses, memoryOf, sessionsOf, socketsOf } from './measures';
import type { Course, Measure } from './measures';
import { callPlugin, rightAnswers } from './plugin-callers';
import { Tally } from './tally';
import { WorkerLives } from './worker-lives';
import { sendToWorker } from './worker-senders';

export interface SoakResult {
  readonly courses: readonly Course[];
  readonly counts: readonly (readonly [string, number])[];
  readonly kills: number;
  /** Sentences; none where all is well. */
  readonly failures: readonly string[];
}

/** So long under load before the first measure: what is allocated once is there then. */
const WARM_UP_MS = 15_000;
const MEASURE_EVERY_MS = 2_000;
/** Longer than any query of the switched data source takes to be given up. */
const QUIET_MS = 15_000;
const MOST_FAILURES_TOLD = 20;

/** Two data sources with ten connections and one for cancels each, the worker's, and as many that are just going. */
const MOST_SESSIONS = 60;
const BOUNDS = {
  memory: { unit: 'MiB', mostEver: 768, mostGrowth: 256 },
  sockets: { unit: '', mostEver: 120, mostGrowth: 40 },
  sessions: { unit: '', mostEver: MOST_SESSIONS, mostGrowth: 30 },
} as const;

/** Everything at once, for so long. */
export async function soak({
  minutes,
  seed,
}: {
  readonly minutes: number;
  readonly seed: number;
}): Promise<SoakResult> {
  const [bench, plugin] = await Promise.all([openSyncBench(), launchPlugin(backendCommand())]);
  const way = await startDatabaseSwitch(bench.database);
  try {
    bench.shop.pullRequests = mergedPullRequests(250);
    await bench.run();
    const lives = await WorkerLives.begin({ ...bench.env, SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET });
    const callers = {
      plugin,
      tally: new Tally(),
      calm: await readerContext(bench.database, { uid: 'calm' }),
      switched: await readerContext(bench.database, {
        uid: 'switched',
        jsonData: { port: way.port, statementTimeoutSeconds: 1 },
      }),
    };
    const right = await rightAnswers(callers);
    const courses = new Courses(
      measuresOf({ pluginId: plugin.processId, lives, sessions: sessionsOf(bench.database.client) })
    );
    const end = new AbortController();
    const by = { seed, signal: end.signal };
    const { tally } = callers;
    const everything = Promise.all([
      callPlugin(callers, right, by),
      sendToWorker(lives, tally, by),
      letFaultsHappen(way, lives, by),
    ]);
    const died = await follow(courses, minutes * 60_000, () => [
      ...(plugin.isRunning ? [] : ['The plugin died.']),
      ...(lives.hasDied ? ['The worker died.'] : []),
    ]);
    end.abort();
    await everything;
    await pause(QUIET_MS, new AbortController().signal);
    await courses.look();
    const failures = [...died, ...tally.wrong.slice(0, MOST_FAILURES_TOLD), ...courses.complaints()];
    return { courses: courses.courses, counts: tally.counts, kills: lives.kills, failures };
  } finally {
    await killWorkers();
    await plugin.stop();
    await way.close();
    await bench.close();
  }
}

/**
 * Measures again and again.
 *
 * @returns what `deaths` told; nothing where all lived to the end
 */
async function follow(courses: Courses, forMs: number, deaths: () => readonly string[]): Promise<readonly string[]> {
  const never = new AbortController().signal;
  const until = performance.now() + forMs;
  await pause(Math.min(WARM_UP_MS, forMs / 2), never);
  while (performance.now() < until) {
    await courses.look();
    const dead = deaths();
    if (dead.length > 0) {
      return dead;
    }
    await pause(MEASURE_EVERY_MS, never);
  }
  return [];
}

function measuresOf({
  pluginId,
  lives,
  sessions,
}: {
  readonly pluginId: number;
  readonly lives: WorkerLives;
  readonly sessions: Measure['take'];
}): readonly Measure[] {
  const workerId = () => lives.now?.processId ?? null;
  return [
    { name: 'memory of the plugin', take: memoryOf(() => pluginId), ...BOUNDS.memory },
    { name: 'memory of the worker', take: memoryOf(workerId), ...BOUNDS.memory },
    { name: 'sockets of the plugin', take: socketsOf(() => pluginId), ...BOUNDS.sockets },
    { name: 'sockets of the worker', take: socketsOf(workerId), ...BOUNDS.sockets },
    { name: 'sessions of PostgreSQL', take: sessions, ...BOUNDS.sessions },
  ];
}
