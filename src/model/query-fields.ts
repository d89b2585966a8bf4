import { z } from 'zod';

/** Fields that several query kinds have in common, and their choices. */

/** The version a query is saved with. Older ones are migrated by `migrateQuery`, never dropped. */
export const QUERY_VERSION = 1 as const;

/**
 * How the result is laid out: a line over time, one number (per group) for stat panels and alerts,
 * or a table.
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

/** Most names one filter may hold: all that a variable can list, so that its All is never refused. */
const MAX_FILTER_NAMES = 10_000;

const name = z
  .string()
  .min(1)
  .max(500)
  // PostgreSQL has no NUL in text.
  .refine((text) => !text.includes('\u0000'), { error: 'holds a NUL character' });

/** Names to filter by; empty means all. */
export const names = z.array(name).max(MAX_FILTER_NAMES).default([]);

/** A filter that names every tier is none: it would else drop what belongs to no service, as some incidents do. */
export function unlessEveryTier<T extends string>(tiers: readonly T[]): T[] {
  return TIERS.every((tier) => tiers.some((named) => named === tier)) ? [] : [...tiers];
}

/** Which services a query looks at; empty lists mean all. */
export const scopeFields = {
  /** Names of services; empty means all. */
  services: names,
  /** Names of teams; empty means all. */
  teams: names,
  /** Empty means all. */
  tiers: z.array(z.enum(TIERS)).max(TIERS.length).default([]).transform(unlessEveryTier),
};

/** The scope of a new query: everything, in lists of its own. */
export function newScope(): { services: string[]; teams: string[]; tiers: Tier[] } {
  return { services: [], teams: [], tiers: [] };
}

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

/** Zone of the buckets; the browser sends the dashboard's, alerts send none and get UTC. */
export const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: 'is not a known time zone; use an IANA name such as Europe/Berlin' })
  .default('UTC');

/**
 * What every query kind has: its version, the dashboard's zone, and fields that Grafana puts on every query, which are
 * not ours to judge. `instant` and `range` are Prometheus's; the editor of alert rules writes them into any query.
 */
export const commonFields = {
  /** The version of the query model; older ones are migrated when they are read. */
  version: z.literal(QUERY_VERSION).default(QUERY_VERSION),
  timeZone,
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
  instant: z.unknown().optional(),
  range: z.unknown().optional(),
  label: z.unknown().optional(),
  resultAssertions: z.unknown().optional(),
};
