import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { IS_DEPLOYMENT, IS_SEVERE } from '../dora/deployments';

/** The newest records there are. */
export interface NewestRecords {
  /** The database's own clock, in milliseconds since the epoch. */
  readonly asOfMs: number;
  /** Null where there is none. */
  readonly deploymentMs: number | null;
  /** Of P1 and P2. */
  readonly incidentMs: number | null;
}

interface NewestRow {
  readonly as_of_ms: number;
  readonly deployment_ms: number | null;
  readonly incident_ms: number | null;
}

/** One statement, which reads one entry of an index for each. */
export function newestRecordsStatement(): Statement {
  return statementOf(sql`select extract(epoch from now())::float8 * 1000 as as_of_ms,
  (
    select extract(epoch from c.deployed_at)::float8 * 1000
    from stackflow.change_records as c
    where ${IS_DEPLOYMENT} and c.deployed_at is not null
    order by c.deployed_at desc
    limit 1
  ) as deployment_ms,
  (
    select extract(epoch from i.created_at)::float8 * 1000
    from stackflow.incidents as i
    where ${IS_SEVERE}
    order by i.created_at desc
    limit 1
  ) as incident_ms`);
}

/**
 * The newest deployment and incident.
 *
 * @throws Failure as `Reader.run` does
 */
export async function newestRecords(reader: Reader, signal: AbortSignal): Promise<NewestRecords> {
  const [row] = await reader.run<NewestRow>(newestRecordsStatement(), signal);
  if (row === undefined) {
    throw new Error('A query without a table gave no row.');
  }
  return { asOfMs: row.as_of_ms, deploymentMs: row.deployment_ms, incidentMs: row.incident_ms };
}
