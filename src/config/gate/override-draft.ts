/** An override while it is being entered. */
export interface OverrideDraft {
  readonly service: string;
  readonly reason: string;
  /** Hours from now until it ends. */
  readonly hours: number;
}

/** How long an override may be chosen to last, in hours. */
export const OVERRIDE_HOURS = [
  { value: 1, label: 'In 1 hour' },
  { value: 4, label: 'In 4 hours' },
  { value: 12, label: 'In 12 hours' },
  { value: 24, label: 'In 1 day' },
  { value: 72, label: 'In 3 days' },
  { value: 168, label: 'In 7 days' },
  { value: 336, label: 'In 14 days' },
] as const;

export const NEW_OVERRIDE: OverrideDraft = { service: '', reason: '', hours: 4 };
