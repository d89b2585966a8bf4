import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { Failure } from '../../../model/failure';
import { inPoolTransaction } from '../../aurora/transaction';
import type { GitHubApi } from '../api/github-api';
import type { Facts, PullRequestFacts } from '../facts/facts';
import { keyOf } from '../facts/pull-request-rows';
import { addCounts, storeFacts } from '../facts/store-facts';
import type { StoreCounts } from '../facts/store-facts';
import { lookUp } from '../lookups/look-up';
import { readNames } from '../lookups/read-names';
import { isOpenAndMapped } from '../statuses/status-rows';
import { parseDelivery } from './delivery';

export interface ProcessRequest {
  /** Signed in as a member of `sre_metrics_writer`. */
  readonly pool: Pool;
  /** As it comes out of the queue. */
  readonly delivery: unknown;
  /** Null: GitHub cannot be asked, and what an event lacks is left to reconciliation. */
  readonly api: GitHubApi | null;
  readonly signal: AbortSignal;
}

export interface ProcessedDelivery {
  readonly counts: StoreCounts;
  /** Whether GitHub was asked for what the event does not tell. */
  readonly fetched: boolean;
  /** Whether the change gate may have a say in it: an open pull request of a mapped repository. */
  readonly isGateAsked: boolean;
}

/**
 * Does what a delivery asks for: stores what it tells, and fetches what the change record still lacks.
 * Done again, or in another order, it ends the same.
 *
 * @throws Failure of the API once what the event tells is stored; what PostgreSQL says; ZodError for
 *   what is no delivery
 */
export async function processDelivery({ pool, delivery, api, signal }: ProcessRequest): Promise<ProcessedDelivery> {
  const { facts } = parseDelivery(delivery);
  const counts = await inPoolTransaction(pool, (client) => storeFacts(client, [facts]));
  const isGateAsked = facts.kind === 'pullRequest' && (await isOpenAndMapped(pool, keyOf(facts)));
  const fetched = api === null ? [] : await fetchLacking({ pool, api, facts, signal });
  return { counts: fetched.reduce(addCounts, counts), fetched: fetched.length > 0, isGateAsked };
}

interface FetchRequest {
  readonly pool: Pool;
  readonly api: GitHubApi;
  readonly facts: Facts;
  readonly signal: AbortSignal;
}

/** Fetches what the records that an event bears on still lack. */
async function fetchLacking({ pool, api, facts, signal }: FetchRequest): Promise<readonly StoreCounts[]> {
  const store = (fetched: readonly Facts[]) => inPoolTransaction(pool, (client) => storeFacts(client, fetched));
  switch (facts.kind) {
    case 'pullRequest': {
      const missing = await missingFactsOf(pool, facts);
      const fetched = missing === null ? null : await fetchSame(api, facts, missing.withPaths, signal);
      return fetched === null ? [] : [await store([fetched])];
    }
    case 'release':
    case 'tag':
    case 'push':
    case 'deployment': {
      const counts: StoreCounts[] = [];
      const { repository } = facts;
      const isNamed = facts.kind === 'release' || facts.kind === 'tag';
      if (isNamed) {
        await readNames({ client: pool, api, repository, isWhole: false, signal }, async (fetched) => {
          counts.push(await store(fetched));
        });
      }
      const sha = isNamed ? null : facts.sha;
      await lookUp({ client: pool, api, repository, sha, signal }, async (fetched) => {
        counts.push(...(fetched.length === 0 ? [] : [await store(fetched)]));
      });
      return counts;
    }
    default:
      return [];
  }
}

interface MissingFacts {
  readonly withPaths: boolean;
}

/**
 * What the record of a pull request still lacks; null: nothing, or it makes none. What was known
 * before the merge may have changed since.
 */
async function missingFactsOf(pool: Pool, { repository, number }: PullRequestFacts): Promise<MissingFacts | null> {
  const { rows } = await pool.query<{ with_paths: boolean }>(sql`
    select m.with_paths
    from stackflow.github_pull_requests as p
    cross join lateral (
      select coalesce(bool_or(cardinality(r.path_filters) > 0), false) as with_paths
      from stackflow.github_repositories as r
      where r.repository_id = p.repository_id and r.enabled
    ) as m
    where p.repository_id = ${repository.id} and p.number = ${number} and p.state = 'merged'
      and (p.skip_reason is null or p.skip_reason in ('paths_unknown', 'no_matching_path', 'not_deployed'))
      and (
        coalesce(p.first_commit_told_at < p.ended_at, true)
        or m.with_paths and coalesce(p.paths_told_at < p.ended_at, true)
      )
  `);
  const [row] = rows;
  return row ? { withPaths: row.with_paths } : null;
}

/** The pull request as GitHub knows it; null where its repository is not to be seen, or another has its name. */
async function fetchSame(
  api: GitHubApi,
  { repository, number }: PullRequestFacts,
  withPaths: boolean,
  signal: AbortSignal
): Promise<PullRequestFacts | null> {
  try {
    const fetched = await api.pullRequest({ repository: repository.fullName, number, withPaths }, signal);
    return fetched.repository.id === repository.id ? fetched : null;
  } catch (error) {
    if (error instanceof Failure && error.status === 404) {
      return null;
    }
    throw error;
  }
}
