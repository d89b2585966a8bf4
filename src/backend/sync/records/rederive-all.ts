import type { ClientBase } from 'pg';
import sql, { raw } from 'sql-template-tag';

import { badRequest } from '../../../model/failure';
import { lockRepositories } from '../facts/locks';
import { MANAGED_COLUMNS } from './managed';
import { rederive } from './rederive';
import type { RecordCounts } from './reconcile-records';

/** What a record says, by column. */
export type RecordImage = Readonly<Record<string, string | null>>;

export interface Rederived {
  readonly counts: RecordCounts;
  /** Records of sync by their external id, as they were and as they are. */
  readonly before: ReadonlyMap<string, RecordImage>;
  readonly after: ReadonlyMap<string, RecordImage>;
}

/**
 * Makes the records of repositories what follows from the facts, and tells how they differ.
 *
 * @param client signed in as a member of `sre_metrics_writer`, in a transaction
 * @param repositories `owner/name`; none: all that are mapped
 * @throws Failure that names a repository of which nothing is known
 */
export async function rederiveAll(client: ClientBase, repositories: readonly string[]): Promise<Rederived> {
  const ids = await idsOf(client, repositories);
  await lockRepositories(client, ids);
  const before = await imagesOf(client, ids);
  const counts = await rederive(client, ids);
  return { counts, before, after: await imagesOf(client, ids) };
}

async function idsOf(client: ClientBase, repositories: readonly string[]): Promise<readonly number[]> {
  const { rows } = await client.query<{ id: string; names: string[] }>(sql`
    select m.repository_id as id, array_agg(lower(m.repository)) as names
    from stackflow.github_repositories as m
    where m.enabled and m.repository_id is not null
    group by m.repository_id
    order by m.repository_id
  `);
  const unknown = repositories.find((name) => rows.every(({ names }) => !names.includes(name.toLowerCase())));
  if (unknown !== undefined) {
    throw badRequest(
      `"${unknown}" is not mapped, or was not synced yet.`,
      'See: sre-metrics github repositories export'
    );
  }
  const requestedNames = new Set(repositories.map((name) => name.toLowerCase()));
  return rows
    .filter(({ names }) => requestedNames.size === 0 || names.some((name) => requestedNames.has(name)))
    .map(({ id }) => Number(id));
}

const COLUMNS = raw(MANAGED_COLUMNS.map((column) => `'${column}', r.${column}`).join(', '));

async function imagesOf(client: ClientBase, ids: readonly number[]): Promise<ReadonlyMap<string, RecordImage>> {
  const { rows } = await client.query<{ name: string; image: Readonly<Record<string, string | boolean | null>> }>(sql`
    select coalesce(r.external_id, r.id::text) as name, json_build_object(${COLUMNS}) as image
    from stackflow.github_changes as c
    join stackflow.change_records as r on r.id = c.change_id
    where c.repository_id = any (${ids}::bigint[])
  `);
  const text = (value: string | boolean | null) => (value === null ? null : String(value));
  return new Map(
    rows.map(({ name, image }) => [
      name,
      Object.fromEntries(Object.entries(image).map(([column, value]) => [column, text(value)])),
    ])
  );
}
