import { DatabaseError } from 'pg';
import type { Pool, PoolClient } from 'pg';

import { Failure } from '../../../model/failure';
import { errorCode } from '../../aurora/advice';
import type { GitHubApi } from '../api/github-api';
import { addCounts, noCounts, ofRecords } from '../facts/counts';
import type { PassEnd } from './end-pass';
import type { RepositoryResult, SyncEvent } from './events';
import { fractionOf } from './fraction';
import { keepLimits, noteRun } from './job';
import { withRepositoryLock } from './lock';
import type { StoredPage } from './run-pass';
import { noteFailure } from './state';
import { syncRepository } from './sync-repository';
import { syncTargets } from './targets';
import type { SyncTarget } from './targets';

export interface SyncRequest {
  /** Signed in as a member of `sre_metrics_writer`. Two connections are used. */
  readonly pool: Pool;
  readonly api: GitHubApi;
  /** `owner/name`. Default: every enabled mapping. */
  readonly repositories?: readonly string[];
  /** Read what was updated since then once more. Default: since the last sync; all where there was none. */
  readonly since?: Date;
  readonly onProgress?: (event: SyncEvent) => void;
  /** Stops between two pages; the next sync goes on there. */
  readonly signal: AbortSignal;
}

export interface SyncReport {
  readonly results: readonly RepositoryResult[];
  /** HTTP requests to GitHub, those for tokens included. */
  readonly requests: number;
}

/**
 * Brings mapped repositories up to date, one after the other, as GitHub asks of its clients. One that
 * fails leaves the others alone, unless all would fail for the same reason.
 *
 * @throws Failure for a wanted repository that is not mapped; what PostgreSQL says
 */
export async function syncRepositories(request: SyncRequest): Promise<SyncReport> {
  const { pool, api, repositories, onProgress, signal } = request;
  const requestsBefore = api.requests;
  const targets = await syncTargets(pool, repositories ?? null);
  const results: RepositoryResult[] = [];
  let stop: string | null = null;
  for (const [index, target] of targets.entries()) {
    onProgress?.({ kind: 'begin', repository: target.repository, position: index + 1, of: targets.length });
    stop ??= signal.aborted ? stopReason(signal) : null;
    const ending: Ending = stop === null ? await syncOne(target, request) : leftAlone(target, stop);
    stop = ending.stopsAll;
    results.push(ending.result);
    onProgress?.({ kind: 'end', result: ending.result });
  }
  await keepLimits(pool, api.limits);
  await noteRun(pool, results, repositories === undefined);
  return { results, requests: api.requests - requestsBefore };
}

interface Ending {
  readonly result: RepositoryResult;
  /** Why no other repository needs to be tried; null: they do. */
  readonly stopsAll: string | null;
}

function leftAlone({ repository }: SyncTarget, reason: string): Ending {
  return { result: { repository, ...nothing(), outcome: { kind: 'stopped', reason } }, stopsAll: reason };
}

async function syncOne(target: SyncTarget, request: SyncRequest): Promise<Ending> {
  const { pool, api, since = null, signal, onProgress } = request;
  const { repository } = target;
  let sum: Sum = nothing();
  const onPage = (stored: StoredPage) => {
    sum = plus(sum, stored);
    onProgress?.(pageEvent(stored));
  };
  const onEnd = (end: PassEnd) => {
    sum = { ...sum, counts: addCounts(sum.counts, ofRecords(end.records)) };
  };
  try {
    const kind = await withConnection(pool, (client) =>
      withRepositoryLock(client, repository, signal, () =>
        syncRepository(target, { client, api, since, signal, onPage, onEnd })
      )
    );
    return { result: { repository, ...sum, outcome: { kind: kind ?? 'busy' } }, stopsAll: null };
  } catch (error) {
    const { outcome, stopsAll } = endOf(error, signal);
    if (outcome.kind === 'failed') {
      await noteFailure(pool, target, outcome.text);
    }
    return { result: { repository, ...sum, outcome }, stopsAll };
  }
}

async function withConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // It may be lost while GitHub lets us wait for an hour; the next statement tells it.
  const onLost = () => undefined;
  client.on('error', onLost);
  try {
    return await work(client);
  } finally {
    client.off('error', onLost);
    client.release();
  }
}

interface End {
  readonly outcome: Extract<RepositoryResult['outcome'], { kind: 'stopped' | 'failed' }>;
  readonly stopsAll: string | null;
}

/**
 * PostgreSQL's classes of errors that are about the rows at hand: wrong data, a constraint of somebody's,
 * or a deadlock with others. What is wrong with the connection or the schema holds for every repository.
 */
const ABOUT_ROWS = /^(22|23|40)/;

/** @throws the error, where it is neither GitHub's nor about this repository's rows nor a stop */
function endOf(error: unknown, signal: AbortSignal): End {
  if (signal.aborted) {
    const reason = stopReason(signal);
    return { outcome: { kind: 'stopped', reason }, stopsAll: reason };
  }
  if (error instanceof DatabaseError && ABOUT_ROWS.test(errorCode(error))) {
    return {
      outcome: { kind: 'failed', text: `The database refused what was read: ${error.message}.` },
      stopsAll: null,
    };
  }
  if (!(error instanceof Failure)) {
    throw error;
  }
  const { status, text } = error;
  // The next repository may be another account's; where it is not, GitHub is not even asked.
  if (status === 429) {
    return { outcome: { kind: 'stopped', reason: text }, stopsAll: null };
  }
  // A wrong token holds for every repository.
  return { outcome: { kind: 'failed', text }, stopsAll: status === 401 ? text : null };
}

function stopReason({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : 'It was stopped.';
}

type Sum = Pick<RepositoryResult, 'pullRequests' | 'deployments' | 'counts'>;

function nothing(): Sum {
  return { pullRequests: 0, deployments: 0, counts: noCounts() };
}

function plus(sum: Sum, { page, counts }: StoredPage): Sum {
  return {
    pullRequests: sum.pullRequests + (page.pullRequests?.facts.length ?? 0),
    deployments: sum.deployments + (page.deployments?.facts.length ?? 0),
    counts: addCounts(sum.counts, counts),
  };
}

function pageEvent({ repository, page, pass }: StoredPage): SyncEvent {
  return {
    kind: 'page',
    repository: repository.fullName,
    pullRequests: pass.seen,
    brought: page.pullRequests?.facts.length ?? 0,
    fraction: fractionOf(pass, page),
  };
}
