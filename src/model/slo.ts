import { z } from 'zod';

import { MAX_SERVICE_CHARACTERS, enteredText } from './plain-text';
import { enteredAddress } from './web-address';

/**
 * A service level objective: so much availability over a rolling window. The rules for one are
 * here, for the settings page, the resource calls and SLO files alike.
 */

export const MAX_WINDOW_DAYS = 365;
export const MAX_NAME_CHARACTERS = 200;
/** What the column keeps. */
export const TARGET_DECIMALS = 4;

/** Whether a number has at most `TARGET_DECIMALS` decimals as it is written. */
function hasFewDecimals(value: number): boolean {
  return Number(value.toFixed(TARGET_DECIMALS)) === value;
}

/** An SLO as a person defines it. */
export const sloDefinitionSchema = z.strictObject({
  /** Name of the service; it must exist. */
  service: enteredText("a service's name", MAX_SERVICE_CHARACTERS),
  /** Unique on its service. */
  name: enteredText('a name', MAX_NAME_CHARACTERS),
  /** Availability in percent, over 0 and at most 100, up to four decimals. */
  targetPercent: z
    .number({ error: 'must be a number of percent, such as 99.9' })
    .gt(0, { error: 'must be over 0' })
    .lte(100, { error: 'must be at most 100' })
    .refine(hasFewDecimals, { error: `must have at most ${TARGET_DECIMALS} decimals` }),
  /** Length of the rolling window in days of 24 hours, 1 to 365. */
  windowDays: z
    .number({ error: 'must be a number of days' })
    .int({ error: 'must be whole days' })
    .min(1, { error: 'must be at least 1' })
    .max(MAX_WINDOW_DAYS, { error: `must be at most ${MAX_WINDOW_DAYS}` }),
  /** A disabled SLO is kept, but neither computed nor alerted on, and never blocks a change. */
  enabled: z.boolean({ error: 'must be true or false' }).default(true),
  /** Web address of what to do when its alerts fire, for their notifications; null where there is none. */
  runbookUrl: enteredAddress.default(null),
});
/** What is written: fields with a default may be missing. */
export type SloDefinitionInput = z.input<typeof sloDefinitionSchema>;
export type SloDefinition = z.output<typeof sloDefinitionSchema>;

/** An SLO as it is kept: SQL may have made what a person could not enter, and it is shown all the same. */
export const keptSloSchema = z.object({
  /** The service's name. */
  service: z.string(),
  /** The SLO's name, unique on its service. */
  name: z.string(),
  /** Availability in percent. */
  targetPercent: z.number(),
  /** Length of the rolling window in days of 24 hours. */
  windowDays: z.number(),
  /** A disabled SLO is kept, but neither computed nor alerted on, and never blocks a change. */
  enabled: z.boolean(),
  /** Web address of what to do when its alerts fire, for their notifications; null where there is none. */
  runbookUrl: z.string().nullable(),
}) satisfies z.ZodType<SloDefinition>;

export type ParsedSlo =
  | { readonly ok: true; readonly definition: SloDefinition }
  /** `field` is the first wrong field, `message` a sentence that names it. */
  | { readonly ok: false; readonly field: string; readonly message: string };

/** Validates an SLO definition. Never throws. */
export function parseSloDefinition(candidate: unknown): ParsedSlo {
  const parsed = sloDefinitionSchema.safeParse(candidate, { reportInput: false });
  if (parsed.success) {
    return { ok: true, definition: parsed.data };
  }
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [field = ''] = issue.keys;
    return { ok: false, field, message: `${field} is not a field of an SLO.` };
  }
  const field = issue?.path.join('.') ?? '';
  return field === ''
    ? { ok: false, field, message: 'An SLO must be a JSON object.' }
    : { ok: false, field, message: `${field} ${issue?.message ?? 'is not valid'}.` };
}
