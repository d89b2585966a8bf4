import fc from 'fast-check';
import type { Pool } from 'pg';

import { openPool } from '../../tooling/database-pool';
import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import { redelivered } from '../support/github/any-facts';
import { storyArbitrary } from '../support/github/any-story';
import type { Story } from '../support/github/any-story';
import { deliver } from '../support/github/deliver';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import type { Example } from '../support/github/webhook-examples';

/** Whatever becomes of webhook deliveries on their way, the rows end the same. A failure prints its seed. */

const RUNS = 40;
const LIMIT_MS = 180_000;

let bench: SyncBench;
let pool: Pool;

beforeAll(async () => {
  bench = await openSyncBench();
  pool = openPool({ connectionString: bench.env.SRE_METRICS_DATABASE_URL, max: 4 });
});

afterAll(async () => {
  await pool.end();
  await bench.close();
});

const githubApi = () =>
  createGitHubApi({ credentials: { kind: 'token', token: 'ghp_test' }, baseUrl: bench.github.url, retryBaseMs: 1 });

interface Setting {
  /** Whether the repository is of two services, or of one. */
  readonly isMonorepo: boolean;
  readonly deployedBy: string;
  readonly recordPer: string;
}
const settingArbitrary: fc.Arbitrary<Setting> = fc.record({
  isMonorepo: fc.boolean(),
  deployedBy: fc.constantFrom('deployment', 'deployment', 'release'),
  recordPer: fc.constantFrom('pullRequest', 'deployment'),
});

/** Nothing known. */
async function begin({ isMonorepo, deployedBy, recordPer }: Setting): Promise<void> {
  await bench.rows(`
    truncate stackflow.change_records, stackflow.github_repositories, stackflow.github_pull_requests,
      stackflow.github_deployments, stackflow.github_facts, stackflow.github_changes,
      stackflow.github_carried_changes, stackflow.github_sync_state restart identity cascade`);
  const services = isMonorepo ? ['Shop', 'Search'] : ['Shop'];
  for (const service of services) {
    await bench.map('acme/shop', {
      service,
      productionEnvironments: ['production'],
      pathFilters: isMonorepo ? [`${service.toLowerCase()}/**`] : [],
    });
  }
  await bench.rows(`
    update stackflow.github_repositories
    set critical_labels = '{hotfix}', exclude_labels = '{no-deploy}', deploy_without_pull_request = 'record',
      deployed_by = '${deployedBy}', record_per = '${recordPer}'`);
}

const facts = async () => ({
  pullRequests: await bench.rows(`
    select to_jsonb(p) - 'stored_at' as row from stackflow.github_pull_requests as p order by number`),
  deployments: await bench.rows(`
    select to_jsonb(d) - 'stored_at' as row from stackflow.github_deployments as d order by deployment_id`),
});
const outcome = async () => ({
  records: await bench.rows(`
    select to_jsonb(r) - 'id' - 'updated_at' as row, c.subject, c.wrote, c.notes, c.made
    from stackflow.change_records as r
    left join stackflow.github_changes as c on c.change_id = r.id
    order by r.external_id`),
  reasons: await bench.rows('select number, skip_reason from stackflow.github_pull_requests order by number'),
});

async function deliverAll(batches: readonly (readonly Example[])[], withApi: boolean): Promise<void> {
  const api = withApi ? githubApi() : null;
  for (const batch of batches) {
    // As workers do: several at once.
    await Promise.all(batch.map((event) => deliver(pool, event, api)));
  }
}

/** GitHub as it is in the end. */
function settle({ pullRequests, deployments, runs, pushes, releases }: Story): void {
  bench.shop.pullRequests = [...pullRequests];
  bench.shop.deployments = [...deployments];
  bench.shop.runs = [...runs];
  bench.shop.pushes = [...pushes];
  bench.shop.releases = [...releases];
}

const retold = (leastGap: 0 | 1) =>
  storyArbitrary(bench.shop, leastGap).chain((story) =>
    fc.record({ story: fc.constant(story), setting: settingArbitrary, batches: redelivered(story.events) })
  );

it(
  'any order and repetition of deliveries ends in the same rows',
  async () => {
    let records = 0;
    await fc.assert(
      fc.asyncProperty(retold(0), async ({ story, setting, batches }) => {
        await begin(setting);
        await deliverAll(
          story.events.map((event) => [event]),
          false
        );
        const expected = { ...(await facts()), ...(await outcome()) };
        await begin(setting);
        await deliverAll(batches, false);
        expect({ ...(await facts()), ...(await outcome()) }).toEqual(expected);
        records += expected.records.length;
      }),
      { numRuns: RUNS }
    );
    // Stories without records would tell little.
    expect(records).toBeGreaterThan(0);
  },
  LIMIT_MS
);

it(
  'so it does where GitHub is asked for what events lack',
  async () => {
    await fc.assert(
      fc.asyncProperty(retold(1), async ({ story, setting, batches }) => {
        settle(story);
        await begin(setting);
        await deliverAll(
          story.events.map((event) => [event]),
          true
        );
        const expected = await outcome();
        await begin(setting);
        await deliverAll(batches, true);
        expect(await outcome()).toEqual(expected);
      }),
      { numRuns: RUNS }
    );
  },
  LIMIT_MS
);

it(
  'whichever deliveries are lost or late, reconciliation ends in the same rows',
  async () => {
    const lossy = storyArbitrary(bench.shop, 0).chain((story) =>
      fc.record({
        story: fc.constant(story),
        setting: settingArbitrary,
        before: fc.shuffledSubarray([...story.events]),
        after: fc.shuffledSubarray([...story.events]),
        withApi: fc.boolean(),
      })
    );
    await fc.assert(
      fc.asyncProperty(lossy, async ({ story, setting, before, after, withApi }) => {
        settle(story);
        await begin(setting);
        await bench.run();
        const expected = await outcome();
        await begin(setting);
        await deliverAll([before], withApi);
        await bench.run();
        await deliverAll([after], withApi);
        expect(await outcome()).toEqual(expected);
      }),
      { numRuns: RUNS }
    );
  },
  LIMIT_MS
);
