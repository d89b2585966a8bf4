import { createHash } from 'node:crypto';

import type { Logger } from '../../log/plugin-log';
import type { Troubles } from '../../log/troubles';
import { DataSourceInstanceSettings } from '../../protocol/generated/pluginv2/backend';
import type { PluginContext } from '../../protocol/generated/pluginv2/backend';
import { dataSourceKey } from './data-source-key';
import { openInstance } from './instance';
import type { Instance } from './instance';

/** Running queries of a replaced data source get this long to end. */
const DISPOSE_DELAY_MS = 10_000;

/**
 * For so long after a change, calls may still come with the settings before it: Grafana itself keeps
 * them for five seconds.
 */
const LATE_MS = 10_000;

interface Entry {
  readonly digest: string;
  /** When Grafana last saved the data source, in ms since the epoch, to the second. */
  savedMs: bigint;
  readonly openedMs: number;
  /** Of the settings before these; null for the first. */
  readonly replaced: string | null;
  readonly instance: Instance;
}

/** One open instance for each data source; a changed one is opened anew. */
export class Instances {
  readonly #entries = new Map<string, Entry>();
  readonly #retiring = new Map<Instance, NodeJS.Timeout>();
  readonly #logger: Logger;
  readonly #troubles: Troubles;
  readonly #nowMs: () => number;

  /** @param troubles takes what may come again and again */
  constructor(logger: Logger, troubles: Troubles, nowMs: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#troubles = troubles;
    this.#nowMs = nowMs;
  }

  /**
   * The instance of the data source that the call is for, as it is configured now. What it is
   * configured to be decides, and not when it was saved: two saves may share their second. Whoever
   * saves other settings and the same again within that second gets the same after ten.
   *
   * @throws Failure 400 where its settings are not complete
   */
  get(context: PluginContext): Instance {
    const key = dataSourceKey(context);
    const digest = digestOf(context);
    const savedMs = context.dataSourceInstanceSettings?.lastUpdatedMS ?? 0n;
    const entry = this.#entries.get(key);
    if (entry?.digest === digest && savedMs > entry.savedMs) {
      entry.savedMs = savedMs;
    }
    if (entry !== undefined && (entry.digest === digest || this.#isLate(digest, savedMs, entry))) {
      return entry.instance;
    }
    const instance = openInstance(context, { logger: this.#logger, troubles: this.#troubles });
    this.#entries.set(key, { digest, savedMs, openedMs: this.#nowMs(), replaced: entry?.digest ?? null, instance });
    if (entry !== undefined) {
      this.#retire(entry.instance);
    }
    return instance;
  }

  /** A database put back from a copy has older settings too, but for good. */
  #isLate(digest: string, savedMs: bigint, entry: Entry): boolean {
    const isOlder = savedMs < entry.savedMs || (savedMs === entry.savedMs && digest === entry.replaced);
    return isOlder && this.#nowMs() - entry.openedMs < LATE_MS;
  }

  /** Every open instance. */
  all(): readonly Instance[] {
    return [...this.#entries.values()].map(({ instance }) => instance);
  }

  /** Closes everything now. */
  async dispose(): Promise<void> {
    const retiring = [...this.#retiring.keys()];
    this.#retiring.forEach((timer) => clearTimeout(timer));
    this.#retiring.clear();
    await Promise.all([...this.all(), ...retiring].map((instance) => instance.close()));
    this.#entries.clear();
  }

  #retire(instance: Instance): void {
    // At once: two of them would only wait for one another.
    void instance.publisher?.close();
    const timer = setTimeout(() => {
      this.#retiring.delete(instance);
      instance.close().catch((error: unknown) => {
        this.#logger.warn('A replaced data source did not close', { error: String(error) });
      });
    }, DISPOSE_DELAY_MS);
    this.#retiring.set(instance, timer.unref());
  }
}

/**
 * Changes whenever Grafana's configuration of the data source, or of itself, does. It is made of
 * secrets too, and so is kept as a digest, and is nobody else's to see.
 */
function digestOf({ dataSourceInstanceSettings, grafanaConfig }: PluginContext): string {
  const settings = dataSourceInstanceSettings ?? DataSourceInstanceSettings.create();
  const { name, url, user, database, basicAuthEnabled, basicAuthUser, jsonData, decryptedSecureJsonData } = settings;
  const parts = [
    [name, url, user, database, basicAuthEnabled, basicAuthUser],
    jsonData.toString('base64'),
    sortedEntries(decryptedSecureJsonData),
    sortedEntries(grafanaConfig),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

function sortedEntries(texts: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
