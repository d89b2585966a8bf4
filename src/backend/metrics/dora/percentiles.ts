import type { Statistic } from '../../../model/dora-metrics';

/** The statistics that are percentiles, as shares. */
export const PERCENTILES: Readonly<Record<Exclude<Statistic, 'mean'>, number>> = {
  median: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
};
