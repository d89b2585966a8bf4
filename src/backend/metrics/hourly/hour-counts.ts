import sql, { empty, join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { DoraMetric } from '../../../model/dora-metrics';
import type { MetricSelection } from '../../../model/dora-query';
import type { PublishedKind, PublishedMetric } from '../../../model/publishing';
import { IS_COUNTED, SECONDS } from '../dora/duration';
import type { Facts } from '../dora/facts';
import { factsOf } from '../dora/request';
import type { TimeRange } from '../time-range';

/** Which metric of ours each of CloudWatch's is. The statistic is CloudWatch's business: it gets every value. */
const METRICS: Readonly<Record<PublishedMetric, { readonly metric: DoraMetric; readonly selection: MetricSelection }>> =
  {
    DeploymentFrequency: { metric: 'deploymentFrequency', selection: { kind: 'count' } },
    LeadTime: { metric: 'leadTime', selection: { kind: 'duration', statistic: 'median' } },
    MTTR: { metric: 'mttr', selection: { kind: 'duration', statistic: 'mean' } },
    ChangeFailureRate: { metric: 'changeFailureRate', selection: { kind: 'rate' } },
  };

/** The metrics of each kind of hours that rest on the DORA metrics' facts. */
export const METRICS_OF: Readonly<Record<Exclude<PublishedKind, 'slo'>, readonly PublishedMetric[]>> = {
  dora: ['DeploymentFrequency', 'LeadTime', 'MTTR'],
  changeFailureRate: ['ChangeFailureRate'],
};

/** The start of the hour of UTC of `facts as f`. */
const HOUR = sql`date_bin('1 hour', f.at, timestamptz 'epoch')`;

const EVERYTHING = { services: [], teams: [], tiers: [] } as const;

/**
 * `select` of every value of the metrics by hour, for each service and for all together, from the very
 * facts that the DORA metrics count. Columns `hour timestamptz, metric text, service_id bigint` (null:
 * all together), `value float8`, and `n bigint`: how often the hour has the value. An hour without
 * facts has no row.
 */
export function hourCounts(metrics: readonly PublishedMetric[], range: TimeRange): Sql {
  const parts = metrics.flatMap((metric) => (['none', 'service'] as const).map((by) => countsOf(metric, by, range)));
  return join(parts, '\nunion all\n');
}

function countsOf(metric: PublishedMetric, grouping: 'none' | 'service', range: TimeRange): Sql {
  const facts = factsOf({ ...METRICS[metric], scope: EVERYTHING, grouping, range });
  const serviceId = grouping === 'none' ? sql`null::bigint` : sql`f.service_id`;
  const { value, n, condition, isGrouped } = valuesOf(facts);
  // An incident that touched no service belongs to all together alone.
  const belongs = grouping === 'none' ? sql`true` : sql`f.service_id is not null`;
  return sql`(with ${facts.ctes}
select ${HOUR} as hour, ${metric}::text as metric, ${serviceId} as service_id, ${value} as value, ${n}::bigint as n
from facts as f
where ${belongs} and ${condition}
group by 1, 3${isGrouped ? sql`, 4` : empty})`;
}

/** What an hour's facts become: their number, or each of them; those that no metric counts are left out. */
function valuesOf({ kind }: Facts) {
  switch (kind) {
    case 'count':
      return { value: sql`count(*) filter (where f.hit)::float8`, n: sql`1`, condition: sql`true`, isGrouped: false };
    case 'rate':
      return {
        value: sql`case when f.hit then 100 else 0 end::float8`,
        n: sql`count(*)`,
        condition: sql`true`,
        isGrouped: true,
      };
    case 'duration':
      // Not those still open, nor those whose end is missing or lies before their beginning.
      return {
        value: SECONDS,
        n: sql`count(*)`,
        condition: IS_COUNTED,
        isGrouped: true,
      };
  }
}
