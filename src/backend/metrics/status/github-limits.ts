import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';

/** How many requests GitHub still answers one account. */
export interface GitHubLimit {
  /** Who asks: a token, or an app's installation. */
  readonly account: string;
  /** `core` (REST) or `graphql`. */
  readonly resource: string;
  /** Until `resetsMs`; all of `perHour` once that has passed. */
  readonly remaining: number;
  readonly perHour: number;
  /** When the count begins anew. */
  readonly resetsMs: number;
  /** When GitHub said so. */
  readonly reportedMs: number;
}

interface Row {
  readonly account: string;
  readonly resource: string;
  readonly remaining: number;
  readonly per_hour: number;
  readonly resets_ms: number;
  readonly reported_ms: number;
}

/** One statement: every account and resource, the one with the least left first. */
export function gitHubLimitsStatement(nowMs: number): Statement {
  return statementOf(sql`select l.account, l.resource, l.remaining_now::float8 as remaining,
  l.limit_per_hour::float8 as per_hour,
  extract(epoch from l.resets_at)::float8 * 1000 as resets_ms,
  extract(epoch from l.updated_at)::float8 * 1000 as reported_ms
from (
  select k.*, case when k.resets_at > ${timestamp(nowMs)} then k.remaining else k.limit_per_hour end as remaining_now
  from stackflow.github_rate_limits as k
) as l
order by l.remaining_now::float8 / nullif(l.limit_per_hour, 0), l.account collate "C", l.resource collate "C"`);
}

/**
 * What is left of GitHub's rate limits at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gitHubLimits(
  reader: Reader,
  nowMs: number,
  signal: AbortSignal
): Promise<readonly GitHubLimit[]> {
  const rows = await reader.run<Row>(gitHubLimitsStatement(nowMs), signal);
  return rows.map((row) => ({
    account: row.account,
    resource: row.resource,
    remaining: row.remaining,
    perHour: row.per_hour,
    resetsMs: row.resets_ms,
    reportedMs: row.reported_ms,
  }));
}
