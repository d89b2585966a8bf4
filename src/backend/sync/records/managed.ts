/**
 * What sync writes of a change record, and how it keeps away from what people corrected there: it
 * remembers what it wrote last, and a column that differs from that is no longer its own.
 */

export const MANAGED_COLUMNS = [
  'title',
  'url',
  'criticality',
  'unplanned',
  'state',
  'deployment_outcome',
  'created_at',
  'implementation_end_at',
  'closed_at',
] as const;
export type ManagedColumn = (typeof MANAGED_COLUMNS)[number];

/** Values by column; times as ISO 8601 in UTC, to the millisecond, and truth as `true` or `false`. */
export type Managed = Readonly<Record<ManagedColumn, string | null>>;

export interface Reconciled {
  /** Columns to write, and what. */
  readonly patch: Partial<Managed>;
  /** What sync has written then. */
  readonly wrote: Managed;
}

/**
 * @param current what the record says now
 * @param wrote what sync wrote last
 * @param derived what follows from the facts
 */
export function reconcile(current: Managed, wrote: Managed, derived: Managed): Reconciled {
  const patch: Partial<Record<ManagedColumn, string | null>> = {};
  const nextWrote: Record<ManagedColumn, string | null> = { ...wrote };
  for (const column of MANAGED_COLUMNS) {
    if (current[column] === wrote[column]) {
      nextWrote[column] = derived[column];
      if (current[column] !== derived[column]) {
        patch[column] = derived[column];
      }
    }
  }
  return { patch, wrote: nextWrote };
}

export function isSame(one: Managed, other: Managed): boolean {
  return MANAGED_COLUMNS.every((column) => one[column] === other[column]);
}

/**
 * What sync would have written to a record that was there before it. An outcome that somebody must
 * have set stays, and so does that it was unplanned; everything else sync takes over.
 */
export function takenOver(current: Managed): Managed {
  const isDefault = current.deployment_outcome === 'successful';
  return { ...current, deployment_outcome: isDefault ? 'successful' : null, unplanned: 'false' };
}
