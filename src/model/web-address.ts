import { z } from 'zod';

/**
 * Whether a text is an address of the web (`http` or `https`). Records tell addresses that others chose, and
 * a link to `javascript:` or `data:` would run what they wrote.
 */
export function isWebAddress(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  return parsed !== null && ['http:', 'https:'].includes(parsed.protocol);
}

/** Most characters of an address that a person enters. */
const MAX_ADDRESS_CHARACTERS = 2000;

/**
 * An address of the web that a person enters: whole, in one piece, without blanks around it. Empty and null mean that
 * there is none.
 */
export const enteredAddress = z
  .string({ error: 'must be a web address, or null' })
  .trim()
  .max(MAX_ADDRESS_CHARACTERS, { error: `is longer than ${MAX_ADDRESS_CHARACTERS} characters` })
  .refine((text) => text === '' || (/^https?:\/\/[^\s\p{C}]+$/iu.test(text) && isWebAddress(text)), {
    error: 'must be a web address that begins with http:// or https://',
  })
  .transform((text) => text || null)
  .nullable();

/** The address where it is one of the web; else null, as where there is none. */
export function webAddressOf(text: string | null): string | null {
  return text !== null && isWebAddress(text) ? text : null;
}
