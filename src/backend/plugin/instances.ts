import type { PluginContext } from '../transport/generated/pluginv2/backend';
import type { Logger } from '../transport/log';
import { openInstance } from './instance';
import type { Instance } from './instance';

/** Running queries of a replaced data source get this long to end. */
const DISPOSE_DELAY_MS = 10_000;

interface Held {
  readonly revision: string;
  readonly instance: Instance;
}

/** One open instance for each data source; a changed one is opened anew. */
export class Instances {
  readonly #held = new Map<string, Held>();
  readonly #retiring = new Map<Instance, NodeJS.Timeout>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * The instance of the data source that the call is for, as it is configured now.
   *
   * @throws Failure 400 where its settings are not complete
   */
  get(context: PluginContext): Instance {
    const key = `${context.orgId}/${context.dataSourceInstanceSettings?.uid ?? ''}`;
    const revision = revisionOf(context);
    const held = this.#held.get(key);
    if (held?.revision === revision) {
      return held.instance;
    }
    const instance = openInstance(context, this.#logger);
    this.#held.set(key, { revision, instance });
    if (held !== undefined) {
      this.#retire(held.instance);
    }
    return instance;
  }

  /** Every open instance. */
  all(): readonly Instance[] {
    return [...this.#held.values()].map(({ instance }) => instance);
  }

  /** Closes everything now. */
  async dispose(): Promise<void> {
    const retiring = [...this.#retiring.keys()];
    this.#retiring.forEach((timer) => clearTimeout(timer));
    this.#retiring.clear();
    await Promise.all([...this.all(), ...retiring].map((instance) => instance.close()));
    this.#held.clear();
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

/** Changes whenever Grafana's configuration of the data source, or of itself, does. */
function revisionOf({ dataSourceInstanceSettings, grafanaConfig }: PluginContext): string {
  const config = Object.entries(grafanaConfig).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([String(dataSourceInstanceSettings?.lastUpdatedMS), config]);
}
