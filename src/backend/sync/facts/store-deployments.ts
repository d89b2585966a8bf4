import type { ClientBase } from 'pg';

import { rolloutOf } from './affected-by-rollouts';
import { loadDeployments, saveDeployments } from './deployment-rows';
import type { DeploymentFacts } from './facts';
import { newestDeployment } from './newest';
import type { RolloutTouch } from './track-touches';

/** What came of storing deployments. */
export interface StoredDeployments {
  readonly all: number;
  readonly changed: number;
  /** Those that changed as rollouts, as they are and as they were. */
  readonly rollouts: readonly RolloutTouch[];
}

export async function storeDeployments(
  client: ClientBase,
  facts: readonly DeploymentFacts[]
): Promise<StoredDeployments> {
  if (facts.length === 0) {
    return { all: 0, changed: 0, rollouts: [] };
  }
  const keyed = ({ repository, deploymentId }: DeploymentFacts) => `${repository.id} ${deploymentId}`;
  const before = new Map((await loadDeployments(client, facts)).map((one) => [keyed(one), one]));
  const after = new Map(before);
  for (const one of facts) {
    const present = after.get(keyed(one));
    after.set(keyed(one), present ? newestDeployment(present, one) : one);
  }
  const changed = [...after].filter(([key, one]) => before.get(key) !== one);
  if (changed.length > 0) {
    await saveDeployments(
      client,
      changed.map(([, one]) => one)
    );
  }
  return {
    all: after.size,
    changed: changed.length,
    rollouts: changed.flatMap(([key, one]) => [before.get(key) ?? one, one]).flatMap(rolloutOf),
  };
}
