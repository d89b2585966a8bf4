import sql from 'sql-template-tag';

import { timestamp } from '../buckets';
import { IS_SEVERE } from '../dora/deployments';
import { IS_COUNTED } from '../dora/duration';
import { severeResolved } from '../dora/mttr';
import { IS_LINKED, LINKED_CTE, severeCreated } from '../dora/support';
import { DAY_MS } from '../time-range';
import { INCIDENT_MARKS } from './marks';
import { daysIn } from './store';
import type { CellStore } from './store';

/** What is kept of the incidents of a day, by the definitions of the metrics. */

const daysOf = (at: 'created_at' | 'resolved_at') => {
  const column = { created_at: sql`i.created_at`, resolved_at: sql`i.resolved_at` }[at];
  return daysIn(sql`stackflow.incidents as i where ${IS_SEVERE}`, column);
};

export const INCIDENTS: CellStore = {
  lock: 'sre-metrics fold incident days',
  records: ['stackflow.incidents', 'stackflow.incident_changes'],
  daysOfRecords: sql`select c.day from (${daysOf('created_at')}) as c
  union
  select r.day from (${daysOf('resolved_at')}) as r`,
  marks: INCIDENT_MARKS,
  folded: sql`stackflow.folded_incident_days`,
  version: 20,
  recordsCtes: ({ fromMs, toMs }) => {
    const [from, to] = [timestamp(fromMs), timestamp(toMs)];
    return sql`severe_created as materialized (
  ${severeCreated(sql`stackflow.utc_day(i.created_at) as day`, from, to)}
),
${LINKED_CTE},
records as materialized (
  select v.day, true as is_created, ${IS_LINKED} as is_linked, null::boolean as is_counted, null::bigint as us
  from severe_created as v
  union all
  select stackflow.utc_day(f.at), false, false, coalesce(${IS_COUNTED}, false), f.us
  from (${severeResolved(from, to)}) as f
)`;
  },
  tables: {
    incident_days: {
      table: sql`stackflow.incident_days`,
      rows: sql`select r.day, count(*) filter (where r.is_created)::int as created, count(*) filter (where r.is_linked)::int as linked,
    count(*) filter (where r.is_counted)::int as resolved, count(*) filter (where not r.is_counted)::int as excluded,
    coalesce(sum(r.us) filter (where r.is_counted), 0) as resolved_us
  from records as r group by 1`,
      isOf: ({ fromMs, toMs }) => sql`k.day >= ${fromMs / DAY_MS}::int and k.day < ${toMs / DAY_MS}::int`,
      day: sql`k.day`,
    },
  },
  levelled: [],
};
