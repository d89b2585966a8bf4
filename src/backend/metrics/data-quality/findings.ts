import sql from 'sql-template-tag';

import type { DataQualityCheck } from '../../../model/data-quality-checks';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { touchedServices } from '../dora/mttr';
import type { CheckRequest } from './check';
import { checkedRecords } from './checks';

export interface FindingsRequest extends CheckRequest {
  readonly check: DataQualityCheck;
  /** Most rows, the newest. */
  readonly limit: number;
}

/** A record that fails a check. */
export interface Finding {
  readonly kind: 'change' | 'incident' | 'service';
  readonly title: string;
  /** Several are parted by commas; null where it belongs to none. */
  readonly service: string | null;
  readonly team: string | null;
  /** In milliseconds since the epoch; null for services. */
  readonly timeMs: number | null;
  readonly finding: string;
  readonly url: string | null;
}

export interface Findings {
  readonly items: readonly Finding[];
  /** All that fail, listed or not. */
  readonly total: number;
}

interface FindingRow {
  readonly kind: Finding['kind'];
  readonly title: string;
  readonly service: string | null;
  readonly team: string | null;
  readonly time_ms: number | null;
  readonly finding: string;
  readonly url: string | null;
  readonly total: number;
}

/** One statement: the records that fail one check, newest first. */
export function findingsStatement({ check, limit, ...request }: FindingsRequest): Statement {
  const { ctes, finding } = checkedRecords(check, request);
  return statementOf(sql`with ${ctes},
found as (
  select l.*, count(*) over ()::float8 as total
  from checked as l
  where l.hit
  order by l.at desc nulls last, (select o.name from stackflow.services as o where o.id = l.service_id) collate "C",
    l.incident_id, l.change_id
  limit ${limit}
)
select case when f.change_id is not null then 'change' when f.incident_id is not null then 'incident' else 'service' end
    as kind,
  coalesce(c.title, i.title, s.name) as title,
  case when f.incident_id is null then s.name else touched.services end as service,
  case when f.incident_id is null then s.team else touched.teams end as team,
  extract(epoch from f.at)::float8 * 1000 as time_ms,
  ${finding} as finding,
  coalesce(c.url, i.url) as url,
  f.total
from found as f
left join stackflow.change_records as c on c.id = f.change_id
left join stackflow.incidents as i on i.id = f.incident_id
left join stackflow.services as s on s.id = f.service_id
left join lateral (
  select string_agg(distinct o.name, ', ') as services, string_agg(distinct o.team, ', ') as teams
  from (${touchedServices(sql`f.incident_id`)}
  ) as t
  join stackflow.services as o on o.id = t.service_id
) as touched on true
order by f.at desc nulls last, s.name collate "C", f.incident_id, f.change_id`);
}

/**
 * The records that fail a check.
 *
 * @throws Failure as `Reader.run` does
 */
export async function listFindings(reader: Reader, request: FindingsRequest, signal: AbortSignal): Promise<Findings> {
  const rows = await reader.run<FindingRow>(findingsStatement(request), signal);
  return {
    items: rows.map(({ kind, title, service, team, time_ms: timeMs, finding, url }) => ({
      kind,
      title,
      service,
      team,
      timeMs,
      finding,
      url,
    })),
    total: rows[0]?.total ?? 0,
  };
}
