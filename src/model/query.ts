import { z } from 'zod';

import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS, defaultStatistic, isDurationMetric } from './dora-metrics';
import type { DoraMetric, Statistic } from './dora-metrics';
import { DEFAULT_PRESET, PRESETS } from './performance-levels';

/**
 * The query model: what an editor saves in a panel or an alert rule, and what the backend
 * validates before anything runs. `queryType` picks the member of the union.
 */

/** The version a query is saved with. Older ones are migrated by `migrateQuery`, never dropped. */
export const QUERY_VERSION = 1;

/**
 * How the result is laid out: a line over time, one number (per group) for stat panels and alerts,
 * or a table with level, rule and sample.
 */
export const SHAPES = ['series', 'value', 'table'] as const;
export type Shape = (typeof SHAPES)[number];

export const GROUPINGS = ['none', 'service', 'team'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const TIERS = ['critical', 'standard'] as const;
export type Tier = (typeof TIERS)[number];

/**
 * Bucket of a series: a calendar unit in the dashboard's time zone; `auto`, the smallest calendar
 * unit not shorter than the panel's interval; or `interval`, the panel's interval itself.
 */
export const BUCKETS = ['auto', 'hour', 'day', 'week', 'month', 'interval'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Most names one filter may hold. Far above any real catalogue; bounds the size of a statement. */
const MAX_FILTER_NAMES = 1000;

const name = z
  .string()
  .min(1)
  .max(500)
  // PostgreSQL has no NUL in text.
  .refine((text) => !text.includes('\u0000'), { error: 'holds a NUL character' });
const names = z.array(name).max(MAX_FILTER_NAMES).default([]);

function isTimeZone(zone: string): boolean {
  // Newer JavaScript engines know bare offsets, but PostgreSQL reads their sign the other way round.
  if (!/^[a-z]/i.test(zone)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: 'is not a known time zone; use an IANA name such as Europe/Berlin' })
  .default('UTC');

/** Fields Grafana itself puts on every query; they are not ours to judge. */
const grafanaEnvelope = {
  refId: z.unknown().optional(),
  key: z.unknown().optional(),
  hide: z.unknown().optional(),
  datasource: z.unknown().optional(),
  datasourceId: z.unknown().optional(),
  intervalMs: z.unknown().optional(),
  maxDataPoints: z.unknown().optional(),
  queryCachingTTL: z.unknown().optional(),
  queryLibraryRef: z.unknown().optional(),
  timeRange: z.unknown().optional(),
  scopes: z.unknown().optional(),
  adhocFilters: z.unknown().optional(),
  groupByKeys: z.unknown().optional(),
  requestId: z.unknown().optional(),
};

const doraObject = z.strictObject({
  ...grafanaEnvelope,
  queryType: z.literal('dora'),
  version: z.literal(QUERY_VERSION).default(QUERY_VERSION),
  metric: z.enum(DORA_METRICS),
  /** Only for durations; where it is missing, the metric's default. */
  statistic: z.enum(STATISTICS).optional(),
  shape: z.enum(SHAPES).default('series'),
  groupBy: z.enum(GROUPINGS).default('none'),
  /** Names; empty means all. */
  services: names,
  /** Names; empty means all. */
  teams: names,
  /** Empty means all. */
  tiers: z.array(z.enum(TIERS)).max(TIERS.length).default([]),
  bucket: z.enum(BUCKETS).default('auto'),
  preset: z.enum(PRESETS).default(DEFAULT_PRESET),
  /** Zone of the buckets; the browser sends the dashboard's, alerts send none and get UTC. */
  timeZone,
});

/** The `dora` query once validated: every default filled in. */
export const doraQuerySchema = doraObject
  .superRefine((query, context) => {
    const complaint = statisticComplaint(query.metric, query.statistic);
    if (complaint !== null) {
      context.addIssue({ code: 'custom', path: ['statistic'], message: complaint });
    }
  })
  .transform(withStatistic);

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
  if (statistic === undefined || statistics.includes(statistic)) {
    return null;
  }
  return statistics.length === 0
    ? `does not apply to ${label}; leave it out`
    : `must be one of ${statistics.join(', ')} for ${label}`;
}

/** What is saved: fields with a default may be missing. */
export type DoraQueryInput = z.input<typeof doraObject>;
/** What the backend works with. */
export type DoraQuery = z.output<typeof doraQuerySchema>;

/** Every query kind by its `queryType`. */
export type SreQueryInput = DoraQueryInput;
export type SreQuery = DoraQuery;

export const QUERY_TYPES = ['dora'] as const;
export type QueryType = (typeof QUERY_TYPES)[number];

/** A new panel's query. */
export const DEFAULT_QUERY = {
  queryType: 'dora',
  version: QUERY_VERSION,
  metric: 'deploymentFrequency',
  shape: 'series',
  groupBy: 'none',
  services: [],
  teams: [],
  tiers: [],
  bucket: 'auto',
  preset: DEFAULT_PRESET,
} as const satisfies DoraQueryInput;

/**
 * Brings a saved query up to `QUERY_VERSION`. Version 1 is the first, so today this only fills in a
 * missing `queryType`, as for a query that Grafana creates from nothing.
 */
export function migrateQuery(saved: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { queryType } = saved;
  return { ...saved, queryType: queryType === undefined || queryType === '' ? DEFAULT_QUERY.queryType : queryType };
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: SreQuery }
  /** `field` is the path of the first wrong field, `message` a sentence that names it. */
  | { readonly ok: false; readonly field: string; readonly message: string };

/**
 * Validates a saved query, after migrating it. Never throws.
 *
 * @param saved the query's JSON as Grafana sends it, Grafana's own fields included
 */
export function parseQuery(saved: unknown): ParsedQuery {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) {
    return { ok: false, field: '', message: 'The query must be a JSON object.' };
  }
  const migrated = migrateQuery(saved as Record<string, unknown>);
  if (!QUERY_TYPES.some((queryType) => queryType === migrated['queryType'])) {
    return {
      ok: false,
      field: 'queryType',
      message: `queryType must be one of: ${QUERY_TYPES.join(', ')}.`,
    };
  }
  const parsed = doraQuerySchema.safeParse(migrated, { reportInput: false });
  return parsed.success ? { ok: true, query: parsed.data } : firstComplaint(parsed.error);
}

function firstComplaint(error: z.ZodError): ParsedQuery {
  const [issue] = error.issues;
  if (issue === undefined) {
    return { ok: false, field: '', message: 'The query is not valid.' };
  }
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0]].join('.');
    return { ok: false, field, message: `${field} is not a field of this query.` };
  }
  const field = issue.path.join('.');
  return { ok: false, field, message: `${field}: ${issue.message}.` };
}
