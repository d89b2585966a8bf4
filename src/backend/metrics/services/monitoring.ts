import sql from 'sql-template-tag';

import type { Tier } from '../../../model/query-fields';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

/** A service and since when its downtime is known. Times are ISO 8601, UTC. */
export interface MonitoredService {
  readonly name: string;
  readonly team: string | null;
  readonly tier: Tier;
  /** Null while it is in use. */
  readonly retiredAt: string | null;
  /** Null where nobody said. */
  readonly monitoredSince: string | null;
}

/**
 * Services by name, retired ones too.
 *
 * @param services only these; empty: all
 */
export async function listMonitoring(
  reader: Reader,
  services: readonly string[],
  signal: AbortSignal
): Promise<readonly MonitoredService[]> {
  return await reader.run<MonitoredService>(
    statementOf(sql`select s.name, s.team, s.tier,
  to_char(s.retired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "retiredAt",
  to_char(s.monitored_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "monitoredSince"
from stackflow.services as s
where cardinality(${services}::text[]) = 0 or s.name = any(${services}::text[])
order by s.name collate "C"`),
    signal
  );
}

/** Since when a service is to be monitored. */
export interface Monitoring {
  readonly service: string;
  /** ISO 8601; null: nobody says. */
  readonly monitoredSince: string | null;
}

/**
 * Sets since when services are monitored.
 *
 * @param wanted of services that exist, no two of one service
 * @returns the names of those of which it was something else before
 */
export async function setMonitoring(
  writer: Reader,
  wanted: readonly Monitoring[],
  signal: AbortSignal
): Promise<readonly string[]> {
  const rows = await writer.run<{ readonly name: string }>(
    statementOf(sql`update stackflow.services as s
set monitored_since = g."monitoredSince"
from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as g (service text, "monitoredSince" timestamptz)
where s.name = g.service and s.monitored_since is distinct from g."monitoredSince"
returning s.name`),
    signal
  );
  return rows.map(({ name }) => name);
}
