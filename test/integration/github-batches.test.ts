import { deployment, openFactsBench, pullRequest, SHOP } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';

/** What a deployment carries: everything on its branch since the one before. */

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
});

const at = (time: string, day = 2) => new Date(Date.UTC(2026, 2, day, ...clock(time)));
const clock = (time: string): [number, number] => [Number(time.slice(0, 2)), Number(time.slice(3))];
const shaOf = (number: number) => String(number).repeat(40);
const merged = (number: number, mergedAt: Date, changes: Partial<Parameters<typeof pullRequest>[0]> = {}) =>
  pullRequest({
    number,
    openedAt: at('08:00'),
    updatedAt: mergedAt,
    state: { kind: 'merged', mergedAt, mergeCommitSha: shaOf(number) },
    ...changes,
  });
const deployed = (deploymentId: number, ofNumber: number, stateAt: Date, state = 'success') =>
  deployment({ deploymentId, sha: shaOf(ofNumber), stateAt, state });

/** By number: when it was live and what came of it; or why there is no record. */
const records = async () => {
  const rows = await bench.rows(`
    select p.number::int as number, p.skip_reason, r.closed_at, r.deployment_outcome as outcome, c.notes
    from stackflow.github_pull_requests as p
    left join stackflow.github_changes as c on c.repository_id = p.repository_id and c.number = p.number
    left join stackflow.change_records as r on r.id = c.change_id
    order by p.number`);
  return rows.map((row) =>
    row['closed_at'] === null ? row['skip_reason'] : [row['closed_at'], row['outcome'], ...(row['notes'] as string[])]
  );
};
const five = [1, 2, 3, 4, 5].map((number) => merged(number, at(`10:0${number}`)));

describe('a deployment', () => {
  it('carries the five that were merged since the one before', async () => {
    await bench.map('Shop');
    await bench.store(...five, deployed(1, 5, at('11:00')));
    expect(await records()).toEqual(Array.from({ length: 5 }, () => [at('11:00'), 'successful']));
  });

  it('leaves to the one before what that one carried, and to the next what came after', async () => {
    await bench.map('Shop');
    await bench.store(...five, deployed(1, 2, at('11:00')), deployed(2, 4, at('12:00')));
    expect(await records()).toEqual([
      ...[1, 2].map(() => [at('11:00'), 'successful']),
      ...[3, 4].map(() => [at('12:00'), 'successful']),
      'not_deployed',
    ]);
  });

  it('carries all of a merge queue’s group that was merged in one second', async () => {
    await bench.map('Shop');
    const group = [1, 2, 3].map((number) => merged(number, at('10:00')));
    await bench.store(...group, deployed(1, 2, at('11:00')));
    expect(await records()).toEqual([1, 2, 3].map(() => [at('11:00'), 'successful']));
  });

  it('carries nothing of another branch', async () => {
    await bench.map('Shop', { branch: 'release/*' });
    await bench.store(
      merged(1, at('10:01'), { baseBranch: 'release/1' }),
      merged(2, at('10:02'), { baseBranch: 'release/2' }),
      deployed(1, 2, at('11:00'))
    );
    expect(await records()).toEqual(['not_deployed', [at('11:00'), 'successful']]);
  });

  it('of an older commit brings nothing new', async () => {
    await bench.map('Shop');
    await bench.store(...five, deployed(1, 5, at('11:00')), deployed(2, 1, at('12:00')));
    expect(await records()).toEqual(Array.from({ length: 5 }, () => [at('11:00'), 'successful']));
  });

  it('that is the first known carries a week, and what was merged before was live at once', async () => {
    await bench.map('Shop');
    await bench.store(
      merged(1, at('10:00', 2)),
      merged(2, at('10:00', 8)),
      merged(3, at('10:00', 12)),
      deployed(1, 3, at('11:00', 12))
    );
    expect(await records()).toEqual([
      [at('10:00', 2), 'successful'],
      [at('11:00', 12), 'successful'],
      [at('11:00', 12), 'successful'],
    ]);
  });

  it('is not waited for where there was none for 90 days', async () => {
    await bench.map('Shop');
    await bench.store(merged(1, at('10:00', 2)), deployed(1, 1, at('11:00', 2)), merged(2, at('10:00', 93)));
    expect(await records()).toEqual([
      [at('11:00', 2), 'successful'],
      [at('10:00', 93), 'successful'],
    ]);
    await bench.store(merged(3, at('10:00', 91)));
    expect((await records())[2]).toBe('not_deployed');
  });

  it('takes the record away that was made before the repository was known to deploy, until it is deployed', async () => {
    await bench.map('Shop');
    await bench.store(merged(1, at('10:00')));
    expect(await records()).toEqual([[at('10:00'), 'successful']]);
    await bench.store(merged(2, at('09:50')), deployed(1, 2, at('10:30')));
    expect(await records()).toEqual(['not_deployed', [at('10:30'), 'successful']]);
    await bench.store(deployed(2, 1, at('11:00')));
    expect((await records())[0]).toEqual([at('11:00'), 'successful']);
  });

  it('of a commit that no merge made carries what that commit holds, once it is known', async () => {
    await bench.map('Shop');
    const pushed = 'e'.repeat(40);
    await bench.store(...five, deployment({ sha: pushed, stateAt: at('11:00') }));
    expect(await records()).toEqual(five.map(() => 'not_deployed'));
    await bench.store({
      ...{ kind: 'commit', repository: SHOP, sha: pushed, holds: [pushed, shaOf(3), shaOf(2)] },
      authoredAt: [at('10:00'), at('10:00'), at('10:00')],
    });
    expect(await records()).toEqual([
      ...[1, 2, 3].map(() => [at('11:00'), 'successful']),
      ...[4, 5].map(() => 'not_deployed'),
    ]);
  });
});

describe('an attempt that failed', () => {
  it('makes all that it carried fail', async () => {
    await bench.map('Shop');
    await bench.store(...five, deployed(1, 5, at('11:00'), 'failure'));
    expect(await records()).toEqual(five.map(() => [at('11:00'), 'failed']));
  });

  it('is made good by a later one within a day, that of another commit too', async () => {
    await bench.map('Shop');
    await bench.store(...five, deployed(1, 3, at('11:00'), 'failure'), deployed(2, 5, at('10:59', 3)));
    expect(await records()).toEqual([
      ...[1, 2, 3].map(() => [at('10:59', 3), 'successful', 'redeployed']),
      ...[4, 5].map(() => [at('10:59', 3), 'successful']),
    ]);
  });

  it('counts where the later one comes too late, by the mapping', async () => {
    await bench.map('Shop', { redeployHours: 1 });
    await bench.store(merged(1, at('10:00')), deployed(1, 1, at('11:00'), 'error'), deployed(2, 1, at('12:01')));
    expect(await records()).toEqual([[at('11:00'), 'failed']]);
    await bench.rows('update stackflow.github_repositories set redeploy_hours = 2');
    await bench.store(merged(1, at('10:00'), { updatedAt: at('13:00'), title: 'New' }));
    expect(await records()).toEqual([[at('12:01'), 'successful', 'redeployed']]);
  });

  it('does not count where its run was cancelled', async () => {
    await bench.map('Shop');
    const cancelled = { ...deployed(1, 1, at('11:00'), 'failure'), runId: 99 };
    await bench.store(merged(1, at('10:00')), cancelled);
    expect(await records()).toEqual([[at('11:00'), 'failed']]);
    await bench.store({ kind: 'run', repository: SHOP, runId: 99, conclusion: 'cancelled', updatedAt: at('11:00') });
    expect(await records()).toEqual(['not_deployed']);
    await bench.store(deployed(2, 1, at('12:00', 9)));
    expect(await records()).toEqual([[at('12:00', 9), 'successful', 'cancelled']]);
  });

  it('that was superseded without an end says nothing', async () => {
    await bench.map('Shop');
    await bench.store(...five.slice(0, 2), deployed(1, 1, at('11:00'), 'inactive'), deployed(2, 2, at('12:00')));
    expect(await records()).toEqual([1, 2].map(() => [at('12:00'), 'successful']));
  });
});

describe('a revert', () => {
  const revertOf = (number: number, mergedAt: Date, changes = {}) =>
    merged(9, mergedAt, { revertsNumber: number, ...changes });

  it.each([
    ['within a week counts', at('10:00', 9), 'rolled_back', []],
    ['later than a week is told, and does not count', at('10:01', 9), 'successful', ['late_revert']],
  ] as const)('%s', async (_, revertedAt, outcome, notes) => {
    await bench.map('Shop', { environments: [] });
    await bench.store(merged(1, at('10:00')), revertOf(1, revertedAt));
    expect((await records())[0]).toEqual([at('10:00'), outcome, ...notes]);
  });

  it('counts from when the change was live', async () => {
    await bench.map('Shop', { revertDays: 1 });
    await bench.store(merged(1, at('10:00', 2)), deployed(1, 1, at('10:00', 5)), revertOf(1, at('09:00', 6)));
    expect((await records())[0]).toEqual([at('10:00', 5), 'rolled_back']);
  });

  it('that goes live together with what it reverts undoes nothing that was live', async () => {
    await bench.map('Shop');
    await bench.store(merged(1, at('10:00')), revertOf(1, at('10:10')), deployed(1, 9, at('11:00')));
    expect((await records())[0]).toEqual([at('11:00'), 'successful', 'undone_before_live']);
  });

  it('is never known by its branch alone', async () => {
    await bench.map('Shop', { environments: [] });
    const claim = revertOf(1, at('11:00'), { revertsNumber: null, branchRevertsNumber: 1, title: 'Stop errors' });
    await bench.store(merged(1, at('10:00')), claim);
    expect((await records())[0]).toEqual([at('10:00'), 'successful']);
  });

  it('is known by its branch and the title of what it reverts, in whichever order they come', async () => {
    await bench.map('Shop', { environments: [] });
    const claim = revertOf(1, at('11:00'), {
      revertsNumber: null,
      branchRevertsNumber: 1,
      title: 'Revert "Change 1"',
    });
    await bench.store(claim);
    await bench.store(merged(1, at('10:00')));
    expect((await records())[0]).toEqual([at('10:00'), 'rolled_back']);
    await bench.store(merged(1, at('10:00'), { title: 'Renamed', updatedAt: at('12:00') }));
    expect((await records())[0]).toEqual([at('10:00'), 'successful']);
  });
});

describe('lead time begins', () => {
  const start = async (changes: Partial<Parameters<typeof pullRequest>[0]>) => {
    await bench.map('Shop', { environments: [] });
    await bench.store(merged(1, at('10:00', 20), { openedAt: at('08:00', 20), ...changes }));
    const [row] = await bench.rows(`
      select r.created_at, c.notes from stackflow.change_records as r
      join stackflow.github_changes as c on c.change_id = r.id`);
    return row;
  };

  it('at the first commit', async () => {
    expect(await start({ firstCommitAt: at('08:00', 18), leftBaseAt: at('08:00', 17) })).toEqual({
      created_at: at('08:00', 18),
      notes: [],
    });
  });

  it('when it was opened, where the first commit is later', async () => {
    expect(await start({ firstCommitAt: at('09:00', 20), leftBaseAt: at('08:00', 17) })).toEqual({
      created_at: at('08:00', 20),
      notes: [],
    });
  });

  it('where the branch left the base, for a commit that is older than its branch', async () => {
    expect(await start({ firstCommitAt: at('08:00', -150), leftBaseAt: at('08:00', 17) })).toEqual({
      created_at: at('08:00', 17),
      notes: ['bounded_start'],
    });
  });

  it('when it was opened, for a branch that was rebased later', async () => {
    expect(await start({ firstCommitAt: at('08:00', 1), leftBaseAt: at('09:00', 20) })).toEqual({
      created_at: at('08:00', 20),
      notes: ['bounded_start'],
    });
  });
});
