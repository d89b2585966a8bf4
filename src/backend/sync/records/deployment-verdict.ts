import type { DeploymentFacts } from '../facts/facts';

export interface DeploymentVerdict {
  readonly outcome: 'successful' | 'failed';
  /** When it was live in the last of its environments; null where it never was in any. */
  readonly liveAt: Date | null;
}

/**
 * What the deployments of one commit to production say of it; null where they say nothing (yet).
 *
 * In each environment the first success counts: a commit that is deployed again later, for example to
 * go back to it, went live when it did so first. It failed where an environment saw failures alone.
 */
export function deploymentVerdict(
  deployments: readonly DeploymentFacts[],
  environments: readonly string[]
): DeploymentVerdict | null {
  const ends = environments
    .map((environment) => environment.toLowerCase())
    .map((wanted) => deployments.filter(({ environment }) => environment.toLowerCase() === wanted))
    .flatMap((own) => endIn(own) ?? []);
  if (ends.length === 0) {
    return null;
  }
  const live = ends.flatMap((end) => (end === 'failed' ? [] : [end.getTime()]));
  return {
    outcome: ends.includes('failed') ? 'failed' : 'successful',
    liveAt: live.length === 0 ? null : new Date(Math.max(...live)),
  };
}

/** The first success in one environment, or that there were failures alone; null: neither. */
function endIn(deployments: readonly DeploymentFacts[]): Date | 'failed' | null {
  const successes = deployments.flatMap(({ state, stateAt }) => (state === 'success' ? [stateAt.getTime()] : []));
  if (successes.length > 0) {
    return new Date(Math.min(...successes));
  }
  return deployments.some(({ state }) => state === 'failure' || state === 'error') ? 'failed' : null;
}
