import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { ServiceMonitoring } from '../../../model/monitoring';
import type { Tier } from '../../../model/query-fields';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

/** A time in ISO 8601, UTC: as exact as it is kept, so that what is exported says the same when it is applied. */
function isoText(time: Sql): Sql {
  return sql`regexp_replace(to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '000Z$', 'Z')`;
}

/** Since when the downtime of the service `s` is known, as ISO 8601. */
export const MONITORED_SINCE = isoText(sql`s.monitored_since`);

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
  ${isoText(sql`s.retired_at`)} as "retiredAt", ${MONITORED_SINCE} as "monitoredSince"
from stackflow.services as s
where cardinality(${services}::text[]) = 0 or s.name = any(${services}::text[])
order by s.name collate "C"`),
    signal
  );
}

/**
 * Sets since when services are monitored.
 *
 * @param wanted of services that exist, no two of one service
 * @returns the names of those of which it was something else before
 */
export async function setMonitoring(
  writer: Reader,
  wanted: readonly ServiceMonitoring[],
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

/**
 * Sets since when one service is monitored; within the teams of a data source that is limited to some.
 *
 * @returns what is kept now; null where there is no such service
 */
export async function editMonitoring(
  writer: Reader,
  { service, monitoredSince }: ServiceMonitoring,
  signal: AbortSignal
): Promise<ServiceMonitoring | null> {
  const [kept] = await writer.run<ServiceMonitoring>(
    statementOf(sql`with edited as (
  update stackflow.services
  set monitored_since = ${monitoredSince}::timestamptz
  where id = (select w.id from stackflow.services as w where w.name = ${service})
  returning name, monitored_since
)
select s.name as service, ${MONITORED_SINCE} as "monitoredSince"
from edited as s`),
    signal
  );
  return kept ?? null;
}
