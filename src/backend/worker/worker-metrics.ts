import type { Pool } from 'pg';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import { readQueueStatus } from './queue/queue-status';
import type { QueueStatus } from './queue/queue-status';
import type { JobEnd } from './schedules/tasks';
import { oneAtATime } from './one-at-a-time';
import { withTimeLimit } from './time-limit';

/** Prometheus gives a scrape ten seconds. */
const STATUS_TIMEOUT_MS = 3_000;

/** Metrics of the worker, for Prometheus. */
export class WorkerMetrics {
  readonly #registry = new Registry();
  readonly #jobs: Counter<'task' | 'outcome'>;
  readonly #seconds: Histogram<'task'>;
  readonly #webhooks: Counter<'status'>;
  readonly #readStatus: () => Promise<QueueStatus>;
  readonly #statusTimeoutMs: number;
  readonly #databaseUp: Gauge;
  readonly #queue: Gauge<'task' | 'state'>;
  readonly #limits: Gauge<'account' | 'resource'>;
  readonly #succeeded: Gauge<'job'>;
  readonly #gated: Gauge;
  readonly #held: Gauge;
  readonly #marked: Gauge;
  readonly #markedSince: Gauge;
  readonly #folded: Gauge;

  /**
   * @param pool asked at each scrape for the state of the queue and of sync
   * @param statusTimeoutMs how long the database has to answer before a scrape goes without it
   */
  constructor(pool: Pool, statusTimeoutMs: number = STATUS_TIMEOUT_MS) {
    // Shared beyond the limit: a statement that is late still holds its connection.
    this.#readStatus = oneAtATime(() => readQueueStatus(pool));
    this.#statusTimeoutMs = statusTimeoutMs;
    const registers = [this.#registry];
    this.#jobs = new Counter({
      name: 'sre_metrics_worker_jobs_total',
      help: 'Attempts at jobs, by outcome: done or failed.',
      labelNames: ['task', 'outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'sre_metrics_worker_job_duration_seconds',
      help: 'How long attempts at jobs took.',
      labelNames: ['task'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600],
      registers,
    });
    this.#webhooks = new Counter({
      name: 'sre_metrics_worker_webhook_requests_total',
      help: 'Requests to the webhook, by HTTP status.',
      labelNames: ['status'],
      registers,
    });
    this.#databaseUp = new Gauge({
      name: 'sre_metrics_worker_database_up',
      help: '1 where the database answered this scrape, else 0.',
      registers,
    });
    this.#queue = new Gauge({
      name: 'sre_metrics_worker_queue_jobs',
      help: 'Jobs in the queue of all workers: waiting, running, or failed for the last time.',
      labelNames: ['task', 'state'],
      registers,
    });
    this.#limits = new Gauge({
      name: 'sre_metrics_worker_github_requests_left',
      help: "Requests left of GitHub's limit in the hour under way.",
      labelNames: ['account', 'resource'],
      registers,
    });
    this.#succeeded = new Gauge({
      name: 'sre_metrics_worker_job_last_success_timestamp_seconds',
      help: 'When a background job last succeeded, in Unix time.',
      labelNames: ['job'],
      registers,
    });
    this.#gated = new Gauge({
      name: 'sre_metrics_worker_gated_services',
      help: 'Services whose error budget is used up, as of the last minute.',
      registers,
    });
    this.#held = new Gauge({
      name: 'sre_metrics_worker_held_changes',
      help: 'Changes that the change gate holds.',
      registers,
    });
    this.#marked = new Gauge({
      name: 'sre_metrics_worker_stored_marked',
      help: 'Services or days of which stored numbers may be stale: answers of theirs are slower, and the same.',
      labelNames: ['stored'],
      registers,
    });
    this.#markedSince = new Gauge({
      name: 'sre_metrics_worker_stored_oldest_mark_timestamp_seconds',
      help: 'When the first of them was marked, in Unix time; not a number where none is.',
      labelNames: ['stored'],
      registers,
    });
    this.#folded = new Gauge({
      name: 'sre_metrics_worker_stored_last_fold_timestamp_seconds',
      help: 'When the last fold ended, in Unix time; not a number where none did.',
      labelNames: ['stored'],
      registers,
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts an attempt at a job. */
  onJobEnd({ task, seconds, outcome }: JobEnd): void {
    this.#jobs.inc({ task, outcome });
    this.#seconds.observe({ task }, seconds);
  }

  /** Counts a request to the webhook. */
  onWebhook(status: number): void {
    this.#webhooks.inc({ status: String(status) });
  }

  /** Everything in Prometheus' text format; without the database, what is known without it. */
  async print(): Promise<string> {
    const status = await withTimeLimit(this.#statusTimeoutMs, this.#readStatus()).catch(() => null);
    this.#databaseUp.set(status === null ? 0 : 1);
    [this.#queue, this.#limits, this.#succeeded, this.#marked, this.#markedSince, this.#folded].forEach((gauge) =>
      gauge.reset()
    );
    this.#gated.set(status?.gate.gated ?? NaN);
    this.#held.set(status?.gate.held ?? NaN);
    status?.stored.forEach(({ stored, marked, oldestMarkMs, lastFoldMs }) => {
      this.#marked.set({ stored }, marked);
      this.#markedSince.set({ stored }, unixSeconds(oldestMarkMs));
      this.#folded.set({ stored }, unixSeconds(lastFoldMs));
    });
    status?.queue.forEach(({ task, state, jobs }) => this.#queue.set({ task, state }, jobs));
    status?.limits.forEach(({ account, resource, remaining }) => this.#limits.set({ account, resource }, remaining));
    status?.jobs.forEach(({ job, succeeded }) => this.#succeeded.set({ job }, succeeded));
    return await this.#registry.metrics();
  }
}

function unixSeconds(ms: number | null | undefined): number {
  return ms === null || ms === undefined ? NaN : ms / 1000;
}
