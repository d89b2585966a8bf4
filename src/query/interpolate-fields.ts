import { isOneOf, isText, isVariableReference } from '../model/saved-query';
import type { OrVariable } from '../model/saved-query';
import { expandVariables } from './expand-variables';
import type { Replace } from './expand-variables';

/** Filling dashboard variables into one field of a query. */

export interface Interpolated<T> {
  readonly value: T;
  /** Sentences, one for each variable that could not be filled in; its field keeps the variable. */
  readonly problems: readonly string[];
}

/**
 * Fills in the variables of a list of names. A name that stands for several becomes several;
 * doubles go. Where All is a custom value that means everything, the list becomes empty, which is
 * no restriction.
 */
export function interpolateNames(field: string, texts: readonly string[], replace: Replace): Interpolated<string[]> {
  const problems: string[] = [];
  const names: string[] = [];
  for (const text of texts) {
    if (!isText(text)) {
      // The backend refuses it by its place.
      names.push(text);
      continue;
    }
    const expansion = expandVariables(text, replace);
    switch (expansion.kind) {
      case 'everything':
        return { value: [], problems: [] };
      case 'values':
        names.push(...expansion.values);
        break;
      default:
        problems.push(complaint(field, text, expansion.kind));
        names.push(text);
    }
  }
  return { value: [...new Set(names)], problems };
}

function complaint(field: string, text: string, kind: 'unknown' | 'empty'): string {
  return kind === 'unknown'
    ? `${field} uses ${text}, but there is no such variable here; add it in the dashboard's settings or choose ${field} by hand.`
    : `${field} uses ${text}, which has no value; choose one at the top of the dashboard.`;
}

/** Fills in a field that takes one value of `allowed`. */
export function interpolateChoice<T extends string>(
  field: string,
  choice: OrVariable<T>,
  allowed: readonly T[],
  replace: Replace
): Interpolated<OrVariable<T>> {
  if (!isVariableReference(choice)) {
    return { value: choice, problems: [] };
  }
  const expansion = expandVariables(choice, replace);
  if (expansion.kind === 'unknown' || expansion.kind === 'empty') {
    return { value: choice, problems: [complaint(field, choice, expansion.kind)] };
  }
  const values = expansion.kind === 'everything' ? ['All'] : expansion.values;
  const [value] = values;
  if (values.length === 1 && isOneOf(allowed, value)) {
    return { value, problems: [] };
  }
  const problem = `${field} uses ${choice}, which is ${values.join(', ')}; it must be one of: ${allowed.join(', ')}.`;
  return { value: choice, problems: [problem] };
}

const WHOLE_NUMBER = /^\d{1,9}$/;

/** Fills in a field that takes a whole number; the backend knows its bounds. */
export function interpolateCount(
  field: string,
  count: OrVariable<number>,
  replace: Replace
): Interpolated<OrVariable<number>> {
  // A hand-written dashboard may hold another text, which the backend refuses by name.
  if (typeof count === 'number' || !isVariableReference(count)) {
    return { value: count, problems: [] };
  }
  const expansion = expandVariables(count, replace);
  if (expansion.kind === 'unknown' || expansion.kind === 'empty') {
    return { value: count, problems: [complaint(field, count, expansion.kind)] };
  }
  const values = expansion.kind === 'everything' ? ['All'] : expansion.values;
  const [value = ''] = values;
  if (values.length === 1 && WHOLE_NUMBER.test(value)) {
    return { value: Number(value), problems: [] };
  }
  const problem = `${field} uses ${count}, which is ${values.join(', ')}; it must be a whole number.`;
  return { value: count, problems: [problem] };
}

/**
 * Fills in a field that takes any number of `allowed`; a custom All value that means everything is all of them, which
 * is not always the same as none.
 */
export function interpolateChoices<T extends string>(
  field: string,
  choices: ReadonlyArray<OrVariable<T>>,
  allowed: readonly T[],
  replace: Replace
): Interpolated<Array<OrVariable<T>>> {
  const { value, problems } = interpolateNames(field, choices, replace);
  if (value.length === 0 && choices.length > 0) {
    return { value: [...allowed], problems: [] };
  }
  const valid: Array<OrVariable<T>> = [];
  const strangers: string[] = [];
  for (const choice of value) {
    if (isOneOf(allowed, choice) || isVariableReference(choice)) {
      valid.push(choice);
    } else {
      strangers.push(`${field} has ${choice}; it must be one of: ${allowed.join(', ')}.`);
    }
  }
  return { value: valid, problems: [...problems, ...strangers] };
}
