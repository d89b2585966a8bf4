import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { PULL_REQUEST_COLUMNS, storedOf } from '../facts/pull-request-rows';
import type { PullRequestRow, StoredPullRequest } from '../facts/pull-request-rows';
import { mappingsOf } from '../mapping/mapping';
import { derivePushes } from './derive-pushes';
import { deriveRecords } from './derive-records';
import type { RecordCounts } from './reconcile-records';

/** Pull requests of one go: changed files of so many fit into memory. */
const BATCH = 500;

/** Before anything was pushed. */
const BEGINNING = new Date(0);

/**
 * Makes the records of repositories what follows from the facts and the mapping as it is now.
 *
 * @param client in a transaction that holds the locks of the repositories
 */
export async function rederive(client: ClientBase, repositoryIds: readonly number[]): Promise<RecordCounts> {
  const mappings = await mappingsOf(client, repositoryIds);
  const sum = { created: 0, updated: 0, removed: 0 };
  for (const id of repositoryIds) {
    const ofPushes = await derivePushes(client, id, mappings.get(id) ?? [], { after: BEGINNING, shas: [] });
    sum.created += ofPushes.created;
    sum.updated += ofPushes.updated;
    sum.removed += ofPushes.removed;
    let batch = await nextBatch(client, id, 0);
    while (batch.length > 0) {
      const { created, updated, removed } = (await deriveRecords(client, batch, mappings)).counts;
      sum.created += created;
      sum.updated += updated;
      sum.removed += removed;
      batch = await nextBatch(client, id, batch.at(-1)?.newest.number ?? Infinity);
    }
  }
  return sum;
}

async function nextBatch(
  client: ClientBase,
  repositoryId: number,
  afterNumber: number
): Promise<readonly StoredPullRequest[]> {
  const { rows } = await client.query<PullRequestRow>(sql`
    select ${PULL_REQUEST_COLUMNS}
    from stackflow.github_pull_requests as p
    where p.repository_id = ${repositoryId} and p.number > ${afterNumber}
    order by p.number
    limit ${BATCH}
  `);
  return rows.map(storedOf);
}

/** A place among the merged pull requests of a repository, by when they were merged. */
export interface MergedPlace {
  readonly mergedAt: Date;
  readonly number: number;
}

/**
 * Makes the records of merged pull requests what follows, of a batch that begins after a place.
 *
 * @param client in a transaction that holds the repository's lock
 * @returns `next`: where the following batch begins; null: this was the last
 */
export async function rederiveBatch(
  client: ClientBase,
  repositoryId: number,
  after: MergedPlace
): Promise<{ readonly counts: RecordCounts; readonly next: MergedPlace | null }> {
  const { rows } = await client.query<PullRequestRow & { readonly ended_at: Date }>(sql`
    select ${PULL_REQUEST_COLUMNS}
    from stackflow.github_pull_requests as p
    where p.repository_id = ${repositoryId} and p.state = 'merged'
      and p.ended_at >= ${after.mergedAt} and (p.ended_at, p.number) > (${after.mergedAt}, ${after.number})
    order by p.ended_at, p.number
    limit ${BATCH}
  `);
  const { counts } = await deriveRecords(client, rows.map(storedOf), await mappingsOf(client, [repositoryId]));
  const last = rows.at(-1);
  const next =
    rows.length < BATCH || last === undefined ? null : { mergedAt: last.ended_at, number: Number(last.number) };
  return { counts, next };
}
