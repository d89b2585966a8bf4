import type { ClientBase } from 'pg';

import { Failure } from '../../model/failure';

/**
 * Indexes of large tables that came or went after the first release. They are built and dropped beside readers and writers,
 * which no migration can do: migrations are one transaction. Answers are the same with and without them.
 */
interface ConcurrentIndex {
  readonly name: string;
  /** What follows the name in `create index`. */
  readonly definition: string;
}

const INDEXES: readonly ConcurrentIndex[] = [
  {
    // Lists and annotations of failed deployments: 3 in 100, the newest first.
    name: 'change_records_failed_idx',
    definition: `on stackflow.change_records (deployed_at, id) include (service_id)
      where state = 'closed' and environment = 'production' and change_type = 'deployment'
        and deployment_outcome in ('failed', 'rolled_back')`,
  },
  {
    // How far stored downtime is behind: the first mark of a service is one entry, however many there are.
    name: 'down_marks_first_idx',
    definition: 'on stackflow.down_marks (service_id, marked_at)',
  },
  {
    // Outages by impact: the incidents with the most users.
    name: 'incidents_users_idx',
    definition: 'on stackflow.incidents (affected_users) include (id) where affected_users is not null',
  },
];

/** Built by earlier versions, and read by nothing any more. */
const DROPPED: readonly string[] = ['change_records_lead_idx', 'failed_deployments_bin_idx'];

/**
 * Builds those that are missing, and anew those whose building was cut off, and drops those that are not needed any more.
 * Waits for transactions under way; nobody waits for it.
 *
 * @param client in no transaction; no other may do the same at the same time
 * @throws Failure that names the index; the next call goes on
 */
export async function tendIndexes(client: ClientBase): Promise<void> {
  for (const index of INDEXES) {
    await tend(index.name, () => build(client, index));
  }
  for (const name of DROPPED) {
    await tend(name, () => client.query(`drop index concurrently if exists stackflow.${name}`));
  }
}

async function tend(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: `The schema is migrated, but its index ${name} could not be built or dropped: ${cause instanceof Error ? cause.message : String(cause)}.`,
      advice: 'All works all the same, only slower. Run "sre-metrics migrate" once more to do it.',
      cause,
    });
  }
}

async function build(client: ClientBase, { name, definition }: ConcurrentIndex): Promise<void> {
  const { rows } = await client.query<{ valid: boolean }>(
    `select i.indisvalid as valid from pg_index as i where i.indexrelid = to_regclass('stackflow.' || $1)`,
    [name]
  );
  if (rows[0]?.valid === false) {
    await client.query(`drop index concurrently stackflow.${name}`);
  }
  if (rows[0]?.valid !== true) {
    await client.query(`create index concurrently if not exists ${name} ${definition}`);
  }
}
