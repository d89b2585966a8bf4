import { globMatcher } from './glob';
import type { Mapping } from './mapping';

/** Where a rollout can go to. */
export interface Place {
  readonly source: string;
  /** In lower case; of a release or tag the empty text. */
  readonly environment: string;
}

/** The places whose rollouts a mapping looks at; none where merging is deploying. */
export function placesOf({ deployedBy, productionEnvironments }: Mapping): readonly Place[] {
  if (deployedBy === 'release' || deployedBy === 'tag') {
    return [{ source: deployedBy, environment: '' }];
  }
  return [...new Set(productionEnvironments.map((environment) => environment.toLowerCase()))].map((environment) => ({
    source: 'deployment',
    environment,
  }));
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.source === other.source && one.environment === other.environment;
}

/** Whether a tag's name counts; a deployment has none. */
export function countsFor({ tags }: Mapping): (name: string | null) => boolean {
  const matches = globMatcher(tags);
  return (name) => name === null || tags.length === 0 || matches(name);
}
