import fc from 'fast-check';
import { Client } from 'pg';

import { lockRepositories } from '../../src/backend/sync/facts/locks';
import { storeFacts } from '../../src/backend/sync/facts/store-facts';
import { inTransaction } from '../../src/backend/aurora/transaction';
import { learnId } from '../../src/backend/sync/mapping/learn-ids';
import { factsArbitrary, redelivered } from '../support/github/any-facts';
import { SHOP, openFactsBench, pullRequest } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';
import { until } from '../support/until';

/** Whatever the order in which things are told, however often and by whom at once: the rows are the same. */

const RUNS = 150;

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());

const tables = async () => ({
  pullRequests: await bench.rows(
    `select to_jsonb(p) - 'stored_at' as row from stackflow.github_pull_requests as p order by number`
  ),
  deployments: await bench.rows(
    `select to_jsonb(d) - 'stored_at' as row from stackflow.github_deployments as d order by deployment_id`
  ),
  others: await bench.rows(
    `select to_jsonb(f) - 'stored_at' as row from stackflow.github_facts as f order by kind, key`
  ),
  carried: await bench.rows(
    `select to_jsonb(c) as row from stackflow.github_carried_changes as c order by repository_id, subject, service_id`
  ),
  records: await bench.rows(
    `select to_jsonb(r) - 'id' - 'updated_at' as row, c.subject, c.wrote, c.notes, c.made
     from stackflow.change_records as r
     left join stackflow.github_changes as c on c.change_id = r.id
     order by r.external_id`
  ),
});

interface Setting {
  readonly isMonorepo: boolean;
  readonly branch: string;
  readonly deployedBy: string;
  readonly recordPer: string;
  /** Whether each of the two services of a monorepo has tags of its own. */
  readonly hasOwnTags: boolean;
}
const ORDINARY: Setting = {
  ...{ isMonorepo: false, branch: 'main', deployedBy: 'deployment', recordPer: 'pullRequest', hasOwnTags: false },
};

const settingArbitrary: fc.Arbitrary<Setting> = fc.record({
  isMonorepo: fc.boolean(),
  branch: fc.constantFrom('main', 'main', '*'),
  deployedBy: fc.constantFrom('deployment', 'deployment', 'release', 'tag'),
  recordPer: fc.constantFrom('pullRequest', 'deployment'),
  hasOwnTags: fc.boolean(),
});

async function begin({ isMonorepo, branch, deployedBy, recordPer, hasOwnTags }: Setting): Promise<void> {
  await bench.clear();
  const labels = { exclude: ['no-deploy'], critical: ['hotfix'] };
  await bench.map('Shop', { ...labels, branch, paths: isMonorepo ? ['shop/**'] : [] });
  if (isMonorepo) {
    await bench.map('Search', { branch, paths: ['search/**'] });
  }
  await bench.rows(`
    update stackflow.github_repositories
    set deploy_without_pull_request = 'record', deployed_by = '${deployedBy}', record_per = '${recordPer}'`);
  if (hasOwnTags) {
    await bench.rows(`
      update stackflow.github_repositories as m
      set tags = case s.name when 'Shop' then '{v*}'::text[] else '{search-*}' end
      from stackflow.services as s
      where s.id = m.service_id`);
  }
}

it('any order and repetition ends in the same rows', async () => {
  const story = fc
    .tuple(factsArbitrary, settingArbitrary)
    .chain(([facts, setting]) =>
      fc.record({ facts: fc.constant(facts), setting: fc.constant(setting), otherwise: redelivered(facts) })
    );
  await fc.assert(
    fc.asyncProperty(story, async ({ facts, setting, otherwise }) => {
      await begin(setting);
      await bench.store(...facts);
      const expected = await tables();
      await begin(setting);
      for (const batch of otherwise) {
        await bench.store(...batch);
      }
      expect(await tables()).toEqual(expected);
    }),
    { numRuns: RUNS }
  );
}, 120_000);

const connect = async (count: number) => {
  const { host, port, adminUser, adminPassword, name } = bench.database;
  const clients = Array.from(
    { length: count },
    () => new Client({ host, port, user: adminUser, password: adminPassword, database: name })
  );
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
};

const waiting = () =>
  bench.rows(`
    select from pg_locks as l
    join pg_database as d on d.oid = l.database
    where d.datname = current_database() and not l.granted`);

it('an event and the first page of a repository do not wait for one another', async () => {
  await begin(ORDINARY);
  const clients = await connect(1);
  try {
    let learning: Promise<void> = Promise.resolve();
    await inTransaction(bench.writer, async (writer) => {
      await lockRepositories(writer, [SHOP.id]);
      learning = Promise.all(
        clients.map((client) => inTransaction(client, () => learnId(client, SHOP.fullName, SHOP)))
      ).then(() => undefined);
      await until(async () => (await waiting()).length > 0);
      await storeFacts(writer, [pullRequest()]);
    });
    await learning;
    expect(await bench.rows('select repository_id::int as id from stackflow.github_repositories')).toEqual([
      { id: SHOP.id },
    ]);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

it('several who tell at once end in the same rows', async () => {
  const clients = await connect(4);
  try {
    await fc.assert(
      fc.asyncProperty(factsArbitrary, settingArbitrary, async (facts, setting) => {
        await begin(setting);
        await bench.store(...facts);
        const expected = await tables();
        await begin(setting);
        await Promise.all(
          clients.map(async (client, index) => {
            for (const one of facts.filter((_, position) => position % clients.length === index)) {
              await inTransaction(client, () => storeFacts(client, [one]));
            }
          })
        );
        expect(await tables()).toEqual(expected);
      }),
      { numRuns: 40 }
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}, 120_000);
