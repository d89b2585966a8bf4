import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import { PULL_REQUEST_COLUMNS, keyOf, storedOf } from '../facts/pull-request-rows';
import type { PullRequestRow, StoredPullRequest } from '../facts/pull-request-rows';
import { decide } from '../mapping/decide';
import { mappingsOf } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';
import { deriveRecords } from './derive-records';
import type { RecordCounts } from './derive-records';

/** Pull requests of one go: changed files of so many fit into memory. */
const BATCH = 500;

/**
 * Makes the records of repositories what follows from the facts and the mapping as it is now.
 *
 * @param client in a transaction that holds the locks of the repositories
 */
export async function rederive(client: ClientBase, repositoryIds: readonly number[]): Promise<RecordCounts> {
  const mappings = await mappingsOf(client, repositoryIds);
  const sum = { created: 0, updated: 0, removed: 0 };
  for (const id of repositoryIds) {
    let batch = await nextBatch(client, id, 0);
    while (batch.length > 0) {
      await noteReasons(client, batch, mappings.get(id) ?? []);
      const { created, updated, removed } = await deriveRecords(client, batch, mappings);
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

async function noteReasons(
  client: ClientBase,
  batch: readonly StoredPullRequest[],
  mappings: readonly Mapping[]
): Promise<void> {
  const changed = batch.flatMap((one) => {
    const { skipReason } = decide(one, mappings);
    return skipReason === one.skipReason ? [] : [{ ...keyOf(one.newest), skipReason }];
  });
  await client.query(sql`
    update stackflow.github_pull_requests as p
    set skip_reason = r."skipReason"
    from json_to_recordset(${asJson(changed)}::json) as r ("repositoryId" bigint, number bigint, "skipReason" text)
    where p.repository_id = r."repositoryId" and p.number = r.number
  `);
}
