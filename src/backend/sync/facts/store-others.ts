import type { ClientBase } from 'pg';

import type { RolloutSources } from './affected-by-rollouts';
import type { OtherFacts } from './facts';
import { newestOther } from './newest';
import { loadOthers, otherText, saveOthers } from './other-rows';
import type { RolloutTouch } from './track-touches';

/** What came of storing facts beside pull requests and deployments. */
export interface StoredOthers {
  readonly all: number;
  readonly changed: number;
  /** Releases and tags that changed as rollouts, as they are and as they were. */
  readonly rollouts: readonly RolloutTouch[];
  /** What rollouts may depend on. */
  readonly sources: RolloutSources;
}

export async function storeOthers(client: ClientBase, facts: readonly OtherFacts[]): Promise<StoredOthers> {
  if (facts.length === 0) {
    return { all: 0, changed: 0, rollouts: [], sources: { commits: [], runs: [] } };
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
  const states = changed.flatMap((one) => [before.get(otherText(one)) ?? one, one]);
  return {
    all: after.size,
    changed: changed.length,
    rollouts: states.flatMap(namedRollout),
    sources: sourcesOf(changed),
  };
}

function namedRollout(facts: OtherFacts): readonly RolloutTouch[] {
  if (facts.kind !== 'release' && facts.kind !== 'tag') {
    return [];
  }
  const { repository, kind: source, name, sha, namedAt: at } = facts;
  return [{ repositoryId: repository.id, source, environment: '', name, sha, at }];
}

function sourcesOf(changed: readonly OtherFacts[]): RolloutSources {
  return {
    commits: changed.flatMap((one) =>
      one.kind === 'commit' || one.kind === 'push' ? [{ repositoryId: one.repository.id, sha: one.sha }] : []
    ),
    runs: changed.flatMap((one) => (one.kind === 'run' ? [{ repositoryId: one.repository.id, runId: one.runId }] : [])),
  };
}
