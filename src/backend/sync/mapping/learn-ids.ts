import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import type { RepositoryIdentity } from '../facts/facts';
import { lockRepositories } from '../facts/locks';
import { rederive } from '../records/rederive';

/**
 * Keeps which repository a mapping means, so that it is found whatever it is called later; what is
 * known of it already becomes records.
 *
 * @param client in a transaction
 * @param mappedName `owner/name` of the mapping
 */
export async function learnId(client: ClientBase, mappedName: string, { id }: RepositoryIdentity): Promise<void> {
  // Before the mapping's row, as whoever stores facts does.
  await lockRepositories(client, [id]);
  await learn(client, [{ id, fullName: mappedName }]);
}

/** The same for repositories by the names they have now; their locks are held. */
export async function learnNames(client: ClientBase, repositories: readonly RepositoryIdentity[]): Promise<void> {
  await learn(client, repositories);
}

async function learn(client: ClientBase, identities: readonly RepositoryIdentity[]): Promise<void> {
  const names = [...new Map(identities.map((one) => [one.fullName, one])).values()];
  const { rows } = await client.query<{ repository_id: string }>(sql`
    update stackflow.github_repositories as m
    set repository_id = n.id
    from json_to_recordset(${asJson(names)}::json) as n (id bigint, "fullName" text)
    where m.repository_id is null and lower(m.repository) = lower(n."fullName")
    returning m.repository_id
  `);
  const learnt = [...new Set(rows.map((row) => Number(row.repository_id)))];
  if (learnt.length > 0) {
    await rederive(client, learnt);
  }
}
