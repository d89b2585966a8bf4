import { z } from 'zod';

/** A text field of the settings; one that is blank counts as left out. */
export const optionalText = z
  .string()
  .trim()
  .max(2000)
  .transform((text) => (text === '' ? undefined : text))
  .optional();
