import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { SYNC_JOB } from '../../../model/github-sync';
import type { RecordSource } from '../../../model/record-sources';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { IS_SEVERE } from '../dora/deployments';

/** How lately one source brought a record, and how long it is silent at times. */
export interface SourceFreshness {
  /** Of its newest record that does not lie in the future, in milliseconds since the epoch; null where it never had one. */
  readonly newestMs: number | null;
  /** What its own past says is usual, in seconds; null where there are no gaps to go by. */
  readonly gapSeconds: number | null;
}

export type Freshness = Readonly<Record<RecordSource, SourceFreshness>>;

interface FreshnessRow {
  readonly source: RecordSource;
  readonly newest_ms: number | null;
  readonly gap_seconds: number | null;
}

/** Of its own gaps, as `percentile_cont` interpolates them. */
const USUAL_SHARE = 0.99;

/** Days with records that are looked at, from the newest back: more than a year of them. */
const MOST_DAYS = 400;

/** Downtimes of each service that are looked at, from the last to end back. */
const MOST_PERIODS = 100;

const FINITE_PAST = (column: Sql) => sql`${column} > '-infinity'::timestamptz`;
const dayOf = (at: Sql) => sql`date_trunc('day', ${at}, 'UTC')`;

/**
 * Days (UTC) with records, the newest first, each with its last record and when the next one came after that. A day is
 * two entries of an index, however many records it has. Bursts within a day say nothing about silence and are no gaps.
 *
 * @param nearest the record nearest to a moment, as a scalar query: the last before it, or the first after it
 */
function daysCte(name: Sql, nearest: (side: 'before' | 'after', moment: Sql) => Sql): Sql {
  return sql`${name} (place, at, resumed_at) as (
  select 1, ${nearest('before', sql`now() + interval '1 microsecond'`)}, null::timestamptz
  union all
  select d.place + 1, p.at, ${nearest('after', sql`p.at`)}
  from ${name} as d
  cross join lateral (select ${nearest('before', dayOf(sql`d.at`))} as at) as p
  where p.at is not null and d.place < ${MOST_DAYS}
)`;
}

/** Exactly what `change_records_deployed_idx` holds. */
const changeNear = (side: 'before' | 'after', moment: Sql): Sql => {
  const beyond = side === 'before' ? sql`c.deployed_at < ${moment}` : sql`c.deployed_at > ${moment}`;
  const order = side === 'before' ? sql`desc` : sql`asc`;
  return sql`(
      select c.deployed_at from stackflow.change_records as c
      where c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')
        and ${FINITE_PAST(sql`c.deployed_at`)} and ${beyond}
      order by c.deployed_at ${order} limit 1
    )`;
};

const incidentNear = (side: 'before' | 'after', moment: Sql): Sql => {
  const beyond = side === 'before' ? sql`i.created_at < ${moment}` : sql`i.created_at > ${moment}`;
  const order = side === 'before' ? sql`desc` : sql`asc`;
  return sql`(
      select i.created_at from stackflow.incidents as i
      where ${IS_SEVERE} and ${FINITE_PAST(sql`i.created_at`)} and ${beyond}
      order by i.created_at ${order} limit 1
    )`;
};

/**
 * The same of downtimes, which have no index by their start alone: the last of each service, from the moment on from
 * which no service has more.
 */
const DOWNTIME_CTES = sql`last_downtimes as (
  select p.started_at as at, p.place
  from stackflow.services as s
  cross join lateral (
    select d.started_at, row_number() over (order by coalesce(d.ended_at, 'infinity'::timestamptz) desc) as place
    from stackflow.incident_downtimes as d
    where d.service_id = s.id
    order by coalesce(d.ended_at, 'infinity'::timestamptz) desc
    limit ${MOST_PERIODS}
  ) as p
  where ${FINITE_PAST(sql`p.started_at`)} and p.started_at <= now()
),
downtime_days as (
  select min(l.at) as first_at, max(l.at) as at
  from last_downtimes as l
  where l.at >= coalesce(
    (select max(o.at) from last_downtimes as o where o.place = ${MOST_PERIODS}), '-infinity'::timestamptz
  )
  group by ${dayOf(sql`l.at`)}
),
downtime_gaps as (
  select g.at, lead(g.first_at) over (order by g.at) as resumed_at
  from downtime_days as g
)`;

const GAP = sql`extract(epoch from d.resumed_at - d.at)::float8`;
const USUAL_GAP = sql`percentile_cont(${USUAL_SHARE}::float8) within group (order by ${GAP})`;

/**
 * Newest record and usual gap of `from as d`. Gaps count that began in the year before the newest record, since what was
 * usual years ago says nothing of today; all of them where there is none.
 */
const aggregated = (source: RecordSource, from: Sql): Sql => sql`select ${source}::text as source,
  extract(epoch from max(d.at))::float8 * 1000 as newest_ms,
  coalesce(
    ${USUAL_GAP} filter (where d.at >= (select max(l.at) from ${from} as l) - interval '365 days'),
    ${USUAL_GAP}
  ) as gap_seconds
from ${from} as d`;

/** One statement and four rows. It reads entries of indexes alone, as many as there are days in a year, not records. */
export function freshnessStatement(): Statement {
  return statementOf(sql`with recursive ${daysCte(sql`change_days`, changeNear)},
${daysCte(sql`incident_days`, incidentNear)},
${DOWNTIME_CTES}
${aggregated('changes', sql`change_days`)}
union all
${aggregated('incidents', sql`incident_days`)}
union all
${aggregated('downtime', sql`downtime_gaps`)}
union all
select 'sync', extract(epoch from max(least(j.last_succeeded_at, now())))::float8 * 1000,
  extract(epoch from now() - (now() - max(j.stale_after)))::float8
from stackflow.job_status as j
where j.job = ${SYNC_JOB}`);
}

const NEVER: SourceFreshness = { newestMs: null, gapSeconds: null };

/**
 * How fresh each source is now, by the database's clock. It is that of all records that the data source may read,
 * whatever a query filters by: a team that deploys seldom is not silent while others deploy.
 *
 * @throws Failure as `Reader.run` does
 */
export async function sourceFreshness(reader: Reader, signal: AbortSignal): Promise<Freshness> {
  const rows = await reader.run<FreshnessRow>(freshnessStatement(), signal);
  const of = (source: RecordSource): SourceFreshness => {
    const row = rows.find((candidate) => candidate.source === source);
    return row === undefined ? NEVER : { newestMs: row.newest_ms, gapSeconds: row.gap_seconds };
  };
  return { changes: of('changes'), incidents: of('incidents'), sync: of('sync'), downtime: of('downtime') };
}
