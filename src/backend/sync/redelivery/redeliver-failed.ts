import { setTimeout as delay } from 'node:timers/promises';

import type { Pool } from 'pg';

import type { GitHubApi } from '../api/github-api';
import { isOutOfReach } from '../api/hooks';
import type { Hook } from '../api/hooks';
import { failedDeliveries } from './failed-deliveries';
import { dueRepositories, noteRedelivery } from './redelivery-rows';
import type { DueRepository, Redelivery } from './redelivery-rows';

/** GitHub asks for a second between requests that change something. */
const PACE_MS = 1_000;
/** What is left is asked for an hour later. */
const MOST_PER_RUN = 100;

export interface RedeliveryRequest {
  /** Signed in as a member of `sre_metrics_writer`. */
  readonly pool: Pool;
  readonly api: GitHubApi;
  readonly signal: AbortSignal;
  /** Between two requests, in ms. Default 1000. */
  readonly paceMs?: number;
  /** In ms since the epoch. Default now. */
  readonly nowMs?: number;
}

export interface RedeliveryReport {
  /** Deliveries that were asked for again. */
  readonly redelivered: number;
  /** Repositories whose deliveries may not be asked for again, `owner/name`. */
  readonly notAllowed: readonly string[];
}

/**
 * Asks GitHub for deliveries again that never came through, where the App or the token may. Webhooks are looked
 * at once an hour.
 *
 * @throws Failure of the API, of all but a lacking permission; the signal's reason when it is stopped; what
 *   PostgreSQL says
 */
export async function redeliverFailed(request: RedeliveryRequest): Promise<RedeliveryReport> {
  const { pool, api, signal, nowMs = Date.now() } = request;
  const due = await dueRepositories(pool, new Date(nowMs));
  const looks = new Map<string, Promise<Redelivery>>();
  const budget = { rest: MOST_PER_RUN };
  const results = new Map<DueRepository, Redelivery | null>();
  for (const one of due) {
    const hooks = await hooksOf(api, one, signal);
    const ways: Redelivery[] = hooks === null ? ['not_allowed'] : [];
    for (const hook of hooks ?? []) {
      const look = looks.get(hook.path) ?? redeliverOf(hook, due, budget, request);
      looks.set(hook.path, look);
      ways.push(await look);
    }
    const redelivery = ways.includes('not_allowed') ? 'not_allowed' : (ways[0] ?? null);
    results.set(one, redelivery);
    await noteRedelivery(pool, [one.id], { redelivery, now: new Date(nowMs) });
  }
  return {
    redelivered: MOST_PER_RUN - budget.rest,
    notAllowed: [...results].flatMap(([{ repository }, how]) => (how === 'not_allowed' ? repository : [])),
  };
}

/** Null: they may not be seen. */
async function hooksOf(
  api: GitHubApi,
  { repository }: DueRepository,
  signal: AbortSignal
): Promise<readonly Hook[] | null> {
  signal.throwIfAborted();
  return await api.hooks(repository, signal).catch(nullWhereOutOfReach);
}

async function redeliverOf(
  hook: Hook,
  due: readonly DueRepository[],
  budget: { rest: number },
  { api, signal, paceMs = PACE_MS, nowMs = Date.now() }: RedeliveryRequest
): Promise<Redelivery> {
  const repositoryIds = new Set(due.map(({ id }) => id));
  const failed = await failedDeliveries({ api, hook, repositoryIds, nowMs, signal }).catch(nullWhereOutOfReach);
  for (const { id } of (failed ?? []).slice(0, budget.rest)) {
    if (budget.rest < MOST_PER_RUN) {
      await delay(paceMs, undefined, { signal });
    }
    const isSent = await api.redeliver(hook, id, signal).then(() => true, nullWhereOutOfReach);
    if (isSent === null) {
      return 'not_allowed';
    }
    budget.rest -= 1;
  }
  return failed === null ? 'not_allowed' : 'works';
}

function nullWhereOutOfReach(error: unknown): null {
  if (isOutOfReach(error)) {
    return null;
  }
  throw error;
}
