import type { ClientBase } from 'pg';
import sql, { raw } from 'sql-template-tag';

import { asJson } from '../facts/as-json';
import type { PullRequestKey } from '../facts/pull-request-rows';
import { MANAGED_COLUMNS } from './managed';
import type { Managed, ManagedColumn } from './managed';

/** What a record is made of: a pull request, or a push. */
export interface Subject {
  readonly repositoryId: number;
  /** `#12`; `push` and a commit. */
  readonly subject: string;
}

export function pullRequestSubject({ repositoryId, number }: PullRequestKey): Subject {
  return { repositoryId, subject: `#${number}` };
}

/** Which record something is, for one service. */
export interface RecordKey extends Subject {
  readonly serviceId: number;
}

/** One text for one record. */
export function recordText({ repositoryId, subject, serviceId }: RecordKey): string {
  return JSON.stringify([repositoryId, subject, serviceId]);
}

/** A record that sync made or took over. */
export interface LinkedRecord {
  readonly key: RecordKey;
  readonly changeId: string;
  readonly current: Managed;
  readonly wrote: Managed;
  /** What was weighed where it was derived last. */
  readonly notes: readonly string[];
  /** Whether sync made it; false where it was there before. */
  readonly made: boolean;
}

type ManagedRow = Readonly<Record<ManagedColumn, string | boolean | Date | null>>;

interface LinkRow extends ManagedRow {
  readonly repository_id: string;
  readonly subject: string;
  readonly service_id: string;
  readonly change_id: string;
  readonly wrote: Managed;
  readonly notes: readonly string[];
  readonly made: boolean;
}

const CURRENT = raw(MANAGED_COLUMNS.map((column) => `r.${column}`).join(', '));

/** The records of these, held until the transaction ends, so that nobody corrects them meanwhile. */
export async function holdRecords(client: ClientBase, keys: readonly Subject[]): Promise<readonly LinkedRecord[]> {
  const distinctKeys = [...new Map(keys.map((key) => [`${key.repositoryId} ${key.subject}`, key])).values()];
  const { rows } = await client.query<LinkRow>(sql`
    select c.repository_id, c.subject, c.service_id, c.change_id, c.wrote, c.notes, c.made, ${CURRENT}
    from json_to_recordset(${asJson(distinctKeys)}::json) as k ("repositoryId" bigint, subject text)
    join stackflow.github_changes as c on c.repository_id = k."repositoryId" and c.subject = k.subject
    join stackflow.change_records as r on r.id = c.change_id
    order by r.id
    for update of r
  `);
  return rows.map((row) => ({
    key: {
      repositoryId: Number(row.repository_id),
      subject: row.subject,
      serviceId: Number(row.service_id),
    },
    changeId: row.change_id,
    current: managedOf(row),
    wrote: row.wrote,
    notes: row.notes,
    made: row.made,
  }));
}

/** A record by its name. */
export interface NamedRecord {
  readonly externalId: string;
  readonly changeId: string;
  readonly serviceId: number;
  readonly current: Managed;
  /** Whether it is a pull request's already. */
  readonly isLinked: boolean;
}

interface NamedRow extends ManagedRow {
  readonly external_id: string;
  readonly change_id: string;
  readonly service_id: string;
  readonly linked: boolean;
}

/** Records that have one of these names, held as well. */
export async function holdNamed(
  client: ClientBase,
  externalIds: readonly string[]
): Promise<ReadonlyMap<string, NamedRecord>> {
  if (externalIds.length === 0) {
    return new Map();
  }
  const { rows } = await client.query<NamedRow>(sql`
    select r.external_id, r.id as change_id, r.service_id, ${CURRENT},
      exists (select from stackflow.github_changes as c where c.change_id = r.id) as linked
    from stackflow.change_records as r
    where r.external_id = any (${externalIds}::text[])
    order by r.id
    for update of r
  `);
  return new Map(
    rows.map((row) => [
      row.external_id,
      {
        externalId: row.external_id,
        changeId: row.change_id,
        serviceId: Number(row.service_id),
        current: managedOf(row),
        isLinked: row.linked,
      },
    ])
  );
}

function managedOf(row: ManagedRow): Managed {
  const text = (column: ManagedColumn) => {
    const value = row[column];
    return value instanceof Date ? value.toISOString() : typeof value === 'boolean' ? String(value) : value;
  };
  return {
    title: text('title'),
    url: text('url'),
    criticality: text('criticality'),
    unplanned: text('unplanned'),
    state: text('state'),
    deployment_outcome: text('deployment_outcome'),
    created_at: text('created_at'),
    implementation_end_at: text('implementation_end_at'),
    closed_at: text('closed_at'),
  };
}
