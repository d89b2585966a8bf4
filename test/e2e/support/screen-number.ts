/** Numbers as panels show them, read back. */

export interface ScreenNumber {
  /** In the base unit: durations in seconds, anything else as it stands. */
  readonly value: number;
  /** By how much it may differ from the exact number: half a unit of its last digit. */
  readonly tolerance: number;
}

/** Seconds in each of Grafana's units of time. */
const SECONDS = {
  ms: 0.001,
  s: 1,
  min: 60,
  mins: 60,
  hour: 3600,
  hours: 3600,
  day: 86_400,
  days: 86_400,
  week: 604_800,
  weeks: 604_800,
  year: 31_536_000,
  years: 31_536_000,
} as const;

const SHORT_SCALES = { K: 1e3, Mil: 1e6, Bil: 1e9 } as const;

/** Room for what binary fractions add. */
const SLACK = 1e-9;

const PATTERN = /^(-?\d[\d,]*(?:\.(\d+))?)\s*(\S.*)?$/;

/**
 * @param text such as `1.81 weeks`, `12.3%` or `1,024`
 * @throws Error that shows a text that is no number
 */
export function screenNumber(text: string): ScreenNumber {
  const match = PATTERN.exec(text.trim().replaceAll('−', '-').replaceAll(/\s+/g, ' '));
  if (match === null) {
    throw new Error(`"${text}" is no number.`);
  }
  const [, digits = '', decimals = '', unit = ''] = match;
  const scale = scaleOf(unit);
  const value = Number(digits.replaceAll(',', '')) * scale;
  return { value, tolerance: 0.5 * 10 ** -decimals.length * scale * (1 + SLACK) + SLACK };
}

/** Seconds in one of what Grafana's unit ids count. */
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, d: 86_400 };
/** A unit that is written as it stands, never another that the number would be shorter in. */
const SUFFIX = 'suffix: ';

/**
 * Whether a text on the screen tells this number, rounded as it is.
 *
 * @param unit Grafana's id of the exact number's unit
 */
export function tells(text: string, exact: number, unit: string): boolean {
  const { value, tolerance } = screenNumber(text);
  return Math.abs(value - exact * scaleOfId(unit)) <= tolerance;
}

function scaleOfId(unit: string): number {
  return unit.startsWith(SUFFIX) ? scaleOf(unit.slice(SUFFIX.length)) : (UNIT_SECONDS[unit] ?? 1);
}

function scaleOf(unit: string): number {
  if (Object.hasOwn(SECONDS, unit)) {
    return SECONDS[unit as keyof typeof SECONDS];
  }
  const [first = ''] = unit.split(' ');
  return Object.hasOwn(SHORT_SCALES, first) ? SHORT_SCALES[first as keyof typeof SHORT_SCALES] : 1;
}
