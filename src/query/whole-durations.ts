import { DataFrameType, FieldType, isDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse, Field } from '@grafana/data';

/**
 * Lines of durations in a unit whose axis has whole ticks, where a query wants that. The backend sends seconds. Grafana puts ticks at 1, 2 and 5 times
 * a power of ten of the number that it has, and names each in a unit of its own: 100,000 seconds become "1.16 days".
 */

interface Unit {
  /** As Grafana writes a unit that it does not convert. */
  readonly id: string;
  readonly seconds: number;
}

const SECONDS: Unit = { id: 'suffix:s', seconds: 1 };
/** From the largest. */
const UNITS: readonly Unit[] = [
  { id: 'suffix:d', seconds: 86_400 },
  { id: 'suffix:h', seconds: 3600 },
  { id: 'suffix:min', seconds: 60 },
];

/** As many of a unit as an axis has ticks about. */
const TICKS = 5;

/**
 * The answer with its lines of durations in the largest unit of which the longest holds a few. All have the same, since they
 * may share an axis.
 *
 * @param refIds of the queries that want it; others keep seconds, on which units and thresholds of a panel's own rest
 */
export function withWholeDurations(answer: DataQueryResponse, refIds: readonly string[]): DataQueryResponse {
  const frames: unknown[] = answer.data;
  const isWanted = (frame: unknown): frame is DataFrame => isGraph(frame) && refIds.includes(frame.refId ?? '');
  const lines = frames.filter(isWanted).flatMap(({ fields }) => fields.filter(isDuration));
  if (lines.length === 0) {
    return answer;
  }
  const longest = Math.max(0, ...lines.map(longestOf));
  const unit = UNITS.find(({ seconds }) => longest >= TICKS * seconds) ?? SECONDS;
  const inUnit = (field: Field) => (isDuration(field) ? convert(field as Field<number | null>, unit) : field);
  const data = frames.map((frame) => (isWanted(frame) ? { ...frame, fields: frame.fields.map(inUnit) } : frame));
  return { ...answer, data };
}

function isGraph(frame: unknown): frame is DataFrame {
  return isDataFrame(frame) && frame.meta?.type === DataFrameType.TimeSeriesWide;
}

function isDuration({ type, config }: Field): boolean {
  return type === FieldType.number && config.unit === 's';
}

function longestOf({ values }: Field<number | null>): number {
  return values.reduce<number>((longest, value) => Math.max(longest, value ?? 0), 0);
}

function convert(field: Field<number | null>, { id, seconds }: Unit): Field {
  const values = field.values.map((value) => (value === null ? null : value / seconds));
  return { ...field, config: { ...field.config, unit: id }, values };
}
