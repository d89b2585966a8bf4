import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { Failure } from '../../../model/failure';
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
  /** Of its oldest record, in milliseconds since the epoch; null where it never had one, and for a sync. */
  readonly oldestMs: number | null;
  /**
   * Since when somebody is known to look, whether or not anything was recorded: the earliest `monitored_since` of a
   * service, in milliseconds since the epoch. Null where nobody said, and for sources that it says nothing of.
   */
  readonly watchedMs: number | null;
  /** What its own past says is usual, in seconds; null where there are no gaps to go by. */
  readonly gapSeconds: number | null;
}

export type Freshness = Readonly<Record<RecordSource, SourceFreshness>>;

interface FreshnessRow {
  readonly source: RecordSource;
  readonly newest_ms: number | null;
  readonly oldest_ms: number | null;
  readonly watched_ms: number | null;
  readonly gap_seconds: number | null;
}

/** Of its own gaps, as `percentile_cont` interpolates them. */
const USUAL_SHARE = 0.99;

/** Days with records that are looked at, from the newest back: more than a year of them. */
const MOST_DAYS = 400;

const FINITE_PAST = (column: Sql) => sql`${column} > '-infinity'::timestamptz`;
const dayOf = (at: Sql) => sql`date_trunc('day', ${at}, 'UTC')`;

/**
 * Days (UTC) with records, the newest first, each with its last record and when the next one came after that. A day is
 * two entries of an index, however many records it has. Bursts within a day say nothing about silence and are no gaps.
 */
function daysCte(name: Sql, nearest: Near): Sql {
  return sql`${name} (place, at, resumed_at) as (
  select 1, ${nearest('before', sql`now() + interval '1 microsecond'`)}, null::timestamptz
  union all
  select d.place + 1, p.at, ${nearest('after', sql`p.at`)}
  from ${name} as d
  -- Looked up once, though it is named three times.
  cross join lateral (select ${nearest('before', dayOf(sql`d.at`))} as at offset 0) as p
  where p.at is not null and d.place < ${MOST_DAYS}
)`;
}

/** A record that is nearest to a moment, as a scalar query: the last before it, or the first after it. */
type Near = (side: 'before' | 'after', moment: Sql) => Sql;

const nearestOf = (side: 'before' | 'after', column: Sql, moment: Sql) => ({
  beyond: side === 'before' ? sql`${column} < ${moment}` : sql`${column} > ${moment}`,
  order: side === 'before' ? sql`${column} desc` : sql`${column} asc`,
});

/** Exactly what `change_records_deployed_idx` holds. */
const IS_CHANGE = sql`c.state = 'closed' and c.environment = 'production'
        and c.change_type in ('deployment', 'emergency') and ${FINITE_PAST(sql`c.deployed_at`)}`;

const changeNear: Near = (side, moment) => {
  const { beyond, order } = nearestOf(side, sql`c.deployed_at`, moment);
  return sql`(
      select c.deployed_at from stackflow.change_records as c
      where ${IS_CHANGE} and ${beyond}
      order by ${order} limit 1
    )`;
};

const incidentNear: Near = (side, moment) => {
  const { beyond, order } = nearestOf(side, sql`i.created_at`, moment);
  return sql`(
      select i.created_at from stackflow.incidents as i
      where ${IS_SEVERE} and ${FINITE_PAST(sql`i.created_at`)} and ${beyond}
      order by ${order} limit 1
    )`;
};

const downtimeNear: Near = (side, moment) => {
  const { beyond, order } = nearestOf(side, sql`t.started_at`, moment);
  return sql`(
      select t.started_at from stackflow.incident_downtimes as t
      where ${FINITE_PAST(sql`t.started_at`)} and ${beyond}
      order by ${order} limit 1
    )`;
};

/**
 * The same where a data source is limited to teams. The nearest of theirs may lie behind any number of others, so all of
 * theirs are read: incidents are found by what they took down and by the changes that they are linked to.
 */
const OWN_CTES = sql`own_incidents as materialized (
  select i.created_at as at
  from (
    select d.incident_id from stackflow.incident_downtimes as d
    union
    select l.incident_id from stackflow.incident_changes as l
  ) as t (incident_id)
  join stackflow.incidents as i on i.id = t.incident_id
  where ${IS_SEVERE} and ${FINITE_PAST(sql`i.created_at`)} and i.created_at <= now()
),
${daysOfCte(sql`days_of_incidents`, sql`own_incidents`)},
own_downtimes as materialized (
  select d.started_at as at
  from stackflow.incident_downtimes as d
  where ${FINITE_PAST(sql`d.started_at`)} and d.started_at <= now()
),
${daysOfCte(sql`downtime_days`, sql`own_downtimes`)}`;

/** What `daysCte` gives, of moments `at` that are all read. */
function daysOfCte(name: Sql, moments: Sql): Sql {
  return sql`${name} as (
  select g.at, lead(g.first_at) over (order by g.at) as resumed_at
  from (
    select min(o.at) as first_at, max(o.at) as at
    from ${moments} as o
    group by ${dayOf(sql`o.at`)}
    order by 2 desc
    limit ${MOST_DAYS}
  ) as g
)`;
}

const oldestOf = (moments: Sql) => sql`(select min(o.at) from ${moments} as o)`;

const WATCHED = sql`(
    select min(s.monitored_since) from stackflow.services as s
    where ${FINITE_PAST(sql`s.monitored_since`)} and s.monitored_since <= now()
  )`;
const NOT_WATCHED = sql`null::timestamptz`;

const EVER = sql`'-infinity'::timestamptz`;
const milliseconds = (at: Sql) => sql`extract(epoch from ${at})::float8 * 1000`;

const GAP = sql`extract(epoch from d.resumed_at - d.at)::float8`;
const USUAL_GAP = sql`percentile_cont(${USUAL_SHARE}::float8) within group (order by ${GAP})`;

/**
 * Newest and oldest record and usual gap of `from as d`. Gaps count that began in the year before the newest record, since what was
 * usual years ago says nothing of today; all of them where there is none.
 */
const aggregated = (
  source: RecordSource,
  from: Sql,
  oldest: Sql,
  watched: Sql
): Sql => sql`select ${source}::text as source,
  ${milliseconds(sql`max(d.at)`)} as newest_ms,
  case when max(d.at) is not null then ${milliseconds(oldest)} end as oldest_ms,
  ${milliseconds(watched)} as watched_ms,
  coalesce(
    ${USUAL_GAP} filter (where d.at >= (select max(l.at) from ${from} as l) - interval '365 days'),
    ${USUAL_GAP}
  ) as gap_seconds
from ${from} as d`;

/**
 * One statement and four rows. It reads entries of indexes alone, as many as there are days in a year, not records.
 *
 * @param isLimited whether it will read the rows of some teams alone: then it reads all of their incidents and downtimes, and no others
 */
export function freshnessStatement(isLimited: boolean): Statement {
  const days = isLimited
    ? OWN_CTES
    : sql`${daysCte(sql`days_of_incidents`, incidentNear)},
${daysCte(sql`downtime_days`, downtimeNear)}`;
  const oldest = isLimited
    ? { incidents: oldestOf(sql`own_incidents`), downtime: oldestOf(sql`own_downtimes`) }
    : { incidents: incidentNear('after', EVER), downtime: downtimeNear('after', EVER) };
  return statementOf(
    sql`with recursive ${daysCte(sql`change_days`, changeNear)},
${days}
${aggregated('changes', sql`change_days`, changeNear('after', EVER), NOT_WATCHED)}
union all
${aggregated('incidents', sql`days_of_incidents`, oldest.incidents, WATCHED)}
union all
${aggregated('downtime', sql`downtime_days`, oldest.downtime, WATCHED)}
union all
select 'sync', ${milliseconds(sql`max(least(j.last_succeeded_at, now()))`)}, null, null,
  extract(epoch from now() - (now() - max(j.stale_after)))::float8
from stackflow.job_status as j
where j.job = ${SYNC_JOB}`,
    'kept'
  );
}

/** A source that has nothing to go by. */
export const NEVER_HEARD: SourceFreshness = { newestMs: null, oldestMs: null, watchedMs: null, gapSeconds: null };

/**
 * How fresh each source is now, by the database's clock. It is that of all records that the data source may read,
 * whatever a query filters by: a team that deploys seldom is not silent while others deploy.
 *
 * @param isLimited whether the reader reads the rows of some teams alone
 * @throws Failure as `Reader.run` does; 502 where a time is none
 */
export async function sourceFreshness(reader: Reader, isLimited: boolean, signal: AbortSignal): Promise<Freshness> {
  const rows = await reader.run<FreshnessRow>(freshnessStatement(isLimited), signal);
  const of = (source: RecordSource): SourceFreshness => {
    const row = rows.find((candidate) => candidate.source === source);
    return row === undefined
      ? NEVER_HEARD
      : {
          newestMs: instantOf(row.newest_ms),
          oldestMs: instantOf(row.oldest_ms),
          watchedMs: instantOf(row.watched_ms),
          gapSeconds: row.gap_seconds,
        };
  };
  return { changes: of('changes'), incidents: of('incidents'), sync: of('sync'), downtime: of('downtime') };
}

/** A moment that can be written as a date, as words of a silence are; an answer that was damaged may hold another. */
function instantOf(ms: number | null): number | null {
  if (ms !== null && Number.isNaN(new Date(ms).getTime())) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: 'Aurora answered with a time that is none when it was asked how fresh the data is.',
      advice: 'Look for what damages answers between Grafana and Aurora.',
    });
  }
  return ms;
}
