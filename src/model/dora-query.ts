import { z } from 'zod';

import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS, defaultStatistic, isDurationMetric } from './dora-metrics';
import type { DoraMetric, Statistic } from './dora-metrics';
import { DEFAULT_PRESET, PRESETS } from './performance-levels';
import { BUCKETS, GROUPINGS, SHAPES, commonFields, scopeFields } from './query-fields';

/** The `dora` query: one DORA metric over time, as a value, or as a table with its level. */

/** Whether a table or a value is compared with the period of the same length that ends where the range begins. */
export const COMPARISONS = ['none', 'previousPeriod'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/**
 * What a value or a series tells of what it rests on, in place of the metric itself: nothing, `n` that it counts, how
 * many of them `failed`, the `total` that was looked at, or how many durations were left out: `excluded` for a time that
 * is missing or out of order, or still `open`. So an alert rule can ask for enough of them.
 */
export const SAMPLE_PARTS = ['none', 'n', 'failed', 'total', 'excluded', 'open'] as const;
export type SamplePart = (typeof SAMPLE_PARTS)[number];

/** Whether services that are retired at the range's end are among what is looked at. */
export const RETIRED_CHOICES = ['include', 'exclude'] as const;
export type RetiredChoice = (typeof RETIRED_CHOICES)[number];

/**
 * How the metric is looked at:
 * - `metric`: what it is;
 * - `signal`: whether it changed against its own past: its natural process limits, and what breaks them;
 * - `difference`: why it differs from the period before: the part of each group, and the records that moved it most.
 */
export const DORA_VIEWS = ['metric', 'signal', 'difference'] as const;
export type DoraView = (typeof DORA_VIEWS)[number];

/** What a missing field means. */
export const DORA_DEFAULTS = {
  metric: 'deploymentFrequency',
  view: 'metric',
  shape: 'series',
  groupBy: 'none',
  bucket: 'auto',
  preset: DEFAULT_PRESET,
  compare: 'none',
  sample: 'none',
  retired: 'include',
  details: false,
  interval: false,
  wholeUnits: false,
} as const;

/** The fields of a `dora` query. */
export const doraObject = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('dora'),
  metric: z.enum(DORA_METRICS).default(DORA_DEFAULTS.metric),
  /** Only for durations, moot for others; where it is missing, the metric's default. */
  statistic: z.enum(STATISTICS).optional(),
  view: z.enum(DORA_VIEWS).default(DORA_DEFAULTS.view),
  /** A difference is a table. */
  shape: z.enum(SHAPES).default(DORA_DEFAULTS.shape),
  /** One result for all, or one each. */
  groupBy: z.enum(GROUPINGS).default(DORA_DEFAULTS.groupBy),
  /** For series and signals; `auto` in a signal is a week. */
  bucket: z.enum(BUCKETS).default(DORA_DEFAULTS.bucket),
  preset: z.enum(PRESETS).default(DORA_DEFAULTS.preset),
  /** Not for series. A value then bears its level as a label, and the trend comes beside it in words; not in alert rules. */
  compare: z.enum(COMPARISONS).default(DORA_DEFAULTS.compare),
  /** Not for tables, which have columns for it. */
  sample: z.enum(SAMPLE_PARTS).default(DORA_DEFAULTS.sample),
  retired: z.enum(RETIRED_CHOICES).default(DORA_DEFAULTS.retired),
  /**
   * Whether each number also bears words as labels: since when there is no data, where that is so, and of a signal its
   * reason. It is for the texts of an alert rule; its condition needs a query without, since labels tell alerts apart.
   * Only for values.
   */
  details: z.boolean().default(DORA_DEFAULTS.details),
  /** Whether the value comes with its 95 % interval; not for signals, differences and alert rules, which want one number. */
  interval: z.boolean().default(DORA_DEFAULTS.interval),
  /**
   * Whether lines of a duration are drawn in days, hours, minutes or seconds, so that their axis has whole ticks; else in
   * seconds, which Grafana names in larger units. Panels alone do it: alert rules and Grafana's API have seconds. Only for series.
   */
  wholeUnits: z.boolean().default(DORA_DEFAULTS.wholeUnits),
});

/** The `dora` query once validated: every default filled in. */
export const doraQuerySchema = doraObject
  .superRefine((query, context) => {
    for (const [field, message] of complaints(query)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .transform(withStatistic);

type DoraFields = z.output<typeof doraObject>;

const COMPARE_COMPLAINT = 'applies to values and tables of the metric itself only; leave it out';

/** What is wrong with fields that are right by themselves, each with the field's name. */
function complaints(query: DoraFields): Array<readonly [keyof DoraFields, string]> {
  const { metric, view, shape, compare, details, interval, wholeUnits } = query;
  const isMetric = view === 'metric';
  const found: ReadonlyArray<readonly [keyof DoraFields, string | null]> = [
    ['statistic', statisticComplaint(metric, query.statistic)],
    ['shape', view === 'difference' && shape !== 'table' ? 'must be table for a difference' : null],
    ['compare', compare !== 'none' && !(isMetric && shape !== 'series') ? COMPARE_COMPLAINT : null],
    ['sample', sampleComplaint(query)],
    ['interval', interval && !isMetric ? 'applies to the metric itself only; leave it out' : null],
    [
      'details',
      details && (shape !== 'value' || view === 'difference') ? 'applies to values only; leave it out' : null,
    ],
    ['wholeUnits', wholeUnits && shape !== 'series' ? 'applies to series only; leave it out' : null],
  ];
  return found.flatMap(([field, message]) => (message === null ? [] : [[field, message] as const]));
}

function sampleComplaint({ metric, view, shape, sample }: DoraFields): string | null {
  if (sample === 'none') {
    return null;
  }
  if (view !== 'metric' || shape === 'table') {
    return 'applies to values and series only; leave it out';
  }
  const parts = samplePartsOf(metric);
  if (!parts.includes(sample)) {
    return `must be one of ${parts.join(', ')} for ${DORA_METRIC_INFO[metric].label}`;
  }
  return sample === 'open' && shape === 'series'
    ? 'open incidents have no place in time; choose the shape "value"'
    : null;
}

/** Which parts of its sample a metric has. */
export function samplePartsOf(metric: DoraMetric): readonly Exclude<SamplePart, 'none'>[] {
  const { countsFailed } = DORA_METRIC_INFO[metric];
  const isDuration = isDurationMetric(metric);
  const has: Readonly<Record<Exclude<SamplePart, 'none'>, boolean>> = {
    n: true,
    failed: countsFailed,
    total: true,
    excluded: isDuration,
    // A change is counted once it is closed; only incidents are counted while they are open.
    open: isDuration && metric !== 'leadTime',
  };
  return SAMPLE_PARTS.filter((part) => part !== 'none').filter((part) => has[part]);
}

/** A metric with its statistic: a duration always has one, anything else has none. */
export type MetricSelection =
  { readonly kind: 'duration'; readonly statistic: Statistic } | { readonly kind: 'count' | 'rate' };

function withStatistic(query: z.infer<typeof doraObject>) {
  const { statistic, ...rest } = query;
  const selection: MetricSelection = isDurationMetric(query.metric)
    ? { kind: 'duration', statistic: statistic ?? defaultStatistic(query.metric) }
    : { kind: DORA_METRIC_INFO[query.metric].unit === 'percent' ? 'rate' : 'count' };
  return { ...rest, selection };
}

function statisticComplaint(metric: DoraMetric, statistic: Statistic | undefined): string | null {
  const { statistics, label } = DORA_METRIC_INFO[metric];
  const isMoot = statistic === undefined || statistics.length === 0;
  return isMoot || statistics.includes(statistic) ? null : `must be one of ${statistics.join(', ')} for ${label}`;
}

/** What is saved: fields with a default may be missing. */
export type DoraQueryInput = z.input<typeof doraObject>;
/** What the backend works with. */
export type DoraQuery = z.output<typeof doraQuerySchema>;
