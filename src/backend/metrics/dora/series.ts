import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { SamplePart } from '../../../model/dora-query';
import { badRequest } from '../../../model/failure';
import { notMeasured } from '../../../model/level-evidence';
import type { Support } from '../../../model/level-evidence';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { Reader } from '../../aurora/reader';
import { mapInSlices } from '../../turns/slices';
import { boundsCte } from '../buckets';
import type { Bucketing, TimeBucket } from '../buckets';
import { cellsAnswer } from '../cells/choose-cells';
import { listed, numberIn } from '../listed';
import type { ListedNumbers } from '../listed';
import { compareGroups, groupKey, groupOf } from '../scope';
import type { Group, GroupRow } from '../scope';
import { aggregatedCtes, groupsInScope } from './grouped';
import type { Measurement } from './measures';
import { NO_POINTS, POINTS_COLUMNS, groupPoints } from './series-points';
import type { PointsRow } from './series-points';
import { bucketSupportCtes, unplannedRecorded } from './support';
import { factsOf } from './request';
import type { DoraRequest } from './request';

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
  | ({ readonly kind: 'points' } & GroupRow & PointsRow)
  /** What was recorded, bucket by bucket, of what the metric requires. */
  | ({ readonly kind: 'support' } & GroupRow & SupportsRow)
  /** The same of the whole range, whatever the group. */
  | { readonly kind: 'recorded'; readonly unplanned_recorded: boolean | null };

/** The support of a group in one row, with a place for each bucket that has any. */
interface SupportsRow {
  readonly buckets: ListedNumbers;
  readonly severe_incidents: ListedNumbers;
  readonly linked_incidents: ListedNumbers;
}

const NO_SUPPORT = sql`null::json as severe_incidents, null::json as linked_incidents`;

/**
 * One statement for a whole series: the buckets, the groups in scope, and for each group with facts a row of points, up to
 * the row limit. Empty buckets are not sent; they are filled in here.
 */
export function seriesStatement(request: DoraSeriesRequest): Statement {
  const { grouping, bucketing, range, rowLimit } = request;
  const facts = factsOf(request);
  const bucketOf = (at: Sql) =>
    sql`width_bucket(${at}, (select array_agg(b.starts_at order by b.bucket) from bounds as b))`;
  const cells = cellsAnswer(request, { kind: 'series', bucketing });
  const byFacts = () => sql`${boundsCte(bucketing, range)},
${facts.ctes},
${aggregatedCtes(facts, grouping, bucketOf(sql`f.at`), { interval: request.interval, ranks: false })}`;
  return statementOf(
    sql`with ${cells.ctes ?? byFacts()},
${cells.support ?? bucketSupportCtes(request, bucketOf)}
select *
from (
  select 'bucket' as kind, b.bucket, null::text as service, null::text as team,
    extract(epoch from b.starts_at)::float8 * 1000 as start_ms, extract(epoch from b.ends_at)::float8 * 1000 as end_ms,
    null::boolean as unplanned_recorded, null::json as buckets, ${NO_SUPPORT}, ${NO_POINTS}
  from bounds as b
  union all
  select 'group', null, g.service, g.team, null, null, null, null, ${NO_SUPPORT}, ${NO_POINTS}
  from (${groupsInScope(request)}) as g
  union all
  select 'recorded', null, null, null, null, null, ${unplannedRecorded(request)}, null, ${NO_SUPPORT}, ${NO_POINTS}
  union all
  select 'support', null, e.service, e.team, null, null, null,
    ${listed(sql`e.bucket`)}, ${listed(sql`e.severe_incidents`)}, ${listed(sql`e.linked_incidents`)}, ${NO_POINTS}
  from (select v.* from support as v order by v.bucket) as e
  group by e.service, e.team
  union all
  select 'points', null, p.service, p.team, null, null, null, ${listed(sql`p.bucket`)}, ${NO_SUPPORT}, ${POINTS_COLUMNS}
  from (
    select a.*
    from aggregated as a
    order by a.service collate "C", a.team collate "C", a.bucket
    limit ${rowLimit + 1}
  ) as p
  group by p.service, p.team
) as answer
order by kind, service collate "C", team collate "C", bucket`,
    cells.planning
  );
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
  const lines = await mapInSlices([...pointsByGroup(rows, request)], ([, { group, row }]) => ({
    group,
    ...groupPoints(row, buckets.length, facts, request.interval),
    unmeasured: unmeasured(group),
  }));
  const isCount = facts.kind === 'count' || request.sample !== 'none';
  const shown = lines.filter(({ points }) => isCount || points.some(({ value }) => value !== null));
  const open = lines.reduce((sum, line) => sum + line.open, 0);
  return { ...limitLines(shown, buckets.length, request.rowLimit, cutGroup(rows, request)), buckets, open };
}

function timeBucket(startMs: number, endMs: number, { range }: DoraSeriesRequest): TimeBucket {
  return { startMs, endMs, partial: startMs < range.fromMs || endMs > range.toMs };
}

interface GroupRows {
  readonly group: Group;
  /** Undefined where it has no facts. */
  readonly row: PointsRow | undefined;
}

/** Every group, in scope or with facts, by its key. Rows of groups come before those of points. */
function pointsByGroup(rows: readonly SeriesRow[], { grouping }: DoraSeriesRequest): ReadonlyMap<string, GroupRows> {
  const byGroup = new Map<string, GroupRows>();
  for (const row of rows) {
    if (row.kind === 'group' || row.kind === 'points') {
      const group = groupOf(grouping, row);
      byGroup.set(groupKey(group), { group, row: row.kind === 'points' ? row : undefined });
    }
  }
  return byGroup;
}

/** For each group, which of its buckets were not measured. */
function unmeasuredBuckets(
  rows: readonly SeriesRow[],
  { metric, grouping }: DoraSeriesRequest,
  bucketCount: number
): (group: Group) => readonly boolean[] {
  const recorded = rows.find((row) => row.kind === 'recorded')?.unplanned_recorded ?? true;
  const byGroup = new Map(
    rows.filter((row) => row.kind === 'support').map((row) => [groupKey(groupOf(grouping, row)), supportsOf(row)])
  );
  const isUnmeasured = (support: Support) => notMeasured(metric, { support }) !== null;
  return (group) => {
    const supports = byGroup.get(groupKey(group)) ?? [];
    const isWholeUnmeasured = isUnmeasured({ ...sumOf(supports), unplannedRecorded: recorded });
    const hidden = new Set(supports.filter(isUnmeasured).map(({ bucket }) => bucket));
    return Array.from({ length: bucketCount }, (_, index) => isWholeUnmeasured || hidden.has(index + 1));
  };
}

function supportsOf({ buckets, severe_incidents: severe, linked_incidents: linked }: SupportsRow) {
  return buckets.map((_, place) => ({
    bucket: numberIn(buckets, place),
    severeIncidents: numberIn(severe, place) ?? 0,
    linkedIncidents: numberIn(linked, place) ?? 0,
    unplannedRecorded: true,
  }));
}

function sumOf(supports: readonly Support[]): Pick<Support, 'severeIncidents' | 'linkedIncidents'> {
  return {
    severeIncidents: supports.reduce((sum, { severeIncidents }) => sum + severeIncidents, 0),
    linkedIncidents: supports.reduce((sum, { linkedIncidents }) => sum + linkedIncidents, 0),
  };
}

/** The series without zeros that were not measured, which a value of their bucket or of the range says of itself. */
export async function measuredSeries(series: DoraSeries): Promise<DoraSeries> {
  return { ...series, lines: await mapInSlices(series.lines, measuredLine) };
}

function measuredLine(line: DoraLine): DoraLine {
  const { points, unmeasured = [] } = line;
  const isHidden = ({ value }: Measurement, index: number) => value === 0 && unmeasured[index] === true;
  return points.some(isHidden)
    ? { ...line, points: points.map((point, index) => (isHidden(point, index) ? withoutValue(point) : point)) }
    : line;
}

function withoutValue(point: Measurement): Measurement {
  return { ...point, value: null, interval: null };
}

/** Keeps as many whole lines as the row limit has room for: half a line would lie. */
function limitLines(lines: readonly DoraLine[], bucketCount: number, rowLimit: number, lastComplete: Group | null) {
  const ordered = lines.toSorted((a, b) => compareGroups(a.group, b.group));
  const complete = ordered.filter(({ group }) => lastComplete === null || compareGroups(group, lastComplete) < 0);
  const room = Math.max(1, Math.floor(rowLimit / Math.max(1, bucketCount)));
  return { lines: complete.slice(0, room), truncated: lastComplete !== null || complete.length > room };
}

/**
 * Where the row limit cut the points, the group it cut: they were taken by group, so all groups
 * before the last are whole. Null where nothing was cut.
 */
function cutGroup(rows: readonly SeriesRow[], { grouping, rowLimit }: DoraSeriesRequest): Group | null {
  const points = rows.filter((row) => row.kind === 'points');
  const count = points.reduce((sum, { buckets }) => sum + buckets.length, 0);
  const last = points.at(-1);
  return last === undefined || count <= rowLimit ? null : groupOf(grouping, last);
}

function refuseBeyondLimit(bucketCount: number, rowLimit: number): void {
  if (bucketCount > rowLimit) {
    throw badRequest(
      `The series has ${bucketCount} buckets, more than Grafana's row limit of ${rowLimit}.`,
      'Choose a larger bucket or a shorter range.'
    );
  }
}
