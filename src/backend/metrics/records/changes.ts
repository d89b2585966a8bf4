import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { BLAMING_INCIDENTS, IS_DEPLOYMENT } from '../dora/deployments';
import { NEWEST_FIRST, PAGE, PAGE_COLUMNS, pageCtes, recordList, standingOf } from './page';
import type { PageRow, RecordList, RecordsRequest, Standing } from './page';

export const OUTCOMES = ['successful', 'failed', 'rolled_back'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An incident that counts against a deployment. */
export interface BlamingIncident {
  readonly title: string;
  readonly priority: 'P1' | 'P2';
  readonly url: string | null;
  /** From `deployed_at` to the incident's creation: under 24 hours, negative during it. */
  readonly secondsAfter: number;
}

/** A deployment, or an emergency change. */
export interface ChangeItem {
  readonly title: string;
  readonly type: 'deployment' | 'emergency';
  readonly service: string;
  readonly team: string | null;
  readonly createdMs: number;
  readonly deployedMs: number;
  readonly closedMs: number | null;
  /** Null where nobody noted it. */
  readonly outcome: Outcome | null;
  /** In the order they were created; none for an emergency change. */
  readonly blamedBy: readonly BlamingIncident[];
  readonly standing: Standing;
  /** The lead time where that is the metric, else null. */
  readonly seconds: number | null;
  readonly url: string | null;
  readonly externalId: string | null;
}

interface ChangeRow extends PageRow {
  readonly title: string;
  readonly change_type: ChangeItem['type'];
  readonly service: string;
  readonly team: string | null;
  readonly created_ms: number;
  readonly deployed_ms: number;
  readonly closed_ms: number | null;
  readonly deployment_outcome: Outcome | null;
  readonly blamed_by: readonly BlamingIncident[];
  readonly url: string | null;
  readonly external_id: string | null;
}

/**
 * `select` of the incidents that count against the change `c`, as one JSON list in column
 * `blamed_by`, and in `is_blamed` whether there is any.
 */
export const BLAMED_BY = sql`
  select coalesce(json_agg(json_build_object(
      'title', i.title, 'priority', i.priority, 'url', i.url,
      'secondsAfter', extract(epoch from i.created_at - c.deployed_at)
    ) order by i.created_at, i.id), '[]') as blamed_by, count(*) > 0 as is_blamed
  from (${BLAMING_INCIDENTS}
  ) as i
  where ${IS_DEPLOYMENT}`;

/** One statement: a page of changes in full, with what all come to. */
export function changesStatement(request: RecordsRequest): Statement {
  return statementOf(sql`with ${pageCtes(request)}
select ${PAGE_COLUMNS}, c.title, c.change_type, s.name as service, s.team,
  extract(epoch from c.created_at)::float8 * 1000 as created_ms,
  extract(epoch from c.deployed_at)::float8 * 1000 as deployed_ms,
  extract(epoch from c.closed_at)::float8 * 1000 as closed_ms,
  c.deployment_outcome, b.blamed_by, c.url, c.external_id
from ${PAGE}
left join stackflow.change_records as c on c.id = p.change_id
left join stackflow.services as s on s.id = c.service_id
left join lateral (${BLAMED_BY}
) as b on true
order by ${NEWEST_FIRST}`);
}

/**
 * The changes behind deployment frequency, lead time, change failure rate or rework rate.
 *
 * @throws Failure as `Reader.run` does
 */
export async function listChanges(
  reader: Reader,
  request: RecordsRequest,
  signal: AbortSignal
): Promise<RecordList<ChangeItem>> {
  const rows = await reader.run<ChangeRow>(changesStatement(request), signal);
  return recordList(rows, request, (row) => ({
    title: row.title,
    type: row.change_type,
    service: row.service,
    team: row.team,
    createdMs: row.created_ms,
    deployedMs: row.deployed_ms,
    closedMs: row.closed_ms,
    outcome: row.deployment_outcome,
    blamedBy: row.blamed_by,
    standing: standingOf(request, row),
    seconds: row.seconds,
    url: row.url,
    externalId: row.external_id,
  }));
}
