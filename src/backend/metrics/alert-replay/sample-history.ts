import sql from 'sql-template-tag';

import { DORA_METRIC_INFO, isDurationMetric } from '../../../model/dora-metrics';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { factsOf } from '../dora/request';
import { serviceCondition } from '../scope';
import type { Scope } from '../scope';
import { MINUTE_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import type { SampleCondition, SampledFact } from './sample-runs';

/** A service, and what a DORA metric counts of it. */
export interface SampledService {
  readonly service: string;
  readonly team: string | null;
  /** Null while it is in use. */
  readonly retiredMs: number | null;
  /** In order of time. */
  readonly facts: readonly SampledFact[];
}

interface SampledRow {
  readonly service: string;
  readonly team: string | null;
  readonly retired_ms: number | null;
  readonly ats_us: readonly number[];
  readonly values: readonly number[];
}

type Sampled = Pick<SampleCondition, 'metric' | 'windowMinutes'>;

/** The facts of a metric by service: the very rows that the metric counts, from a window before the range on. */
export function sampledStatement({ metric, windowMinutes }: Sampled, scope: Scope, range: TimeRange): Statement {
  const selection = isDurationMetric(metric)
    ? ({ kind: 'duration', statistic: DORA_METRIC_INFO[metric].statistics[0] ?? 'median' } as const)
    : ({ kind: 'rate' } as const);
  const facts = factsOf({
    ...{ metric, selection, scope, grouping: 'service', rowLimit: Infinity },
    range: { fromMs: range.fromMs - windowMinutes * MINUTE_MS, toMs: range.toMs },
  });
  const value = facts.kind === 'duration' ? sql`f.seconds` : sql`f.hit::int::float8`;
  // Materialized: put in order before it is joined, each fact would be looked for among all failures.
  return statementOf(sql`with ${facts.ctes},
counted as materialized (
  select f.service_id, extract(epoch from f.at)::float8 * 1000000 as at_us, ${value} as value
  from facts as f
  where f.at is not null and ${value} >= 0
)
select s.name as service, s.team, extract(epoch from s.retired_at)::float8 * 1000 as retired_ms,
  array_agg(c.at_us order by c.at_us) as ats_us, array_agg(c.value order by c.at_us) as values
from counted as c
join stackflow.services as s on s.id = c.service_id
where ${serviceCondition(scope)}
group by s.id
order by s.name collate "C"`);
}

/**
 * What a DORA metric counts of each service, by the records as they are now.
 *
 * @throws Failure as `Reader.run` does
 */
export async function sampledServices(
  reader: Reader,
  sampled: Sampled,
  { scope, range }: { readonly scope: Scope; readonly range: TimeRange },
  signal: AbortSignal
): Promise<readonly SampledService[]> {
  const rows = await reader.run<SampledRow>(sampledStatement(sampled, scope, range), signal);
  return rows.map(({ service, team, retired_ms: retiredMs, ats_us: atsUs, values }) => ({
    service,
    team,
    retiredMs,
    facts: atsUs.map((atUs, index) => ({ atUs: Math.round(atUs), value: values[index] ?? NaN })),
  }));
}
