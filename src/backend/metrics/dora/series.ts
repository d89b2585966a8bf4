import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { SamplePart } from '../../../model/dora-query';
import { badRequest } from '../../../model/failure';
import { notMeasured } from '../../../model/level-evidence';
import type { Support } from '../../../model/level-evidence';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { Reader } from '../../aurora/reader';
import { boundsCte } from '../buckets';
import type { Bucketing, TimeBucket } from '../buckets';
import { compareGroups, groupKey, groupOf } from '../scope';
import type { Group, GroupRow } from '../scope';
import { aggregatedCtes, groupsInScope } from './grouped';
import { NO_ROWS, measurementOf } from './measures';
import type { MeasureRow, Measurement } from './measures';
import { bucketSupportCtes, supportOf, unplannedRecorded } from './support';
import type { SupportRow } from './support';
import { factsOf } from './request';
import type { DoraRequest } from './request';
import type { Facts } from './facts';

export interface DoraSeriesRequest extends DoraRequest {
  readonly bucketing: Bucketing;
  /** What of the points is shown, which decides whether a line of none is one of zeros or of gaps. */
  readonly sample: SamplePart;
}

export interface DoraLine {
  readonly group: Group;
  /** One for each bucket, in order. */
  readonly points: readonly Measurement[];
  /** Incidents left out because they are still open; they are in no bucket. */
  readonly open: number;
  /** For each bucket whether a value of it, or of the whole range, says that it was not measured; default none. */
  readonly unmeasured?: readonly boolean[];
}

export interface DoraSeries {
  /** Every bucket that touches the range, in order, empty ones included. */
  readonly buckets: readonly TimeBucket[];
  /**
   * By name. A count has a line for every group in scope, since zero is a fact; other metrics for
   * every group with a sample, since a line of gaps says nothing.
   */
  readonly lines: readonly DoraLine[];
  /** Incidents left out because they are still open, of groups without a line too. */
  readonly open: number;
  /** True where lines were left out at the row limit. */
  readonly truncated: boolean;
}

type SeriesRow =
  | { readonly kind: 'bucket'; readonly bucket: number; readonly start_ms: number; readonly end_ms: number }
  | ({ readonly kind: 'group' } & GroupRow)
  /** Without a bucket: things that have no place in time, as open incidents. */
  | ({ readonly kind: 'point'; readonly bucket: number | null } & GroupRow & MeasureRow)
  /** What was recorded in a bucket of what the metric requires. */
  | ({ readonly kind: 'support'; readonly bucket: number } & GroupRow & SupportRow)
  /** The same of the whole range, whatever the group. */
  | ({ readonly kind: 'recorded' } & SupportRow);

/**
 * One statement for a whole series: the buckets, the groups in scope, and a point for each bucket
 * and group that has facts, up to the row limit. Empty buckets are not sent; they are filled in here.
 */
export function seriesStatement(request: DoraSeriesRequest): Statement {
  const { grouping, bucketing, range, rowLimit } = request;
  const facts = factsOf(request);
  const bucketOf = (at: Sql) =>
    sql`width_bucket(${at}, (select array_agg(b.starts_at order by b.bucket) from bounds as b))`;
  const noSupport = sql`null::float8, null::float8, null::boolean`;
  return statementOf(sql`with ${boundsCte(bucketing, range)},
${facts.ctes},
${aggregatedCtes(facts, grouping, bucketOf(sql`f.at`), { interval: request.interval, ranks: false })},
${bucketSupportCtes(request, bucketOf)}
select *
from (
  select 'bucket' as kind, b.bucket, null::text as service, null::text as team,
    extract(epoch from b.starts_at)::float8 * 1000 as start_ms, extract(epoch from b.ends_at)::float8 * 1000 as end_ms,
    null::float8 as statistic_seconds, null::float8 as n, null::float8 as total, null::float8 as excluded, null::float8 as open,
    null::float8 as shared, null::float8[] as spread, null::float8[] as ranks,
    null::float8 as severe_incidents, null::float8 as linked_incidents, null::boolean as unplanned_recorded
  from bounds as b
  union all
  select 'group', null, g.service, g.team, null, null, null, null, null, null, null, null, null, null, ${noSupport}
  from (${groupsInScope(request)}) as g
  union all
  select 'support', e.bucket, e.service, e.team, null, null, null, null, null, null, null, null, null, null,
    e.severe_incidents, e.linked_incidents, true
  from support as e
  union all
  select 'recorded', null, null, null, null, null, null, null, null, null, null, null, null, null,
    null, null, ${unplannedRecorded(request)}
  union all
  select 'point', p.*
  from (
    select a.bucket, a.service, a.team, null::float8, null::float8, a.statistic_seconds, a.n, a.total, a.excluded, a.open,
      a.shared, a.spread, a.ranks, ${noSupport}
    from aggregated as a
    order by a.service collate "C", a.team collate "C", a.bucket
    limit ${rowLimit + 1}
  ) as p
) as answer
order by kind, service collate "C", team collate "C", bucket`);
}

/**
 * A DORA metric over time, in total or by group.
 *
 * @throws Failure as `Reader.run` does, and 400 where one line alone would pass the row limit
 */
export async function doraSeries(reader: Reader, request: DoraSeriesRequest, signal: AbortSignal): Promise<DoraSeries> {
  if (request.range.fromMs >= request.range.toMs) {
    // A range that lies in the future has no bucket yet.
    return { buckets: [], lines: [], open: 0, truncated: false };
  }
  const rows = await reader.run<SeriesRow>(seriesStatement(request), signal);
  const buckets = rows
    .filter((row) => row.kind === 'bucket')
    .toSorted((a, b) => a.bucket - b.bucket)
    .map((row) => timeBucket(row.start_ms, row.end_ms, request));
  refuseBeyondLimit(buckets.length, request.rowLimit);
  const facts = factsOf(request);
  const unmeasured = unmeasuredBuckets(rows, request, buckets.length);
  const lines = [...linesByGroup(rows, request, facts)].map((line) => ({
    ...filled(line, buckets.length, request, facts),
    unmeasured: unmeasured(line.group),
  }));
  const isCount = facts.kind === 'count' || request.sample !== 'none';
  const shown = lines.filter(({ points }) => isCount || points.some(({ value }) => value !== null));
  const open = lines.reduce((sum, line) => sum + line.open, 0);
  return { ...limitLines(shown, buckets.length, request.rowLimit, cutGroup(rows, request)), buckets, open };
}

function timeBucket(startMs: number, endMs: number, { range }: DoraSeriesRequest): TimeBucket {
  return { startMs, endMs, partial: startMs < range.fromMs || endMs > range.toMs };
}

interface SparseLine {
  readonly group: Group;
  readonly byBucket: Map<number, Measurement>;
  open: number;
}

function linesByGroup(rows: readonly SeriesRow[], request: DoraSeriesRequest, facts: Facts): Iterable<SparseLine> {
  const lines = new Map<string, SparseLine>();
  for (const row of rows) {
    if (row.kind !== 'group' && row.kind !== 'point') {
      continue;
    }
    const group = groupOf(request.grouping, row);
    const key = groupKey(group);
    const line = lines.get(key) ?? { group, byBucket: new Map<number, Measurement>(), open: 0 };
    lines.set(key, line);
    if (row.kind === 'point' && row.bucket === null) {
      line.open = row.open;
    } else if (row.kind === 'point' && row.bucket !== null) {
      line.byBucket.set(row.bucket, measurementOf(facts, row, null, request.interval));
    }
  }
  return lines.values();
}

function filled(
  { group, byBucket, open }: SparseLine,
  bucketCount: number,
  { interval }: DoraSeriesRequest,
  facts: Facts
): DoraLine {
  const empty = measurementOf(facts, NO_ROWS, null, interval);
  return {
    group,
    open,
    points: Array.from({ length: bucketCount }, (_, index) => byBucket.get(index + 1) ?? empty),
  };
}

const NOTHING_REQUIRED: SupportRow = { severe_incidents: null, linked_incidents: null, unplanned_recorded: null };

/** For each group, which of its buckets were not measured. */
function unmeasuredBuckets(
  rows: readonly SeriesRow[],
  { metric, grouping }: DoraSeriesRequest,
  bucketCount: number
): (group: Group) => readonly boolean[] {
  const { unplannedRecorded: recorded } = supportOf(rows.find((row) => row.kind === 'recorded') ?? NOTHING_REQUIRED);
  const byGroup = new Map<string, Array<Extract<SeriesRow, { kind: 'support' }>>>();
  for (const row of rows) {
    if (row.kind === 'support') {
      const key = groupKey(groupOf(grouping, row));
      byGroup.set(key, [...(byGroup.get(key) ?? []), row]);
    }
  }
  const isUnmeasured = (support: Support) => notMeasured(metric, { support }) !== null;
  return (group) => {
    const supports = byGroup.get(groupKey(group)) ?? [];
    const isWholeUnmeasured = isUnmeasured({ ...sumOf(supports.map(supportOf)), unplannedRecorded: recorded });
    const hidden = new Set(supports.filter((row) => isUnmeasured(supportOf(row))).map(({ bucket }) => bucket));
    return Array.from({ length: bucketCount }, (_, index) => isWholeUnmeasured || hidden.has(index + 1));
  };
}

function sumOf(supports: readonly Support[]): Pick<Support, 'severeIncidents' | 'linkedIncidents'> {
  return {
    severeIncidents: supports.reduce((sum, { severeIncidents }) => sum + severeIncidents, 0),
    linkedIncidents: supports.reduce((sum, { linkedIncidents }) => sum + linkedIncidents, 0),
  };
}

/** The series without zeros that were not measured, which a value of their bucket or of the range says of itself. */
export function measuredSeries(series: DoraSeries): DoraSeries {
  const lines = series.lines.map((line) => ({
    ...line,
    points: line.points.map((point, index) =>
      point.value === 0 && line.unmeasured?.[index] === true ? { ...point, value: null, interval: null } : point
    ),
  }));
  return { ...series, lines };
}

/** Keeps as many whole lines as the row limit has room for: half a line would lie. */
function limitLines(lines: readonly DoraLine[], bucketCount: number, rowLimit: number, lastComplete: Group | null) {
  const ordered = lines.toSorted((a, b) => compareGroups(a.group, b.group));
  const complete = ordered.filter(({ group }) => lastComplete === null || compareGroups(group, lastComplete) < 0);
  const room = Math.max(1, Math.floor(rowLimit / Math.max(1, bucketCount)));
  return { lines: complete.slice(0, room), truncated: lastComplete !== null || complete.length > room };
}

/**
 * Where the row limit cut the points, the group it cut: they come ordered by group, so all groups
 * before it are whole. Null where nothing was cut.
 */
function cutGroup(rows: readonly SeriesRow[], { grouping, rowLimit }: DoraSeriesRequest): Group | null {
  const last = rows.filter((row) => row.kind === 'point')[rowLimit];
  return last === undefined ? null : groupOf(grouping, last);
}

function refuseBeyondLimit(bucketCount: number, rowLimit: number): void {
  if (bucketCount > rowLimit) {
    throw badRequest(
      `The series has ${bucketCount} buckets, more than Grafana's row limit of ${rowLimit}.`,
      'Choose a larger bucket or a shorter range.'
    );
  }
}
