import sql, { join } from 'sql-template-tag';

import { PUBLISHED_KINDS } from '../../../model/publishing';
import type { PublishedKind } from '../../../model/publishing';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { dueHours } from '../hourly/due-hours';

/** How far publishing to one destination is with one kind of hours. */
export interface PublishingStatus {
  /** Region, namespace and what else tells it apart, as one text. */
  readonly destination: string;
  readonly kind: PublishedKind;
  /** Start of the newest hour that CloudWatch has; null where it has none. */
  readonly lastPublishedHourMs: number | null;
  /** Hours that are due, that CloudWatch takes, and that it does not have yet. */
  readonly backlogHours: number;
  /** Requests of which nobody knows yet whether CloudWatch has them. */
  readonly uncertainBatches: number;
  /** Hours that were too old before they could be published, ever. */
  readonly lostHours: number;
  /** Numbers that were corrected after they were published. */
  readonly driftCount: number;
  readonly lastSucceededMs: number | null;
  readonly lastFailedMs: number | null;
  /** What went wrong, where the last run failed; else null. */
  readonly lastError: string | null;
}

interface StatusRow {
  readonly destination: string;
  readonly kind: PublishedKind;
  readonly last_hour_ms: number | null;
  readonly backlog: number;
  readonly uncertain: number;
  readonly lost: number;
  readonly drift: number;
  readonly last_succeeded_ms: number | null;
  readonly last_failed_ms: number | null;
  readonly last_error: string | null;
}

/** One statement: every destination and kind, by name. */
export function publishingStatusStatement(nowMs: number): Statement {
  const due = PUBLISHED_KINDS.map((kind) => {
    const { fromMs, toMs } = dueHours(kind, nowMs);
    return sql`(${kind}::text, ${timestamp(fromMs)}, ${timestamp(toMs)})`;
  });
  return statementOf(sql`with due (kind, from_hour, to_hour) as (values ${join(due)})
select d.destination, d.kind,
  extract(epoch from newest.hour)::float8 * 1000 as last_hour_ms,
  greatest(0, extract(epoch from due.to_hour - due.from_hour) / 3600 - done.n)::float8 as backlog,
  (
    select count(*) from stackflow.cloudwatch_batches as b
    where b.destination = d.destination and b.state = 'sending' and exists (
      select from stackflow.cloudwatch_batch_hours as h where h.batch_id = b.id and h.kind = d.kind
    )
  )::float8 as uncertain,
  (
    select count(*) from stackflow.cloudwatch_hours as h
    where h.destination = d.destination and h.kind = d.kind and h.state = 'lost'
  )::float8 as lost,
  (
    select count(*) from stackflow.cloudwatch_drift as f
    where f.destination = d.destination
      and case d.kind when 'dora' then f.metric <> 'ChangeFailureRate' when 'changeFailureRate' then f.metric = 'ChangeFailureRate' end
  )::float8 as drift,
  extract(epoch from d.last_succeeded_at)::float8 * 1000 as last_succeeded_ms,
  extract(epoch from d.last_failed_at)::float8 * 1000 as last_failed_ms,
  case when d.last_failed_at > coalesce(d.last_succeeded_at, '-infinity') then d.last_error end as last_error
from stackflow.cloudwatch_destinations as d
join due on due.kind = d.kind
left join lateral (
  select h.hour from stackflow.cloudwatch_hours as h
  where h.destination = d.destination and h.kind = d.kind and h.state = 'published'
  order by h.hour desc
  limit 1
) as newest on true
cross join lateral (
  select count(*) as n from stackflow.cloudwatch_hours as h
  where h.destination = d.destination and h.kind = d.kind and h.state <> 'claimed'
    and h.hour >= due.from_hour and h.hour < due.to_hour
) as done
order by d.destination collate "C", d.kind collate "C"`);
}

/**
 * How far publishing is at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function publishingStatus(
  reader: Reader,
  nowMs: number,
  signal: AbortSignal
): Promise<readonly PublishingStatus[]> {
  const rows = await reader.run<StatusRow>(publishingStatusStatement(nowMs), signal);
  return rows.map((row) => ({
    destination: row.destination,
    kind: row.kind,
    lastPublishedHourMs: row.last_hour_ms,
    backlogHours: row.backlog,
    uncertainBatches: row.uncertain,
    lostHours: row.lost,
    driftCount: row.drift,
    lastSucceededMs: row.last_succeeded_ms,
    lastFailedMs: row.last_failed_ms,
    lastError: row.last_error,
  }));
}
