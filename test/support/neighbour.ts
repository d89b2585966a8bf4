import { setTimeout as delay } from 'node:timers/promises';

import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { backendCommand } from '../../tooling/backend-command';
import { launchPlugin } from '../../tooling/plugin-process';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import type { TestDatabase } from './database';
import { isLate } from './late';
import { readerContext } from './plugin';
import { processorWaitMs } from './processor-wait';

/** How much later than elsewhere another caller of what is attacked may be answered. */
const SLOWER_MS = 1_000;
/** What keeps the machine or the test itself busy makes both slow, the one or the other a little more. */
const TIMES_ELSEWHERE = 3;
const PAUSE_MS = 100;

/**
 * Another caller of the same plugin, on a data source of its own, who is to notice nothing. A second plugin, which nobody
 * attacks, is asked the same at the same moments: what it takes is the machine's doing, and is not held against the first. Nor is
 * the time in which others had the processor.
 */
export class Neighbour {
  readonly #plugin: PluginProcess;
  readonly #elsewhere: PluginProcess;
  readonly #context: PluginContext;

  private constructor(plugin: PluginProcess, elsewhere: PluginProcess, context: PluginContext) {
    this.#plugin = plugin;
    this.#elsewhere = elsewhere;
    this.#context = context;
  }

  /** Moves in beside an attack on a plugin. */
  static async of(plugin: PluginProcess, database: TestDatabase): Promise<Neighbour> {
    const [context, elsewhere] = await Promise.all([
      readerContext(database, { uid: 'neighbour' }),
      launchPlugin(backendCommand()),
    ]);
    const neighbour = new Neighbour(plugin, elsewhere, context);
    // The first answers take a connection.
    await neighbour.#askBoth();
    return neighbour;
  }

  /**
   * Asks again and again while something else goes on.
   *
   * @throws Error where one answer is none, or came late
   */
  async during<T>(attack: () => Promise<T>): Promise<T> {
    const attacking = { isOn: true };
    const result = attack().finally(() => {
      attacking.isOn = false;
    });
    // Whatever it fails with is told below.
    result.catch(() => undefined);
    const slowest = { here: 0, elsewhere: 0 };
    const ask = async () => {
      const { here, elsewhere } = await this.#askBoth();
      slowest.here = Math.max(slowest.here, here);
      slowest.elsewhere = Math.max(slowest.elsewhere, elsewhere);
    };
    try {
      while (attacking.isOn) {
        await ask();
        await delay(PAUSE_MS);
      }
    } catch (error) {
      // What goes on into the next test would be taken for its doing.
      await result.catch(() => undefined);
      throw error;
    }
    const answer = await result;
    await ask();
    const limitMs = SLOWER_MS + TIMES_ELSEWHERE * slowest.elsewhere;
    if (slowest.here > limitMs) {
      throw new Error(`Another caller waited ${Math.round(slowest.here)} ms; ${Math.round(limitMs)} ms was the limit.`);
    }
    return answer;
  }

  /** Ends the plugin that nobody attacks. */
  async leave(): Promise<void> {
    await this.#elsewhere.stop();
  }

  async #askBoth(): Promise<{ readonly here: number; readonly elsewhere: number }> {
    const [here, elsewhere] = await Promise.all([this.#ask(this.#plugin), this.#ask(this.#elsewhere)]);
    return { here, elsewhere };
  }

  /** How long one answer takes, in ms, without what the machine's other work takes from the plugin. */
  async #ask(plugin: PluginProcess): Promise<number> {
    const waitedMs = await processorWaitMs(plugin.processId);
    const startedAt = performance.now();
    // Another range each time, so that none is answered with another's.
    const range = { fromMs: 0, toMs: 86_400_000 + Math.floor(startedAt) * 1000 };
    const query = dataQuery('N', { queryType: 'dora', metric: 'leadTime', shape: 'value' }, range);
    const { responses } = await plugin.queryData(this.#context, [query]);
    const tookMs = performance.now() - startedAt;
    const status = responses['N']?.status;
    if (status !== 200 && !isLate(status, tookMs)) {
      throw new Error(`Another caller got ${status}: ${responses['N']?.error}`);
    }
    return tookMs - ((await processorWaitMs(plugin.processId)) - waitedMs);
  }
}
