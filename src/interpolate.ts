import { DORA_METRICS, DORA_METRIC_INFO, STATISTICS } from './model/dora-metrics';
import { PRESETS } from './model/performance-levels';
import { BUCKETS, GROUPINGS, TIERS } from './model/query-fields';
import type { Tier } from './model/query-fields';
import { isOneOf, isVariableReference } from './model/saved-query';
import type { OrVariable, SavedDoraQuery } from './model/saved-query';
import { expandVariables } from './expand-variables';
import type { Replace } from './expand-variables';

/** Filling dashboard variables into a query, as one pure pass. */

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

function interpolateChoice<T extends string>(
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

function interpolateTiers(
  tiers: ReadonlyArray<OrVariable<Tier>>,
  replace: Replace
): Interpolated<Array<OrVariable<Tier>>> {
  const { value, problems } = interpolateNames('tiers', tiers, replace);
  const known: Array<OrVariable<Tier>> = [];
  const strangers: string[] = [];
  for (const tier of value) {
    if (isOneOf(TIERS, tier) || isVariableReference(tier)) {
      known.push(tier);
    } else {
      strangers.push(`tiers has ${tier}; it must be one of: ${TIERS.join(', ')}.`);
    }
  }
  return { value: known, problems: [...problems, ...strangers] };
}

/**
 * Fills in the variables of a DORA query: names may become several, every other field takes one
 * value. A query with problems must not be sent, since a variable left in it would filter by its
 * own name.
 */
export function interpolateQuery(query: SavedDoraQuery, replace: Replace): Interpolated<SavedDoraQuery> {
  const problems: string[] = [];
  const take = <T>({ value, problems: found }: Interpolated<T>): T => {
    problems.push(...found);
    return value;
  };
  const choose = <T extends string>(field: string, choice: OrVariable<T> | undefined, allowed: readonly T[]) =>
    choice === undefined ? undefined : take(interpolateChoice(field, choice, allowed, replace));

  const filled: SavedDoraQuery = {
    ...query,
    metric: take(interpolateChoice('metric', query.metric, DORA_METRICS, replace)),
    statistic: choose('statistic', query.statistic, STATISTICS),
    groupBy: choose('groupBy', query.groupBy, GROUPINGS),
    bucket: choose('bucket', query.bucket, BUCKETS),
    preset: choose('preset', query.preset, PRESETS),
    services: query.services && take(interpolateNames('services', query.services, replace)),
    teams: query.teams && take(interpolateNames('teams', query.teams, replace)),
    tiers: query.tiers && take(interpolateTiers(query.tiers, replace)),
  };
  return { value: isVariableReference(query.metric) ? withoutMootStatistic(filled) : filled, problems };
}

/** A metric picked by a variable may be one that takes no statistic; the saved one is then moot. */
function withoutMootStatistic(query: SavedDoraQuery): SavedDoraQuery {
  const takesNone = isOneOf(DORA_METRICS, query.metric) && DORA_METRIC_INFO[query.metric].statistics.length === 0;
  return takesNone ? { ...query, statistic: undefined } : query;
}
