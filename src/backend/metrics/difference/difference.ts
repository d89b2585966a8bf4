import { badRequest } from '../../../model/failure';
import type { Reader } from '../../aurora/reader';
import type { DoraRequest } from '../dora/request';
import { compareGroups, groupOf } from '../scope';
import type { GroupRow } from '../scope';
import { differenceStatement } from './difference-sql';
import { splitChange } from './split';
import type { Part, Portion, Split, WholeKind } from './split';

/** Why a metric differs from the period of the same length that ends where the range begins. */

/** A group with its own values; null where it has none. */
export interface GroupDifference extends Part {
  readonly valueThen: number | null;
  readonly valueNow: number | null;
}

/** A record that moved the metric. */
export interface MovingRecord {
  readonly service: string | null;
  readonly team: string | null;
  /** Null for MTTR. */
  readonly change: string | null;
  readonly changeUrl: string | null;
  /** Null for metrics of changes. */
  readonly incident: string | null;
  readonly incidentUrl: string | null;
  /** When it counts. */
  readonly atMs: number;
  /** Whether it is one of the range, and not of the period before. */
  readonly isNow: boolean;
  /** Seconds of a duration; of a rate 100 where it counts, else 0. */
  readonly amount: number;
  /** In the metric's unit; those of all records add up to the change. */
  readonly contribution: number;
}

export interface Difference {
  /** Null where the metric has no value in one of the periods. */
  readonly whole: Omit<Split, 'parts'> | null;
  readonly valueThen: number | null;
  readonly valueNow: number | null;
  /** The largest contribution first, then by name; without contributions where there is no whole. */
  readonly groups: ReadonlyArray<GroupDifference | Pick<GroupDifference, 'group' | 'valueThen' | 'valueNow'>>;
  /** At most `LISTED_RECORDS`; what moved it furthest in the direction in which it went comes first. */
  readonly records: readonly MovingRecord[];
}

interface PeriodsRow {
  readonly n_now: number | null;
  readonly n_then: number | null;
  readonly mean_now: number | null;
  readonly mean_then: number | null;
  readonly value_now: number | null;
  readonly value_then: number | null;
}

type DifferenceRow =
  | ({ readonly kind: 'whole' } & PeriodsRow)
  /** `n` are weights here, and `mean` sums of what is weighed. */
  | ({ readonly kind: 'group' } & GroupRow & PeriodsRow)
  | ({
      readonly kind: 'record';
      readonly change: string | null;
      readonly change_url: string | null;
      readonly incident: string | null;
      readonly incident_url: string | null;
      readonly at_ms: number;
      readonly is_now: boolean;
      readonly amount: number;
      readonly contribution: number;
    } & GroupRow);

/**
 * A metric in the range and in the period before, split into the part of each group, with the records that moved it most.
 *
 * @throws Failure as `Reader.run` does, and 400 where there are more groups than rows allowed: parts that are cut would not
 *   add up
 */
export async function doraDifference(reader: Reader, request: DoraRequest, signal: AbortSignal): Promise<Difference> {
  if (request.range.fromMs >= request.range.toMs) {
    // A range that lies in the future has no records, nor a period before.
    return { whole: null, valueThen: null, valueNow: null, groups: [], records: [] };
  }
  const rows = await reader.run<DifferenceRow>(differenceStatement(request), signal);
  const groups = rows.filter((row) => row.kind === 'group');
  if (groups.length > request.rowLimit) {
    throw badRequest(
      `The difference has ${groups.length} parts, more than Grafana's row limit of ${request.rowLimit}.`,
      'Filter, or group by team.'
    );
  }
  const kind = wholeKind(request);
  const { then: valueThen, now: valueNow } = valuesOf(rows.find((row) => row.kind === 'whole') ?? NOTHING, kind);
  const records = rows.filter((row) => row.kind === 'record').map(movingRecord);
  const owned = groups
    .map((row) => ({ row, group: groupOf(request.grouping, row) }))
    .toSorted((one, other) => compareGroups(one.group, other.group))
    .map(({ row, group }) => ({ group, row, own: ownValues(row, kind) }));
  if (valueThen === null || valueNow === null) {
    return {
      whole: null,
      valueThen,
      valueNow,
      groups: owned.map(({ group, own }) => ({ group, ...own })),
      records: [],
    };
  }
  const portions = owned.map(({ group, row }) => ({ group, then: portion(row, 'then'), now: portion(row, 'now') }));
  const { parts, ...whole } = splitChange(kind, { then: valueThen, now: valueNow }, portions);
  const joined = parts.flatMap((part, index) => {
    const own = owned[index]?.own;
    return own === undefined ? [] : [{ ...part, ...own }];
  });
  return { whole, valueThen: whole.then, valueNow: whole.now, groups: byContribution(joined), records };
}

const NOTHING: PeriodsRow = {
  n_now: 0,
  n_then: 0,
  mean_now: null,
  mean_then: null,
  value_now: null,
  value_then: null,
};

function wholeKind({ selection }: DoraRequest): WholeKind {
  switch (selection.kind) {
    case 'count':
      return 'sum';
    case 'rate':
      return 'mean';
    case 'duration':
      // A median lies in the middle of what its parts are made of, and leaves no rest.
      return selection.statistic === 'mean' || selection.statistic === 'median' ? 'mean' : 'interpolated';
  }
}

/** Without a record a sum is 0, and everything else is not known. */
function valuesOf({ value_then: then, value_now: now }: PeriodsRow, kind: WholeKind) {
  const otherwise = kind === 'sum' ? 0 : null;
  return { then: then ?? otherwise, now: now ?? otherwise };
}

function ownValues(row: PeriodsRow, kind: WholeKind) {
  const { then, now } = valuesOf(row, kind);
  return { valueThen: then, valueNow: now };
}

function portion(row: PeriodsRow, period: 'then' | 'now'): Portion {
  return { weight: row[`n_${period}`] ?? 0, sum: row[`mean_${period}`] ?? 0 };
}

function byContribution(groups: readonly GroupDifference[]): GroupDifference[] {
  return groups.toSorted((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution));
}

function movingRecord(row: Extract<DifferenceRow, { kind: 'record' }>): MovingRecord {
  return {
    service: row.service,
    team: row.team,
    change: row.change,
    changeUrl: row.change_url,
    incident: row.incident,
    incidentUrl: row.incident_url,
    atMs: row.at_ms,
    isNow: row.is_now,
    amount: row.amount,
    contribution: row.contribution,
  };
}

/** Whether a group has a part, as it has wherever both periods have a value. */
export function hasPart(
  group: GroupDifference | Pick<GroupDifference, 'group' | 'valueThen' | 'valueNow'>
): group is GroupDifference {
  return 'contribution' in group;
}
