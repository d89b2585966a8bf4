import { z } from 'zod';

/**
 * Text that a person enters and PostgreSQL can keep, without blanks around it. Its complaints follow the
 * field's name.
 *
 * @param what is to be entered, as `a name`
 */
export const enteredText = (what: string, maxCharacters: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? `is missing; enter ${what}` : `must be ${what}`) })
    .trim()
    .min(1, { error: `is missing; enter ${what}` })
    .max(maxCharacters, { error: `is longer than ${maxCharacters} characters` })
    .refine((value) => !value.includes('\u0000'), { error: 'holds a NUL character' });

/** What an import takes of a service's name. */
export const MAX_SERVICE_CHARACTERS = 500;
