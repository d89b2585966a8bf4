import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { areTimes } from '../../aurora/duration-us';
import { IS_NEGATIVE } from '../dora/duration';
import type { Facts } from '../dora/facts';
import { leadTimeFacts } from '../dora/lead-time';
import { mttrFacts } from '../dora/mttr';
import type { CheckRequest, CheckedRecords } from './check';

/** The very durations that the metrics leave out: checked over the metrics' own facts. */

/** The statistic decides nothing here. */
const ANY_STATISTIC = 'median';

const findingOf = (began: Sql, ended: Sql): Sql =>
  sql`case when ${ended} is null then 'has no end'
    when not (${areTimes(began, ended)}) then 'begins or ends at infinity'
    else 'ends ' || (${began} - ${ended})::text || ' before it begins' end`;

function excludedFrom({ ctes }: Facts): Sql {
  return sql`${ctes},
checked as (
  select f.change_id, f.incident_id, f.service_id, coalesce(f.at, f.began_at) as at,
    coalesce(${IS_NEGATIVE}, true) as hit
  from facts as f
  where not f.open
)`;
}

/** Of each record, since each has times of its own that may be wrong. */
export function excludedLeadTimes({ scope, range }: CheckRequest): CheckedRecords {
  const facts = leadTimeFacts({ scope, range, grouping: 'service' }, ANY_STATISTIC);
  return { ctes: excludedFrom(facts), hasWhole: true, finding: findingOf(sql`c.created_at`, sql`c.closed_at`) };
}

export function excludedRestores({ scope, range }: CheckRequest): CheckedRecords {
  const facts = mttrFacts({ scope, range, grouping: 'none' }, ANY_STATISTIC);
  return { ctes: excludedFrom(facts), hasWhole: true, finding: findingOf(sql`i.created_at`, sql`i.resolved_at`) };
}
