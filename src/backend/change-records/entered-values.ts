import { z } from 'zod';

import { isWebAddress } from '../../model/web-address';

/** How a CSV field becomes a value. Blank fields are absent before these are asked. */

/** Longest text of one field, in characters. */
const MAX_TEXT = 2000;

/** Longest key, in characters: in UTF-8 an index entry must stay below 2,704 bytes. */
const MAX_KEY = 500;

export const text = textUpTo(MAX_TEXT);

/** A key: kept as it is written, since another spelling is another record. */
export const key = textUpTo(MAX_KEY);

/** A link: dashboards lead there. */
export const webAddress = text.refine(isWebAddress, {
  error: 'is not a web address that begins with http:// or https://',
});

/** Between the changes that an incident names; no change's id may hold it. */
export const CHANGE_SEPARATOR = /[\s|]/;

function textUpTo(maxLength: number) {
  return (
    z
      .string()
      .max(maxLength, { error: `is longer than ${maxLength} characters`, abort: true })
      // PostgreSQL has no NUL in text.
      .refine((value) => !value.includes('\u0000'), { error: 'holds a NUL character' })
      // What the decoder puts in place of bytes that are no UTF-8.
      .refine((value) => !value.includes('\uFFFD'), { error: 'holds bytes that are no UTF-8; save the file as UTF-8' })
  );
}

const FIRST_MS = Date.UTC(1900, 0, 1);
const MOST_AHEAD_MS = 366 * 24 * 3_600_000;

/**
 * A point in time: ISO 8601 with `Z` or an offset. Times without a zone are refused, since two
 * machines would read two times.
 */
export const time = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: 'is not an ISO 8601 time with Z or an offset, as 2026-05-01T12:00:00Z',
  })
  .refine((value) => Date.parse(value) >= FIRST_MS, { error: 'is before the year 1900', abort: true })
  // What is planned may lie ahead; a year that is wrongly typed lies further.
  .refine((value) => Date.parse(value) <= Date.now() + MOST_AHEAD_MS, { error: 'lies more than a year ahead' })
  // PostgreSQL knows no offset of 16 hours; no clock on earth has one over 14.
  .refine((value) => !/[+-](1[5-9]|2\d):\d\d$/.test(value), { error: 'has an offset that no time zone has' });

/** A point in time that has been. */
export const pastTime = time.refine((value) => Date.parse(value) <= Date.now(), { error: 'lies in the future' });

/** A whole number from 0. */
export const count = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'is not a whole number' })
  .transform(Number);

/** Yes or no. */
export const flag = oneOf(['true', 'false']).transform((word) => word === 'true');

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: `must be one of: ${words.join(', ')}` });
}
