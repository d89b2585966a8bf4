import { setTimeout as delay } from 'node:timers/promises';

import type { PluginContext } from '../../src/backend/transport/generated/pluginv2/backend';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';

/** How much later than in peace another caller may be answered, besides what a loaded machine takes. */
const SLOWER_MS = 1_000;
/** A machine that is busy with others is slow in peace as well. */
const TIMES_BASELINE = 10;
const PAUSE_MS = 100;
const BASELINE_ROUNDS = 10;

/** Another caller of the same plugin, on a data source of its own, who is to notice nothing. */
export class Neighbour {
  readonly #plugin: PluginProcess;
  readonly #context: PluginContext;
  #baselineMs = 0;

  constructor(plugin: PluginProcess, context: PluginContext) {
    this.#plugin = plugin;
    this.#context = context;
  }

  /** Measures how long an answer takes in peace. */
  async takeBaseline(): Promise<void> {
    await this.#ask();
    for (let round = 0; round < BASELINE_ROUNDS; round += 1) {
      this.#baselineMs = Math.max(this.#baselineMs, await this.#ask());
    }
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
    let slowestMs = 0;
    while (attacking.isOn) {
      slowestMs = Math.max(slowestMs, await this.#ask());
      await delay(PAUSE_MS);
    }
    const answer = await result;
    slowestMs = Math.max(slowestMs, await this.#ask());
    const limitMs = SLOWER_MS + TIMES_BASELINE * this.#baselineMs;
    if (slowestMs > limitMs) {
      throw new Error(`Another caller waited ${Math.round(slowestMs)} ms; ${Math.round(limitMs)} ms was the limit.`);
    }
    return answer;
  }

  /** How long one answer takes, in ms. */
  async #ask(): Promise<number> {
    const startedAt = performance.now();
    // Another range each time, so that none is answered with another's.
    const range = { fromMs: 0, toMs: 86_400_000 + Math.floor(startedAt) * 1000 };
    const query = dataQuery('N', { queryType: 'dora', metric: 'leadTime', shape: 'value' }, range);
    const { responses } = await this.#plugin.queryData(this.#context, [query]);
    if (responses['N']?.status !== 200) {
      throw new Error(`Another caller got ${responses['N']?.status}: ${responses['N']?.error}`);
    }
    return performance.now() - startedAt;
  }
}
