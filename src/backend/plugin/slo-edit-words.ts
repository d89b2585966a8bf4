import type { SloEditMark, SloState } from '../metrics/annotations/slo-edits';

/** Edits of SLOs in words. */

const SLO_FIELDS: readonly (readonly [string, (state: SloState) => string | null])[] = [
  ['name', ({ name }) => name ?? null],
  ['target', (state) => (state.target_percent === undefined ? null : `${state.target_percent} %`)],
  ['window', (state) => (state.window_days === undefined ? null : `${state.window_days} days`)],
  ['state', ({ enabled }) => (enabled === undefined ? null : enabled ? 'enabled' : 'disabled')],
];

/** One by one, what an edit changed from and to; of a new SLO, what it is. */
export function sloChanges({ before, after }: Pick<SloEditMark, 'before' | 'after'>): readonly string[] {
  return [...moved(before, after), ...SLO_FIELDS.flatMap(([field, valueOf]) => change(field, valueOf, before, after))];
}

function change(
  field: string,
  valueOf: (state: SloState) => string | null,
  before: SloState | null,
  after: SloState | null
): readonly string[] {
  const was = before === null ? null : valueOf(before);
  const is = after === null ? null : valueOf(after);
  if (was === is || is === null) {
    return [];
  }
  return [was === null ? `${field} ${is}` : `${field} ${was} → ${is}`];
}

/** A new SLO stands beside its service's name already. */
function moved(before: SloState | null, after: SloState | null): readonly string[] {
  return before?.service === undefined ? [] : change('service', ({ service }) => service ?? null, before, after);
}
