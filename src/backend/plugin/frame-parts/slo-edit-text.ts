import type { SloEditMark, SloState } from '../../metrics/annotations/slo-edits';

/** Edits of SLOs in words. */

const SLO_FIELDS: readonly (readonly [string, (state: SloState) => string | null])[] = [
  ['name', ({ name }) => name ?? null],
  ['target', (state) => (state.target_percent === undefined ? null : `${state.target_percent} %`)],
  ['window', (state) => (state.window_days === undefined ? null : `${state.window_days} days`)],
  ['state', ({ enabled }) => (enabled === undefined ? null : enabled ? 'enabled' : 'disabled')],
];

/** One by one, what an edit changed from and to; of a new SLO, what it is. */
export function sloChanges({ before, after }: Pick<SloEditMark, 'before' | 'after'>): readonly string[] {
  return [
    ...moved(before, after),
    ...SLO_FIELDS.flatMap(([field, valueOf]) => change(field, valueOf, before, after)),
    ...changedRunbook(before, after),
  ];
}

function change(
  field: string,
  valueOf: (state: SloState) => string | null,
  before: SloState | null,
  after: SloState | null
): readonly string[] {
  const previous = before === null ? null : valueOf(before);
  const is = after === null ? null : valueOf(after);
  if (previous === is || is === null) {
    return [];
  }
  return [previous === null ? `${field} ${is}` : `${field} ${previous} → ${is}`];
}

/** That there is none goes without saying, unless there was one. */
function changedRunbook(before: SloState | null, after: SloState | null): readonly string[] {
  const unlessNone = before?.runbook_url === undefined || before.runbook_url === null;
  return change('runbook', ({ runbook_url: url }) => url ?? (unlessNone ? null : 'none'), before, after);
}

/** A new SLO stands beside its service's name already. */
function moved(before: SloState | null, after: SloState | null): readonly string[] {
  return before?.service === undefined ? [] : change('service', ({ service }) => service ?? null, before, after);
}

/**
 * What an edit did, on one line of plain text, as `target 99.9 % to 99.5 %, disabled` or
 * `created: 99.9 % over 30 d`; null where the history does not tell.
 */
export function sloEditSentence({ before, after }: Pick<SloEditMark, 'before' | 'after'>): string | null {
  if (before === null) {
    return `created${after === null ? '' : demandOf(after)}`;
  }
  const { service, name, target_percent: target, window_days: days, enabled, runbook_url: runbook } = after ?? {};
  const parts = [
    fromTo('service', before.service, service, ''),
    fromTo('name', before.name, name, ''),
    fromTo('target', before.target_percent, target, ' %'),
    fromTo('window', before.window_days, days, ' d'),
    enabled === undefined || enabled === before.enabled ? null : enabled ? 'enabled' : 'disabled',
    runbook === undefined ? null : fromTo('runbook', before.runbook_url ?? 'none', runbook ?? 'none', ''),
  ];
  return parts.filter((part) => part !== null).join(', ') || null;
}

function fromTo<T extends string | number>(
  field: string,
  previous: T | undefined,
  is: T | undefined,
  unit: string
): string | null {
  if (is === undefined || is === previous) {
    return null;
  }
  return previous === undefined ? `${field} ${is}${unit}` : `${field} ${previous}${unit} to ${is}${unit}`;
}

/** Its name and service stand beside it; that it is enabled goes without saying. */
function demandOf({ target_percent: target, window_days: days, enabled }: SloState): string {
  const demand = [target === undefined ? null : `${target} %`, days === undefined ? null : `over ${days} d`];
  const words = demand.filter((word) => word !== null).join(' ');
  return `${words && `: ${words}`}${enabled === false ? ', disabled' : ''}`;
}
