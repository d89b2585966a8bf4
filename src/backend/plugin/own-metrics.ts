import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { PoolState } from '../aurora/reader';
import type { QueryOutcome } from './query-data';

/** Metrics of this process, which Grafana scrapes and offers under `/api/plugins/…/metrics`. */
export class OwnMetrics {
  readonly #registry = new Registry();
  readonly #queries: Counter<'metric' | 'status' | 'source'>;
  readonly #seconds: Histogram<'metric'>;

  /** @param poolStates asked at each scrape: the connections of every open data source */
  constructor(poolStates: () => readonly PoolState[]) {
    const registers = [this.#registry];
    this.#queries = new Counter({
      name: 'sre_metrics_queries_total',
      help: 'Queries answered, by metric, HTTP status and source of the error.',
      labelNames: ['metric', 'status', 'source'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'sre_metrics_query_duration_seconds',
      help: 'Time from a query arriving to its frame being ready.',
      labelNames: ['metric'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.#observeConnections(poolStates);
    this.#observeProcess();
  }

  /** Counts one answered query. */
  onOutcome({ subject, seconds, failure }: QueryOutcome): void {
    this.#queries.inc({ metric: subject, status: failure?.status ?? 200, source: failure?.source ?? '' });
    this.#seconds.observe({ metric: subject }, seconds);
  }

  /** Everything in Prometheus' text format. */
  async print(): Promise<string> {
    return await this.#registry.metrics();
  }

  #observeConnections(poolStates: () => readonly PoolState[]): void {
    const gauge = new Gauge({
      name: 'sre_metrics_aurora_connections',
      help: 'Connections to Aurora by state; waiting are queries in want of one.',
      labelNames: ['state'],
      registers: [this.#registry],
      collect: () => {
        const sum = (count: (state: PoolState) => number) =>
          poolStates().reduce((total, state) => total + count(state), 0);
        gauge.set(
          { state: 'busy' },
          sum(({ total, idle }) => total - idle)
        );
        gauge.set(
          { state: 'idle' },
          sum(({ idle }) => idle)
        );
        gauge.set(
          { state: 'waiting' },
          sum(({ waiting }) => waiting)
        );
      },
    });
  }

  #observeProcess(): void {
    // Named as Prometheus' own process metrics. prom-client's collection of them needs parts of
    // Node that the packaged executable's runtime lacks.
    const startedAtSeconds = Date.now() / 1000 - process.uptime();
    this.#gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage().rss);
    this.#gauge(
      'process_start_time_seconds',
      'Start time of the process since the epoch in seconds.',
      () => startedAtSeconds
    );
    this.#gauge('process_cpu_seconds_total', 'User and system CPU time spent in seconds.', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000_000;
    });
  }

  #gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(read()) });
  }
}
