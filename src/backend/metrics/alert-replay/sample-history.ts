import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { changeFailureRateFacts } from '../dora/change-failure-rate';
import { serviceCondition } from '../scope';
import type { Scope } from '../scope';
import { MINUTE_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import type { SampledDeployment } from './sample-runs';

/** A service, and what the change failure rate counts of it. */
export interface SampledService {
  readonly service: string;
  readonly team: string | null;
  /** Null while it is in use. */
  readonly retiredMs: number | null;
  /** In order of time. */
  readonly deployments: readonly SampledDeployment[];
}

interface SampledRow {
  readonly service: string;
  readonly team: string | null;
  readonly retired_ms: number | null;
  readonly ats_us: readonly number[];
  readonly failed: readonly boolean[];
}

/** The deployments by service: the very rows that the metric counts, from a window before the range on. */
export function sampledStatement(windowMinutes: number, scope: Scope, range: TimeRange): Statement {
  const facts = changeFailureRateFacts({
    ...{ scope, grouping: 'service' },
    range: { fromMs: range.fromMs - windowMinutes * MINUTE_MS, toMs: range.toMs },
  });
  // Materialized: put in order before it is joined, each fact would be looked for among all failures.
  return statementOf(sql`with ${facts.ctes},
counted as materialized (
  select f.service_id, extract(epoch from f.at)::float8 * 1000000 as at_us, f.hit as failed
  from facts as f
)
select s.name as service, s.team, extract(epoch from s.retired_at)::float8 * 1000 as retired_ms,
  array_agg(c.at_us order by c.at_us) as ats_us, array_agg(c.failed order by c.at_us) as failed
from counted as c
join stackflow.services as s on s.id = c.service_id
where ${serviceCondition(scope)}
group by s.id
order by s.name collate "C"`);
}

/**
 * What the change failure rate counts of each service, by the records as they are now.
 *
 * @throws Failure as `Reader.run` does
 */
export async function sampledServices(
  reader: Reader,
  windowMinutes: number,
  { scope, range }: { readonly scope: Scope; readonly range: TimeRange },
  signal: AbortSignal
): Promise<readonly SampledService[]> {
  const rows = await reader.run<SampledRow>(sampledStatement(windowMinutes, scope, range), signal);
  return rows.map(({ service, team, retired_ms: retiredMs, ats_us: atsUs, failed }) => ({
    service,
    team,
    retiredMs,
    deployments: atsUs.map((atUs, index) => ({ atUs: Math.round(atUs), failed: failed[index] === true })),
  }));
}
