import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { Failure } from '../../model/failure';
import { durationUs } from './duration-us';

/**
 * Indexes of large tables that came after the first release. They are built beside readers and writers, which no
 * migration can do: migrations are one transaction. Answers are the same without them.
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
    // Percentiles of lead times: the records of one bin. Holds all that its expression reads, so that it alone is read.
    name: 'change_records_lead_idx',
    definition: `on stackflow.change_records
      ((stackflow.lead_time_bin(${durationUs(sql`created_at`, sql`closed_at`).text})), deployed_at)
      include (id, created_at, closed_at)
      where state = 'closed' and environment = 'production' and change_type = 'deployment'`,
  },
];

/**
 * Builds those that are missing, and anew those whose building was cut off. Waits for transactions under way; nobody
 * waits for it.
 *
 * @param client in no transaction; no other may do the same at the same time
 * @throws Failure that names the index; the next call goes on
 */
export async function buildIndexes(client: ClientBase): Promise<void> {
  for (const { name, definition } of INDEXES) {
    try {
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
    } catch (cause) {
      throw new Failure({
        status: 502,
        source: 'downstream',
        message: `The schema is migrated, but its index ${name} could not be built: ${cause instanceof Error ? cause.message : String(cause)}.`,
        advice: 'All works without it, only slower. Run "sre-metrics migrate" once more to build it.',
        cause,
      });
    }
  }
}
