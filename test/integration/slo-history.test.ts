import { Client } from 'pg';

import { errorCode } from '../../src/backend/aurora/advice';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';

/** Edits of SLOs are kept by the database itself, whoever makes them and by whatever program. */

const FORBIDDEN = '42501';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.client.query('truncate stackflow.services restart identity cascade');
  await database.client.query(`insert into stackflow.services (name) values ('Shop')`);
});

const insert = `insert into stackflow.slos (service_id, name, target_percent, window_days) values (1, 'uptime', 99.9, 30)`;
const insertBy = (who: string) =>
  `insert into stackflow.slos (service_id, name, target_percent, window_days, updated_by) values (1, 'uptime', 99.9, 30, '${who}')`;

/** Runs statements as a new user with a role, each in a transaction of its own. */
async function as(
  role: 'sre_metrics_slo_editor' | 'sre_metrics_reader' | 'sre_metrics_writer',
  ...statements: string[]
) {
  const { user, password } = await database.createUser(role);
  const { host, port, name } = database;
  const client = new Client({ host, port, database: name, user, password });
  await client.connect();
  const outcomes: string[] = [];
  try {
    for (const statement of statements) {
      outcomes.push(
        await client.query(statement).then(
          () => 'done',
          (error: unknown) => errorCode(error)
        )
      );
    }
  } finally {
    await client.end();
  }
  return { user, outcomes };
}

interface Edit {
  readonly by: string | null;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly isStamped: boolean;
}

async function edits(): Promise<Edit[]> {
  const { rows } = await database.client.query<Edit>(
    `select changed_by as by, before, after, changed_at > now() - interval '1 minute' as "isStamped"
     from stackflow.slo_history order by id`
  );
  return rows;
}

async function lastEdit() {
  const { rows } = await database.client.query<{ created_by: string | null; updated_by: string | null }>(
    'select created_by, updated_by from stackflow.slos'
  );
  return rows[0];
}

const MADE = {
  service: 'Shop',
  name: 'uptime',
  target_percent: 99.9,
  window_days: 30,
  enabled: true,
  runbook_url: null,
};

it('keeps the creation and every edit, with what it was and what it became', async () => {
  await database.client.query(insertBy('ann'));
  await database.client.query(`update stackflow.slos set target_percent = 99.95, updated_by = 'bob'`);
  await database.client.query(`update stackflow.slos set enabled = false, name = 'old', updated_by = 'bob'`);
  const better = { ...MADE, target_percent: 99.95 };
  expect(await edits()).toEqual([
    { by: 'ann', before: null, after: MADE, isStamped: true },
    { by: 'bob', before: MADE, after: better, isStamped: true },
    { by: 'bob', before: better, after: { ...better, enabled: false, name: 'old' }, isStamped: true },
  ]);
  expect(await lastEdit()).toEqual({ created_by: 'ann', updated_by: 'bob' });
});

it('keeps an edit of the runbook alone, which changes nothing that is demanded', async () => {
  await database.client.query(insertBy('ann'));
  await database.client.query(`update stackflow.slos set runbook_url = 'https://wiki.example/up', updated_by = 'bob'`);
  const [, edit] = await edits();
  expect(edit).toEqual({
    ...{ by: 'bob', before: MADE, isStamped: true },
    after: { ...MADE, runbook_url: 'https://wiki.example/up' },
  });
  const { rows } = await database.client.query<object>(
    'select distinct target_percent::float8, window_days, enabled from stackflow.slo_versions'
  );
  expect(rows).toEqual([{ target_percent: 99.9, window_days: 30, enabled: true }]);
});

it.each(['javascript:alert(1)', 'wiki.example', '', 'https://', 'https://a b', 'https://a\nb'])(
  'takes no runbook at %j',
  async (runbook) => {
    await database.client.query(insert);
    const written = database.client.query('update stackflow.slos set runbook_url = $1', [runbook]);
    await expect(written).rejects.toMatchObject({ constraint: 'slos_runbook_url_check' });
  }
);

it('gives edits of one transaction an order', async () => {
  await database.client.query(`begin; ${insert}; update stackflow.slos set window_days = 7; commit`);
  const { rows } = await database.client.query(
    `select count(distinct changed_at)::int as n from stackflow.slo_history`
  );
  expect(rows).toEqual([{ n: 2 }]);
});

it('keeps no edit that changes nothing, and calls nobody its editor', async () => {
  await database.client.query(insertBy('ann'));
  const stamp = async () => {
    const { rows } = await database.client.query<object>('select updated_at, updated_by from stackflow.slos');
    return rows;
  };
  const before = await stamp();
  await database.client.query(`update stackflow.slos set target_percent = 99.9, updated_by = 'bob'`);
  expect(await edits()).toHaveLength(1);
  expect(await stamp()).toEqual(before);
});

it('says the database user where an edit names nobody, not whoever edited last', async () => {
  await database.client.query(insertBy('ann'));
  const { user, outcomes } = await as(
    'sre_metrics_slo_editor',
    'update stackflow.slos set window_days = 7',
    'update stackflow.slos set window_days = 8, updated_by = null',
    `update stackflow.slos set window_days = 9, updated_by = 'ann'`
  );
  expect(outcomes).toEqual(['done', 'done', 'done']);
  expect((await edits()).map(({ by }) => by)).toEqual(['ann', user, user, 'ann']);
});

it('says the database user of an SLO that names no creator', async () => {
  const { user } = await as('sre_metrics_slo_editor', insert);
  expect(await edits()).toMatchObject([{ by: user }]);
  expect(await lastEdit()).toEqual({ created_by: user, updated_by: user });
});

it('stamps the clock whatever time an edit claims', async () => {
  await database.client.query(insertBy('ann'));
  await database.client.query(`update stackflow.slos set window_days = 7, updated_at = '2001-01-01'`);
  await database.client.query(`update stackflow.slos set window_days = 8, updated_at = 'infinity'`);
  expect((await edits()).map(({ isStamped }) => isStamped)).toEqual([true, true, true]);
});

/** What would make up, change or lose history. */
const FORGERIES = [
  `insert into stackflow.slo_history (slo_id, changed_by) values (1, 'ann')`,
  `update stackflow.slo_history set changed_by = 'ann'`,
  'delete from stackflow.slo_history',
  'truncate stackflow.slo_history',
  'delete from stackflow.slos',
  'alter table stackflow.slos disable trigger keep_slo_history',
  'set session_replication_role = replica',
  'create or replace function stackflow.keep_slo_history() returns trigger language sql as $$ select null $$',
];

it.each([
  ...FORGERIES.flatMap((statement) =>
    (['sre_metrics_slo_editor', 'sre_metrics_writer'] as const).map((role) => [role, statement] as const)
  ),
  ['sre_metrics_slo_editor', `update stackflow.services set name = 'Mine'`],
  ['sre_metrics_slo_editor', 'select * from stackflow.incidents'],
] as const)('%s may not: %s', async (role, statement) => {
  await database.client.query(insertBy('ann'));
  const [before, { outcomes }] = [await edits(), await as(role, statement)];
  expect(outcomes).toEqual([FORBIDDEN]);
  expect(await edits()).toEqual(before);
});

it('lets an editor create, edit and see the history; a reader only see', async () => {
  const change = 'update stackflow.slos set window_days = 7';
  const look = 'select * from stackflow.slo_history';
  expect((await as('sre_metrics_slo_editor', insert, change, look)).outcomes).toEqual(['done', 'done', 'done']);
  expect((await as('sre_metrics_reader', insert, change, look)).outcomes).toEqual([FORBIDDEN, FORBIDDEN, 'done']);
});

it('takes rows from before edits were kept as they are, and keeps their next edit', async () => {
  await database.client.query(insert);
  await database.client.query(
    `begin;
     set local session_replication_role = replica;
     update stackflow.slos set updated_by = null, created_by = null, updated_at = '2020-01-01';
     truncate stackflow.slo_history;
     commit`
  );
  expect(await edits()).toEqual([]);
  await database.client.query(`update stackflow.slos set enabled = false, updated_by = 'bob'`);
  expect(await edits()).toEqual([{ by: 'bob', before: MADE, after: { ...MADE, enabled: false }, isStamped: true }]);
});
