/**
 * The DORA metrics this product computes, as data: names, units, statistics and the one sentence
 * that explains each. Definitions follow `docs/metrics.md`; the SQL lives in `backend/metrics`.
 */

/** What a metric's value is counted in. Durations are seconds everywhere in this product. */
export type MetricUnit = 'perDay' | 'seconds' | 'percent';

/** How many durations become one number. Percentiles interpolate linearly. */
export const STATISTICS = ['mean', 'median', 'p75', 'p90', 'p95'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** The statistics' names as people read them. */
export const STATISTIC_LABELS: Readonly<Record<Statistic, string>> = {
  mean: 'mean',
  median: 'median',
  p75: '75th percentile',
  p90: '90th percentile',
  p95: '95th percentile',
};

/** The four DORA metrics, and two beside them. */
export const DORA_METRICS = [
  'deploymentFrequency',
  'leadTime',
  'mttr',
  'changeFailureRate',
  'failedDeploymentRecoveryTime',
  'reworkRate',
] as const;
export type DoraMetric = (typeof DORA_METRICS)[number];

/** The specification's four, in its order. */
export const FOUR_METRICS = ['deploymentFrequency', 'leadTime', 'mttr', 'changeFailureRate'] as const;
export type FourMetric = (typeof FOUR_METRICS)[number];

/** Metrics that summarise durations, so that a statistic must be named beside them. */
export const DURATION_METRICS = ['leadTime', 'mttr', 'failedDeploymentRecoveryTime'] as const;
export type DurationMetric = (typeof DURATION_METRICS)[number];

export interface DoraMetricInfo {
  /** Name on screens. */
  readonly label: string;
  /** One sentence that says what the number means. */
  readonly sentence: string;
  readonly unit: MetricUnit;
  /** The statistics on offer, the default first; empty where the metric is no duration. */
  readonly statistics: readonly Statistic[];
  /** What a sample counts: `n deployments`, or the `n of m` of a rate. */
  readonly sampleNoun: string;
  /** Whether failed deployments are among what is looked at. */
  readonly countsFailed: boolean;
}

export const DORA_METRIC_INFO: Readonly<Record<DoraMetric, DoraMetricInfo>> = {
  deploymentFrequency: {
    label: 'Deployment frequency',
    sentence:
      'Successful production deployments divided by the days in the range; in a time series, the number in each bucket.',
    unit: 'perDay',
    statistics: [],
    sampleNoun: 'successful deployments',
    countsFailed: true,
  },
  leadTime: {
    label: 'Lead time for changes',
    sentence: 'Time from a change record being created to being closed, over successful production deployments.',
    unit: 'seconds',
    statistics: ['median', 'mean', 'p75', 'p90', 'p95'],
    sampleNoun: 'successful deployments',
    countsFailed: false,
  },
  mttr: {
    label: 'MTTR',
    sentence: 'Time to restore service: from creation to resolution of P1 and P2 incidents resolved in the range.',
    unit: 'seconds',
    statistics: ['mean', 'median', 'p75', 'p90'],
    sampleNoun: 'restored incidents',
    countsFailed: false,
  },
  changeFailureRate: {
    label: 'Change failure rate',
    sentence:
      'Share of production deployments that failed: by their outcome, or by a linked P1 or P2 incident within 24 hours.',
    unit: 'percent',
    statistics: [],
    sampleNoun: 'failed deployments',
    countsFailed: true,
  },
  failedDeploymentRecoveryTime: {
    label: 'Failed deployment recovery time',
    sentence:
      'Time from a deployment to the resolution of the P1 or P2 incident that made it fail, for incidents resolved in the range.',
    unit: 'seconds',
    statistics: ['median'],
    sampleNoun: 'recoveries',
    countsFailed: false,
  },
  reworkRate: {
    label: 'Rework rate',
    sentence: 'Share of unplanned deployments and emergency changes among all production deployments and those.',
    unit: 'percent',
    statistics: [],
    sampleNoun: 'unplanned deployments and emergency changes',
    countsFailed: false,
  },
};

/** What a number of the sample is called: `SamplePart` but none. */
export function samplePartLabel(metric: DoraMetric, part: 'n' | 'failed' | 'total' | 'excluded' | 'open'): string {
  const { label, sampleNoun } = DORA_METRIC_INFO[metric];
  switch (part) {
    case 'n':
      return `${label}: ${sampleNoun}`;
    case 'failed':
      return `${label}: failed deployments`;
    case 'total':
      return `${label}: all looked at`;
    case 'excluded':
      return `${label}: left out`;
    case 'open':
      return `${label}: still open`;
  }
}

/** Whether `metric` summarises durations and so takes a statistic. */
export function isDurationMetric(metric: DoraMetric): metric is DurationMetric {
  return DORA_METRIC_INFO[metric].statistics.length > 0;
}

/** The statistic a duration metric uses where none is chosen: median, but mean for MTTR. */
export function defaultStatistic(metric: DurationMetric): Statistic {
  const [first] = DORA_METRIC_INFO[metric].statistics;
  return first ?? 'median';
}
