import type { ClientBase } from 'pg';
import sql, { raw } from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import type { Managed } from './managed';
import { recordText } from './record-rows';
import type { RecordKey } from './record-rows';

/** The table of what has no record of its own, as one is made of the deployment that carried it. */

/** A pull request or a push, and the record that it would be by itself. */
export interface CarriedRecord {
  readonly key: RecordKey;
  /** The subject of the deployment's record. */
  readonly carrier: string;
  readonly record: Managed;
  readonly notes: readonly string[];
}

interface Row {
  readonly repository_id: string;
  readonly subject: string;
  readonly service_id: string;
  readonly carrier: string;
  readonly record: Managed;
  readonly notes: readonly string[];
}

const KEY_TYPES = raw('"repositoryId" bigint, subject text, "serviceId" bigint');
const IS_KEY = raw('c.repository_id = k."repositoryId" and c.subject = k.subject and c.service_id = k."serviceId"');

/** Those of these that are carried. */
export async function loadCarried(client: ClientBase, keys: readonly RecordKey[]): Promise<readonly CarriedRecord[]> {
  const { rows } = await client.query<Row>(sql`
    select c.*
    from json_to_recordset(${asJson(keys)}::json) as k (${KEY_TYPES})
    join stackflow.github_carried_changes as c on ${IS_KEY}
  `);
  return rows.map(carriedOf);
}

export async function saveCarried(client: ClientBase, all: readonly CarriedRecord[]): Promise<void> {
  const rows = all.map(({ key, carrier, record, notes }) => ({ ...key, carrier, record, notes }));
  await client.query(sql`
    insert into stackflow.github_carried_changes (repository_id, subject, service_id, carrier, record, notes)
    select k."repositoryId", k.subject, k."serviceId", k.carrier, k.record, k.notes
    from json_to_recordset(${asJson(rows)}::json) as k (${KEY_TYPES}, carrier text, record jsonb, notes text[])
    on conflict (repository_id, subject, service_id) do update set
      carrier = excluded.carrier, record = excluded.record, notes = excluded.notes
  `);
}

export async function deleteCarried(client: ClientBase, keys: readonly RecordKey[]): Promise<void> {
  await client.query(sql`
    delete from stackflow.github_carried_changes as c
    using json_to_recordset(${asJson(keys)}::json) as k (${KEY_TYPES})
    where ${IS_KEY}
  `);
}

/** A deployment, release or tag, with all that it carried of one service. */
export interface Carrier {
  readonly key: RecordKey;
  /** Null for a release or a tag. */
  readonly deployment: CarryingDeployment | null;
  /** Pull requests by number, then pushes. */
  readonly carried: readonly CarriedRecord[];
}

export interface CarryingDeployment {
  readonly sha: string;
  readonly environment: string;
  /** The run of GitHub Actions that made it; null: none is known. */
  readonly runId: string | null;
  readonly url: string | null;
}

interface CarrierRow extends Row {
  readonly sha: string | null;
  readonly environment: string | null;
  readonly run_id: string | null;
  readonly url: string | null;
}

/** Those of these that carry anything. */
export async function loadCarriers(client: ClientBase, keys: readonly RecordKey[]): Promise<readonly Carrier[]> {
  const { rows } = await client.query<CarrierRow>(sql`
    select c.*, d.sha, d.environment, d.run_id, d.url
    from json_to_recordset(${asJson(keys)}::json) as k (${KEY_TYPES})
    join stackflow.github_carried_changes as c
      on c.repository_id = k."repositoryId" and c.carrier = k.subject and c.service_id = k."serviceId"
    left join stackflow.github_deployments as d
      on d.repository_id = c.repository_id
      and d.deployment_id = substring(c.carrier from '^deployment ([0-9]+)$')::bigint
    order by substring(c.subject from '^#([0-9]+)$')::bigint nulls last, c.subject collate "C"
  `);
  const carriers = new Map<string, Carrier>();
  for (const row of rows) {
    const one = carriedOf(row);
    const key = { ...one.key, subject: one.carrier };
    const text = recordText(key);
    carriers.set(text, {
      key,
      deployment: deploymentOf(row),
      carried: [...(carriers.get(text)?.carried ?? []), one],
    });
  }
  return [...carriers.values()];
}

function deploymentOf({ sha, environment, run_id: runId, url }: CarrierRow): CarryingDeployment | null {
  return sha === null || environment === null ? null : { sha, environment, runId, url };
}

function carriedOf(row: Row): CarriedRecord {
  return {
    key: { repositoryId: Number(row.repository_id), subject: row.subject, serviceId: Number(row.service_id) },
    carrier: row.carrier,
    record: row.record,
    notes: row.notes,
  };
}
