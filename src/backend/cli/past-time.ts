import { InvalidArgumentError } from 'commander';

const UNIT_MS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/**
 * A past time as options take it: `2026-01-31`, a time with its zone, or so long ago as in `36h`, `90d`
 * or `4w`.
 *
 * @throws InvalidArgumentError for anything else, and for what lies ahead
 */
export function parsePastTime(text: string, nowMs = Date.now()): Date {
  const since = ago(text, nowMs) ?? at(text);
  if (since === null || since.getTime() > nowMs) {
    throw new InvalidArgumentError('It must be a past date, a time with its zone, or an age such as 36h, 90d or 4w.');
  }
  return since;
}

function ago(text: string, nowMs: number): Date | null {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  return count === undefined ? null : new Date(nowMs - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

function at(text: string): Date | null {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = new Date(text);
  return isTime && !Number.isNaN(time.getTime()) ? time : null;
}
