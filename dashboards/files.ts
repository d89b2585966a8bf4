import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

import { sreDataQuality } from './sre-data-quality';
import { sreDora } from './sre-dora';
import { sreErrorBudget } from './sre-error-budget';
import { sreMetrics } from './sre-metrics';
import { sreReliability } from './sre-reliability';
import { sreWall } from './sre-wall';

/** The dashboards as Grafana's files. */

export const DASHBOARDS: ReadonlyArray<() => Builder<Dashboard>> = [
  sreMetrics,
  sreDora,
  sreErrorBudget,
  sreReliability,
  sreDataQuality,
  sreWall,
];

/** Text of each file by its name. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    DASHBOARDS.map((build) => {
      const dashboard = build().build();
      return [`${dashboard.uid ?? ''}.json`, `${JSON.stringify(dashboard, null, 2)}\n`] as const;
    })
  );
}
