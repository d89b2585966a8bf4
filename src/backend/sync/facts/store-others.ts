import type { ClientBase } from 'pg';

import type { RolloutSources } from './affected-by-rollouts';
import type { OtherFacts } from './facts';
import { newestOther } from './newest';
import { loadOthers, otherText, saveOthers } from './other-rows';

/** What came of storing facts beside pull requests and deployments. */
export interface StoredOthers {
  readonly all: number;
  readonly changed: number;
  /** What rollouts may depend on. */
  readonly sources: RolloutSources;
}

export async function storeOthers(client: ClientBase, facts: readonly OtherFacts[]): Promise<StoredOthers> {
  if (facts.length === 0) {
    return { all: 0, changed: 0, sources: { commits: [], runs: [] } };
  }
  const before = await loadOthers(client, facts);
  const after = new Map(before);
  for (const one of facts) {
    const present = after.get(otherText(one));
    after.set(otherText(one), present ? newestOther(present, one) : one);
  }
  const changed = [...after].flatMap(([key, one]) => (before.get(key) === one ? [] : [one]));
  if (changed.length > 0) {
    await saveOthers(client, changed);
  }
  return { all: after.size, changed: changed.length, sources: sourcesOf(changed) };
}

function sourcesOf(changed: readonly OtherFacts[]): RolloutSources {
  return {
    commits: changed.flatMap((one) =>
      one.kind === 'commit' || one.kind === 'push' ? [{ repositoryId: one.repository.id, sha: one.sha }] : []
    ),
    runs: changed.flatMap((one) => (one.kind === 'run' ? [{ repositoryId: one.repository.id, runId: one.runId }] : [])),
  };
}
