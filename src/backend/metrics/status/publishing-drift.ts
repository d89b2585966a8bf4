import sql from 'sql-template-tag';

import type { PublishedMetric } from '../../../model/publishing';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';

/** A number that was corrected after it was published; CloudWatch keeps what it was sent. */
export interface PublishingDrift {
  readonly destination: string;
  /** Start of the hour. */
  readonly hourMs: number;
  /** Null for all services together. */
  readonly service: string | null;
  readonly metric: PublishedMetric;
  readonly published: DriftSide;
  readonly now: DriftSide;
  readonly noticedMs: number;
}

export interface DriftSide {
  /** How many deployments or incidents it rests on; of deployment frequency always 1. */
  readonly n: number;
  /** What CloudWatch shows: deployments, or the average in seconds or percent; null without any. */
  readonly value: number | null;
}

interface DriftRow {
  readonly destination: string;
  readonly hour_ms: number;
  readonly service: string | null;
  readonly metric: PublishedMetric;
  readonly published_n: number;
  readonly published_value: number | null;
  readonly now_n: number;
  readonly now_value: number | null;
  readonly noticed_ms: number;
}

/** One statement: the newest hours first, up to the limit. */
export function publishingDriftStatement(limit: number): Statement {
  return statementOf(sql`select f.destination, extract(epoch from f.hour)::float8 * 1000 as hour_ms, s.name as service, f.metric,
  f.published_n::float8 as published_n, (f.published_total / nullif(f.published_n, 0))::float8 as published_value,
  f.now_n::float8 as now_n, (f.now_total / nullif(f.now_n, 0))::float8 as now_value,
  extract(epoch from f.noticed_at)::float8 * 1000 as noticed_ms
from stackflow.cloudwatch_drift as f
left join stackflow.services as s on s.id = f.service_id
order by f.hour desc, f.destination collate "C", f.metric collate "C", s.name collate "C" nulls first
limit ${limit}`);
}

/**
 * What was published and would be published otherwise now.
 *
 * @param limit most rows to read
 * @throws Failure as `Reader.run` does
 */
export async function publishingDrift(
  reader: Reader,
  limit: number,
  signal: AbortSignal
): Promise<readonly PublishingDrift[]> {
  const rows = await reader.run<DriftRow>(publishingDriftStatement(limit), signal);
  return rows.map((row) => ({
    destination: row.destination,
    hourMs: row.hour_ms,
    service: row.service,
    metric: row.metric,
    published: { n: row.published_n, value: row.published_value },
    now: { n: row.now_n, value: row.now_value },
    noticedMs: row.noticed_ms,
  }));
}
