/**
 * Downtime the slow and plain way, to hold the SQL against: look at every minute and ask whether the
 * service was down in it. All times are whole minutes since the epoch.
 */

export interface MinutePeriod {
  readonly service: string;
  readonly incident: string;
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

export interface MinuteRecords {
  readonly periods: readonly MinutePeriod[];
  readonly maintenance: readonly { readonly service: string; readonly from: number; readonly to: number }[];
  /** When services were retired; those in use have no entry. */
  readonly retired?: Readonly<Record<string, number>>;
  /** Since when services are monitored, where somebody said. */
  readonly monitored?: Readonly<Record<string, number>>;
}

/** The part of `[from, to)` that a service is measured over; empty where its end is not after its start. */
export function measured(
  { retired = {}, monitored = {} }: MinuteRecords,
  service: string,
  [from, to]: readonly [number, number]
): readonly [number, number] {
  return [Math.max(from, monitored[service] ?? -Infinity), Math.min(to, retired[service] ?? Infinity)];
}

/** The minutes of `[from, to)` in which the service was down, maintenance left out. */
export function downMinutes(
  records: MinuteRecords,
  service: string,
  range: readonly [number, number],
  incident: string | null = null
): number {
  const { periods, maintenance } = records;
  const [from, to] = measured(records, service, range);
  const covers = (start: number, end: number | null, minute: number) =>
    minute >= start && (end === null || minute < end);
  const mine = periods.filter((one) => one.service === service && (incident === null || one.incident === incident));
  const planned = maintenance.filter((one) => one.service === service);
  let count = 0;
  for (let minute = from; minute < to; minute += 1) {
    const isDown = mine.some((one) => covers(one.from, one.to, minute));
    const isPlanned = planned.some((one) => covers(one.from, one.to, minute));
    count += Number(isDown && !isPlanned);
  }
  return count;
}
