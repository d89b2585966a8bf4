import { z } from 'zod';

/** How a CSV field becomes a value. Blank fields are absent before these are asked. */

/** Longest text of one field; a database page would hold no more of an index either. */
const MAX_TEXT = 2000;

export const text = z
  .string()
  .max(MAX_TEXT, { error: `is longer than ${MAX_TEXT} characters` })
  // PostgreSQL has no NUL in text.
  .refine((value) => !value.includes('\u0000'), { error: 'holds a NUL character' });

/** A key: kept as it is written, since another spelling is another record. */
export const key = text;

/**
 * A point in time: ISO 8601 with `Z` or an offset. Times without a zone are refused, since two
 * machines would read two times.
 */
export const time = z.iso
  .datetime({ offset: true, error: 'is not an ISO 8601 time with Z or an offset, as 2026-05-01T12:00:00Z' })
  .refine((value) => isBetween(Date.parse(value)), { error: 'is outside the years 1900 to 2200' });

function isBetween(ms: number): boolean {
  return ms >= Date.UTC(1900, 0, 1) && ms < Date.UTC(2200, 0, 1);
}

/** A whole number from 0. */
export const count = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'is not a whole number' })
  .transform(Number);

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: `must be one of: ${words.join(', ')}` });
}
