import { CHECK_VARIABLE } from '../src/model/data-quality-link';

/** Names of the dashboards' variables: links carry them from one dashboard to the next. */
export const VARIABLES = {
  service: 'service',
  team: 'team',
  tier: 'tier',
  preset: 'preset',
  slo: 'slo',
  metric: 'metric',
  select: 'select',
  check: CHECK_VARIABLE,
} as const;
export type VariableName = (typeof VARIABLES)[keyof typeof VARIABLES];

/** Every dashboard has these. */
export const SHARED_VARIABLES = [VARIABLES.team, VARIABLES.service, VARIABLES.tier, VARIABLES.preset] as const;
