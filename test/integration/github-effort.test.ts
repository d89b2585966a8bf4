import { rederive } from '../../src/backend/sync/records/rederive';
import { loadRollouts } from '../../src/backend/sync/records/rollout-rows';
import { inTransaction } from '../../src/backend/aurora/transaction';
import { mappingsOf } from '../../src/backend/sync/mapping/mapping';
import type { PushFacts } from '../../src/backend/sync/facts/facts';
import { deployment, openFactsBench, pullRequest, SHOP } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';
import { statementsOf } from '../support/github/statements';
import type { Statement } from '../support/github/statements';

/** What sync leaves undone, as it bears on nothing. */

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
});

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const shaOf = (number: number) => number.toString(16).padStart(40, '0');
const merged = (number: number) =>
  pullRequest({ number, state: { kind: 'merged', mergedAt: at('10:00'), mergeCommitSha: shaOf(number) } });
const many = (count: number) => Array.from({ length: count }, (_, index) => merged(index + 1));
const UNKNOWN = 'e'.repeat(40);

/** Pull requests whose records were looked at. */
const derivedBy = (statements: readonly Statement[]) =>
  new Set(statements.flatMap(({ values }) => values.match(/#\d+/g) ?? []));

describe('a deployment to a place that no mapping names', () => {
  it.each([
    ['deployments elsewhere deploy', ['production']],
    ['merging deploys', []],
  ])('bears on no record where %s', async (_, environments) => {
    await bench.map('Shop', { environments });
    await bench.store(...many(3), deployment({ deploymentId: 1, sha: UNKNOWN, stateAt: at('09:00') }));
    const preview = deployment({ deploymentId: 2, sha: UNKNOWN, environment: 'preview', stateAt: at('11:00') });
    const statements = await statementsOf(bench.writer, () => bench.store(preview));
    expect([...derivedBy(statements)]).toEqual([]);
  });

  it('is not read for those that are', async () => {
    await bench.map('Shop');
    await bench.store(
      deployment({ deploymentId: 1, sha: UNKNOWN }),
      deployment({ deploymentId: 2, sha: UNKNOWN, environment: 'preview' })
    );
    const statements = await statementsOf(bench.writer, () => bench.store(merged(1)));
    const read = statements.flatMap(({ rows }) => rows).map(({ environment }) => environment);
    expect([read.includes('production'), read.includes('preview')]).toEqual([true, false]);
  });
});

it('the tracks of a mapping are made once for all changes', async () => {
  await bench.map('Shop');
  await bench.store(merged(1), deployment({ sha: shaOf(1) }));
  const mappings = (await mappingsOf(bench.writer, [SHOP.id])).get(SHOP.id) ?? [];
  const around = { repositoryId: SHOP.id, fromMs: at('10:00').getTime(), toMs: at('10:00').getTime(), shas: [] };
  const rollouts = await loadRollouts(bench.writer, around, mappings);
  const [first, second] = [1, 2].map(() => mappings.map(rollouts.tracksOf));
  expect(first?.[0]).toHaveLength(1);
  expect(second?.[0]).toBe(first?.[0]);
});

describe('pushes', () => {
  const pushed = (number: number): PushFacts => ({
    ...{ kind: 'push', repository: SHOP, branch: 'main', before: shaOf(99), sha: shaOf(number), pushedAt: at('10:00') },
    ...{ author: 'ada', isByBot: false, readAt: null },
  });
  const treat = (as: string) =>
    bench.rows(`update stackflow.github_repositories set deploy_without_pull_request = '${as}'`);
  const again = () => inTransaction(bench.writer, () => rederive(bench.writer, [SHOP.id]));
  /** Pushes that were looked at in turn. */
  const looked = (statements: readonly Statement[]) =>
    new Set(statements.flatMap(({ values }) => values.match(/push [0-9a-f]{40}/g) ?? []));

  it('that are counted alone are not derived', async () => {
    await bench.map('Shop');
    await bench.store(deployment(), ...[1, 2, 3].map(pushed));
    expect(looked(await statementsOf(bench.writer, again))).toEqual(new Set());
  });

  it('that merged are not derived where others are records', async () => {
    await bench.map('Shop', { environments: [] });
    await treat('record');
    await bench.store(...many(3), ...[1, 2, 3, 4].map(pushed));
    expect(looked(await statementsOf(bench.writer, again))).toEqual(new Set([`push ${shaOf(4)}`]));
  });

  it('that are records no more lose theirs', async () => {
    await bench.map('Shop', { environments: [] });
    await treat('record');
    await bench.store(...[1, 2, 3].map(pushed));
    await treat('count');
    expect(await again()).toMatchObject({ removed: 3 });
  });
});

it('of all that a deployment bears on, no more is in memory than of 500 pull requests', async () => {
  await bench.map('Shop');
  await bench.store(...many(501));
  const statements = await statementsOf(bench.writer, () => bench.store(deployment({ sha: UNKNOWN })));
  const withPaths = statements.map(({ rows }) => rows.filter((row) => 'paths' in row).length);
  expect([derivedBy(statements).size, Math.max(...withPaths)]).toEqual([501, 500]);
});
