import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { touchedServices } from '../dora/mttr';
import { RESOLVED_AT } from '../dora/resolution';
import { NEWEST_FIRST, PAGE, PAGE_COLUMNS, pageCtes, recordList, standingOf } from './page';
import type { PageRow, RecordList, RecordsRequest, Standing } from './page';

/** A change that an incident is linked to, and why. */
export interface LinkedChange {
  readonly title: string;
  readonly url: string | null;
  /** A person or a rule; null where nobody said. */
  readonly linkedBy: string | null;
  readonly linkedMs: number;
}

/** A P1 or P2 incident. */
export interface IncidentItem {
  readonly title: string;
  readonly priority: 'P1' | 'P2';
  readonly createdMs: number;
  /** Null while it is open. */
  readonly resolvedMs: number | null;
  /** Names of the services it took down or whose changes it is linked to. */
  readonly services: readonly string[];
  /** In the order they were linked; empty for an unlinked incident. */
  readonly links: readonly LinkedChange[];
  /** Null where nobody counted. */
  readonly affectedUsers: number | null;
  readonly standing: Standing;
  /** From creation to resolution; null while it is open. */
  readonly seconds: number | null;
  readonly url: string | null;
  readonly externalId: string | null;
}

interface IncidentRow extends PageRow {
  readonly title: string;
  readonly priority: 'P1' | 'P2';
  readonly created_ms: number;
  readonly resolved_ms: number | null;
  readonly services: readonly string[];
  readonly links: readonly LinkedChange[];
  readonly affected_users: number | null;
  readonly url: string | null;
  readonly external_id: string | null;
}

/**
 * Names of the services that the incident `i` belongs to, as `text[]`. Each is looked up by itself:
 * a join would look through all services for every incident.
 */
export const SERVICE_NAMES = sql`array(
    select (select s.name from stackflow.services as s where s.id = t.service_id) collate "C" as name
    from (${touchedServices(sql`i.id`)}
    ) as t
    group by t.service_id
    order by name
  )`;

/** One statement: a page of incidents in full, with what all come to. */
export function incidentsStatement(request: RecordsRequest): Statement {
  return statementOf(sql`with ${pageCtes(request)}
select ${PAGE_COLUMNS}, i.title, i.priority,
  extract(epoch from i.created_at)::float8 * 1000 as created_ms,
  extract(epoch from ${RESOLVED_AT})::float8 * 1000 as resolved_ms,
  ${SERVICE_NAMES} as services,
  linked.links, i.affected_users::float8 as affected_users, i.url, i.external_id
from ${PAGE}
left join stackflow.incidents as i on i.id = p.incident_id
left join lateral (
  select coalesce(json_agg(json_build_object(
      'title', c.title, 'url', c.url, 'linkedBy', l.linked_by, 'linkedMs', extract(epoch from l.linked_at) * 1000
    ) order by l.linked_at, c.id), '[]') as links
  from stackflow.incident_changes as l
  join stackflow.change_records as c on c.id = l.change_id
  where l.incident_id = i.id
) as linked on true
order by ${NEWEST_FIRST}`);
}

/**
 * The incidents behind MTTR.
 *
 * @throws Failure as `Reader.run` does
 */
export async function listIncidents(
  reader: Reader,
  request: RecordsRequest,
  signal: AbortSignal
): Promise<RecordList<IncidentItem>> {
  const rows = await reader.run<IncidentRow>(incidentsStatement(request), signal);
  return recordList(rows, request, (row) => ({
    title: row.title,
    priority: row.priority,
    createdMs: row.created_ms,
    resolvedMs: row.resolved_ms,
    services: row.services,
    links: row.links,
    affectedUsers: row.affected_users,
    standing: standingOf(request, row),
    seconds: row.seconds,
    url: row.url,
    externalId: row.external_id,
  }));
}
