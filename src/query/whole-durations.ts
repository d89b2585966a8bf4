import { CoreApp, DataFrameType, FieldType, isDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse, Field } from '@grafana/data';

/**
 * Lines of durations in a unit whose axis has whole ticks. The backend sends seconds. Grafana puts ticks at 1, 2 and 5 times
 * a power of ten of the number that it has, and names each in a unit of its own: 100,000 seconds become "1.16 days".
 */

/** Who computes with the numbers: there they stay what they are. */
const COMPUTES: readonly string[] = [CoreApp.UnifiedAlerting, CoreApp.CloudAlerting];

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
 * @param app who asks, as Grafana says
 */
export function withWholeDurations(answer: DataQueryResponse, app: string | undefined): DataQueryResponse {
  const frames: unknown[] = answer.data;
  const lines = frames.filter(isGraph).flatMap(({ fields }) => fields.filter(isDuration));
  if (lines.length === 0 || (app !== undefined && COMPUTES.includes(app))) {
    return answer;
  }
  const longest = Math.max(0, ...lines.map(longestOf));
  const unit = UNITS.find(({ seconds }) => longest >= TICKS * seconds) ?? SECONDS;
  const inUnit = (field: Field) => (isDuration(field) ? convert(field as Field<number | null>, unit) : field);
  const data = frames.map((frame) => (isGraph(frame) ? { ...frame, fields: frame.fields.map(inUnit) } : frame));
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
