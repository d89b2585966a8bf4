import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { runner } from 'node-pg-migrate';
import { Client } from 'pg';
import type { ClientBase } from 'pg';

import { migrate } from '../../src/backend/aurora/migrate';
import {
  MIGRATIONS_SCHEMA,
  MIGRATIONS_TABLE,
  REQUIRED_SCHEMA_VERSION,
  readSchemaVersion,
} from '../../src/backend/aurora/schema-version';
import { sqlFolder } from '../../src/backend/aurora/sql-files';
import type { ImportKindName } from '../../src/backend/cli/import/kinds';
import { DEPLOYMENTS } from '../../src/backend/metrics/cells/cell-rows';
import { NO_REST, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { INCIDENTS } from '../../src/backend/metrics/cells/incident-rows';
import { foldDownPieces } from '../../src/backend/metrics/downtime/fold-down-pieces';
import { sreMetrics, temporaryFolder } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { readerOn } from '../support/reader';
import { until } from '../support/until';

const NEVER = new AbortController().signal;

/** Applies the migrations up to a version. */
async function migrateTo(client: ClientBase, version: number): Promise<void> {
  await runner({
    ...{ dbClient: client, dir: sqlFolder('migrations', '001_schema.sql'), direction: 'up', count: version },
    ...{ singleTransaction: true, noLock: true, migrationsSchema: MIGRATIONS_SCHEMA, createMigrationsSchema: true },
    ...{ migrationsTable: MIGRATIONS_TABLE, log: () => undefined },
  });
}

/** Every relation and function of the schema, and the schema. */
async function everything(client: ClientBase): Promise<unknown> {
  const { rows } = await client.query(`
    select n.nspname, (select array_agg(c.relname order by c.relname) from pg_class as c where c.relnamespace = n.oid) as relations,
      (select array_agg(p.proname order by p.proname) from pg_proc as p where p.pronamespace = n.oid) as functions
    from pg_namespace as n where n.nspname !~ '^pg_(temp|toast)' order by n.nspname`);
  return rows;
}

describe('migrate', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase('template0');
  });

  afterEach(() => database.drop());

  const namesOfFiles = readdirSync(join(__dirname, '../../db/migrations')).map((file) => file.replace('.sql', ''));

  it('applies every migration in order to an empty database', async () => {
    expect(await migrate(database.client)).toEqual(namesOfFiles.toSorted());
    expect(await readSchemaVersion(readerOn(database.client), NEVER)).toBe(REQUIRED_SCHEMA_VERSION);
  });

  it('does nothing when run again', async () => {
    await migrate(database.client);
    expect(await migrate(database.client)).toEqual([]);
  });

  it('does the work once when two run at once', async () => {
    const { host, port, adminUser, adminPassword, name } = database;
    const second = new Client({ host, port, user: adminUser, password: adminPassword, database: name });
    await second.connect();
    try {
      const ran = await Promise.all([migrate(database.client), migrate(second)]);
      expect(ran.flat().toSorted()).toEqual(namesOfFiles.toSorted());
    } finally {
      await second.end();
    }
  });

  it('lets metrics be read while version 10 waits for what sync holds', async () => {
    await migrateTo(database.client, 9);
    const { host, port, adminUser, adminPassword, name } = database;
    const sync = new Client({ host, port, user: adminUser, password: adminPassword, database: name });
    await sync.connect();
    try {
      await sync.query('begin; lock table stackflow.github_changes in row exclusive mode');
      const migration = migrate(database.client);
      await until(async () => {
        const waits = `select from pg_locks where not granted and relation = 'stackflow.github_changes'::regclass`;
        return (await sync.query(waits)).rows.length > 0;
      });
      const read = sync.query('select from stackflow.change_records cross join stackflow.incident_changes');
      await expect(read).resolves.toMatchObject({ rows: [] });
      await sync.query('rollback');
      expect(await migration).toContain('010_right_records');
    } finally {
      await sync.end();
    }
  });

  const FAILED_INDEX = `select i.indisvalid as valid from pg_index as i
    where i.indexrelid = to_regclass('stackflow.change_records_failed_idx')`;

  it('builds an index that is missing, or whose building was cut off, on a schema that is current', async () => {
    await migrate(database.client);
    await database.client.query('drop index stackflow.change_records_failed_idx');
    await migrate(database.client);
    expect((await database.client.query(FAILED_INDEX)).rows).toEqual([{ valid: true }]);
    await database.client.query(
      `update pg_index set indisvalid = false where indexrelid = 'stackflow.change_records_failed_idx'::regclass`
    );
    await migrate(database.client);
    expect((await database.client.query(FAILED_INDEX)).rows).toEqual([{ valid: true }]);
  });

  it('drops an index that an earlier version built', async () => {
    await migrate(database.client);
    await database.client.query(
      'create index change_records_lead_idx on stackflow.change_records (stackflow.lead_time_bin(1), deployed_at)'
    );
    await migrate(database.client);
    const { rows } = await database.client.query(`select to_regclass('stackflow.change_records_lead_idx') as index`);
    expect(rows).toEqual([{ index: null }]);
  });

  it('lets records be written while it builds an index, and ends with whoever holds it up', async () => {
    await migrate(database.client);
    await database.client.query('drop index stackflow.change_records_failed_idx');
    const { host, port, adminUser, adminPassword, name } = database;
    const clients = ['old', 'writer', 'second'].map(
      (application) =>
        new Client({
          ...{ host, port, user: adminUser, password: adminPassword, database: name },
          application_name: application,
        })
    );
    const [old, writer, second] = clients as [Client, Client, Client];
    await Promise.all(clients.map((client) => client.connect()));
    try {
      await old.query(`begin; insert into stackflow.services (name) values ('Shop')`);
      await old.query(
        `insert into stackflow.change_records (service_id, title, change_type, state, created_at)
         select id, 'One', 'deployment', 'draft', now() from stackflow.services`
      );
      const migration = migrate(database.client);
      await until(async () => (await writer.query(FAILED_INDEX)).rows.length > 0);
      const another = migrate(second);
      await writer.query(`insert into stackflow.services (name) values ('Search')`);
      const { rowCount } = await writer.query(
        `insert into stackflow.change_records (service_id, title, change_type, state, created_at)
         select id, 'Two', 'deployment', 'draft', now() from stackflow.services`
      );
      expect(rowCount).toBe(1);
      await old.query('commit');
      expect(await Promise.all([migration, another])).toEqual([[], []]);
      expect((await database.client.query(FAILED_INDEX)).rows).toEqual([{ valid: true }]);
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  it('has autovacuum look after the tables that are read by indexes alone', async () => {
    await migrate(database.client);
    const { rows } = await database.client.query<{ name: string }>(`select c.relname as name from pg_class as c
      where c.relnamespace = 'stackflow'::regnamespace and 'autovacuum_vacuum_scale_factor=0.005' = any (c.reloptions)
      order by 1`);
    expect(rows.map((row) => row.name)).toEqual([
      'change_records',
      'deployment_cells',
      'deployment_days',
      'deployment_quarters',
      'down_pieces',
      'down_totals',
      'failed_deployments',
      'gated_periods',
      'incident_changes',
      'incident_downtimes',
      'incidents',
      'lead_time_cells',
      'lead_time_values',
    ]);
  });

  it('adds up the days that are folded', async () => {
    await migrateTo(database.client, 18);
    await database.client.query(`
      delete from stackflow.cell_marks;
      insert into stackflow.folded_days (day, folded_at) values (20525, now()), (20526, now());
      insert into stackflow.deployment_quarters values
        ('2026-03-13T00:00:00Z', 4, 1, 1, 1, 3, 7000000), ('2026-03-13T23:45:00Z', 2, 0, 0, 1, 1, 0.5),
        ('2026-03-14T00:00:00Z', 1, 1, 0, 0, 0, 0);`);
    await migrate(database.client);
    const { rows } = await database.client.query({
      text: 'select * from stackflow.deployment_days order by day',
      rowMode: 'array',
    });
    expect(rows).toEqual([
      [20525, 6, 1, 1, 2, 4, '7000000.5'],
      [20526, 1, 1, 0, 0, 0, '0'],
    ]);
  });

  it.each(['read committed', 'repeatable read', 'serializable'])(
    'adds up days that are folded while it waits, by default %s',
    async (isolation) => {
      await migrateTo(database.client, 18);
      await database.client.query(`set default_transaction_isolation = '${isolation}'`);
      const { host, port, adminUser, adminPassword, name } = database;
      const folder = new Client({ host, port, user: adminUser, password: adminPassword, database: name });
      await folder.connect();
      try {
        await folder.query(`begin;
          insert into stackflow.folded_days (day, folded_at) values (20525, now());
          insert into stackflow.deployment_quarters values ('2026-03-13T00:00:00Z', 4, 1, 1, 1, 3, 7000000);`);
        const migration = migrate(database.client);
        await until(async () => {
          const waits = `select from pg_locks where not granted and relation = 'stackflow.folded_days'::regclass`;
          return (await folder.query(waits)).rows.length > 0;
        });
        await folder.query('commit');
        await migration;
        const { rows } = await folder.query('select day, deployments from stackflow.deployment_days');
        expect(rows).toEqual([{ day: 20525, deployments: 4 }]);
      } finally {
        await folder.end();
      }
    }
  );

  it('has days folded anew that an earlier version folded', async () => {
    await migrateTo(database.client, 20);
    await database.client.query(`
      insert into stackflow.services (name) values ('Billing');
      insert into stackflow.change_records (service_id, title, change_type, state, created_at, closed_at)
        values (1, 'Old', 'deployment', 'closed', '2025-01-01T00:00:00Z', '2025-01-01T01:00:00Z');
      delete from stackflow.cell_marks;
      insert into stackflow.folded_days (day, folded_at, cells_version) values (20089, now(), 19);`);
    await migrate(database.client);
    expect(await foldCells(DEPLOYMENTS, database.client, NO_REST, NEVER)).toEqual({ days: 1, isBusy: false });
    const { rows } = await database.client.query('select level, us from stackflow.lead_time_values order by 1');
    expect(rows).toEqual([
      { level: 0, us: ['3600000000'] },
      { level: 1, us: ['3600000000'] },
    ]);
  });

  it('has downtime folded where another owner of the schema migrates than before', async () => {
    const former = await database.createUser('sre_metrics_reader');
    const { host, port, name } = database;
    await migrateTo(database.client, 21);
    await database.client.query(`
      alter function stackflow.fold_down_pieces(integer) owner to ${former.user};
      alter table stackflow.down_pieces owner to ${former.user};
      alter table stackflow.incident_down_pieces owner to ${former.user};
      alter table stackflow.down_marks owner to ${former.user};
      alter default privileges revoke execute on functions from public;`);
    await migrate(database.client);
    await database.client.query(`insert into stackflow.services (name) values ('Billing');
      insert into stackflow.incidents (title, priority) values ('Old', 'P1');
      insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
        values (1, 1, '2025-01-01T00:00:00Z', '2025-04-01T00:00:00Z');`);
    const { user, password } = await database.createUser('sre_metrics_writer');
    const writer = new Client({ host, port, user, password, database: name });
    await writer.connect();
    try {
      expect(await foldDownPieces(writer, NEVER)).toEqual({ services: 1, isBusy: false });
      const { rows } = await writer.query('select from stackflow.down_totals');
      expect(rows).not.toEqual([]);
    } finally {
      await writer.end();
    }
  });

  it('marks every service there is, so that the first fold fills the pieces of downtime', async () => {
    await migrateTo(database.client, 13);
    await database.client.query(`
      insert into stackflow.services (name) values ('Billing'), ('Search');
      insert into stackflow.incidents (title, priority) values ('Old', 'P1');
      insert into stackflow.incident_downtimes (incident_id, service_id, started_at) values (1, 1, '2025-01-01T00:00:00Z');`);
    await migrate(database.client);
    const pieces = () => database.client.query('select service_id, ended_at from stackflow.down_pieces');
    expect((await pieces()).rows).toEqual([]);
    expect(await foldDownPieces(database.client, NEVER)).toEqual({ services: 2, isBusy: false });
    expect((await pieces()).rows).toEqual([{ service_id: '1', ended_at: Infinity }]);
  });

  it('marks services again that an earlier version folded, so that the next fold writes their totals', async () => {
    await migrateTo(database.client, 21);
    await database.client.query(`
      insert into stackflow.services (name) values ('Billing');
      insert into stackflow.incidents (title, priority) values ('Old', 'P1');
      insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
        values (1, 1, '2025-01-01T00:00:00Z', '2025-03-01T00:00:00Z');`);
    await foldDownPieces(database.client, NEVER);
    await migrate(database.client);
    expect(await foldDownPieces(database.client, NEVER)).toEqual({ services: 1, isBusy: false });
    const { rows } = await database.client.query('select t.down_us, t.begun, t.ended from stackflow.down_totals as t');
    expect(rows).toEqual([
      { down_us: '0', begun: 1, ended: 0 },
      { down_us: String(32 * 86_400_000_000), begun: 1, ended: 0 },
    ]);
  });

  it('marks every day, so that the first fold counts the incidents there are', async () => {
    await migrateTo(database.client, 19);
    await database.client.query(`
      insert into stackflow.incidents (title, priority, created_at, resolved_at)
      values ('Old', 'P1', '2026-03-13T23:00:00Z', '2026-03-14T01:00:00Z'), ('Minor', 'P3', '2026-03-13T23:00:00Z', null);
      insert into stackflow.fold_times (stored, folded_at) values ('downtime', now());`);
    await migrate(database.client);
    expect(await foldCells(INCIDENTS, database.client, NO_REST, NEVER)).toEqual({ days: 2, isBusy: false });
    const { rows } = await database.client.query({
      text: 'select * from stackflow.incident_days order by day',
      rowMode: 'array',
    });
    expect(rows).toEqual([
      [20525, 1, 0, 0, 0, '0'],
      [20526, 0, 0, 1, 0, '7200000000'],
    ]);
  });

  it('keeps the rows of an existing stackflow schema and adds what it lacks', async () => {
    await database.client.query(`
      create schema stackflow;
      create table stackflow.services (id bigint generated always as identity primary key, name text not null unique);
      create table stackflow.change_records (
        id bigint generated always as identity primary key, service_id bigint not null, title text not null,
        change_type text not null, state text not null, created_at timestamptz not null, closed_at timestamptz);
      create table stackflow.wiki_pages (body text);
      insert into stackflow.services (name) values ('Billing');
      insert into stackflow.change_records (service_id, title, change_type, state, created_at, closed_at)
        values (1, 'Old release', 'deployment', 'closed', '2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z');
      insert into stackflow.wiki_pages values ('keep me');`);

    await migrate(database.client);

    const { rows } = await database.client.query(`
      select s.name, s.tier, c.title, c.deployed_at, c.environment, (select body from stackflow.wiki_pages) as body
      from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id`);
    expect(rows).toEqual([
      {
        name: 'Billing',
        tier: 'standard',
        title: 'Old release',
        deployed_at: new Date('2025-01-02T00:00:00Z'),
        environment: 'production',
        body: 'keep me',
      },
    ]);
  });

  const existingSchema = `
    create schema stackflow;
    create table stackflow.services (id serial primary key, name text not null);
    create table stackflow.change_records (
      id serial primary key, service_id bigint not null, title text not null, change_type text not null,
      state text not null, created_at timestamptz not null, closed_at timestamptz);
    create table stackflow.incidents (
      id serial primary key, title text not null, priority text not null, created_at timestamptz not null);
    create table stackflow.incident_changes (id serial primary key, incident_id bigint, change_id bigint,
      linked_at timestamptz, linked_by text);
    create table stackflow.sign_ins (id serial primary key, password text);
    insert into stackflow.services (name) values ('Billing');`;

  it.each<[ImportKindName, string]>([
    ['services', 'name,team\nBilling,Payments\nSearch,\n'],
    ['changes', 'external_id,service,created_at,state\nshop#1,Billing,2026-05-01T08:00:00Z,draft\n'],
    ['incidents', 'external_id,priority,created_at,changes\nINC-1,P1,2026-05-01T08:00:00Z,shop#1\n'],
    ['downtimes', 'service,started_at\nBilling,2026-05-01T08:00:00Z\n'],
  ])('makes an existing schema fit to import %s, and to import them again', async (kind, csv) => {
    await database.client.query(existingSchema);
    await migrate(database.client);
    await database.client.query(
      `insert into stackflow.change_records (service_id, title, change_type, state, created_at, external_id)
       values (1, 'Release', 'deployment', 'draft', now(), 'shop#1')`
    );
    const { user, password } = await database.createUser('sre_metrics_writer');
    const url = `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`;
    const folder = await temporaryFolder();
    try {
      const args = ['import', await folder.write('file.csv', csv), '--kind', kind, '--url', url];
      expect(await sreMetrics(args, {})).toMatchObject({ status: 0, err: '' });
      const rows = csv.trim().split('\n').length - 1;
      expect((await sreMetrics(args, {})).out).toBe(`${kind}: 0 inserted, 0 updated, ${rows} unchanged.`);
    } finally {
      await folder.remove();
    }
  });

  it('gives columns that it adds their checks', async () => {
    await database.client.query(existingSchema);
    await migrate(database.client);
    await expect(database.client.query(`update stackflow.services set tier = 'gold'`)).rejects.toThrow('services_tier');
  });

  it('takes away runbooks from before that are no address, so that their SLOs can be edited', async () => {
    await database.client.query(`${existingSchema}
      create table stackflow.slos (id serial primary key, service_id bigint, name text, target_percent numeric,
        window_days integer, enabled boolean, created_at timestamptz, created_by text, updated_at timestamptz,
        updated_by text, runbook_url text);
      insert into stackflow.slos (service_id, name, target_percent, window_days, enabled, runbook_url)
      values (1, 'uptime', 99.9, 30, true, 'the wiki'), (1, 'latency', 99, 30, true, 'https://wiki.example')`);
    await migrate(database.client);
    await database.client.query(`update stackflow.slos set name = upper(name)`);
    const { rows } = await database.client.query('select name, runbook_url from stackflow.slos order by name');
    expect(rows).toEqual([
      { name: 'LATENCY', runbook_url: 'https://wiki.example' },
      { name: 'UPTIME', runbook_url: null },
    ]);
  });

  it('keeps tables that are not its own from the roles', async () => {
    await database.client.query(existingSchema);
    await migrate(database.client);
    const { rows } = await database.client.query(
      `select role, has_table_privilege(role, 'stackflow.sign_ins', 'select, insert, update, delete') as "table",
         has_sequence_privilege(role, 'stackflow.sign_ins_id_seq', 'usage, select, update') as "sequence"
       from unnest(array['sre_metrics_reader', 'sre_metrics_writer']) as role`
    );
    expect(rows).toEqual([
      { role: 'sre_metrics_reader', table: false, sequence: false },
      { role: 'sre_metrics_writer', table: false, sequence: false },
    ]);
  });

  it('says which rows stand in the way of a key, and changes nothing', async () => {
    await database.client.query(`${existingSchema} insert into stackflow.services (name) values ('Billing');`);
    await expect(migrate(database.client)).rejects.toThrow(
      'Several rows of stackflow.services have the same name; make them differ, then migrate again'
    );
    const { rows } = await database.client.query(`select to_regclass('stackflow.slos') as slos`);
    expect(rows).toEqual([{ slos: null }]);
  });

  it('adds no second key where there is one already', async () => {
    await migrate(database.client);
    const { rows } = await database.client.query(
      `select indexname from pg_indexes where schemaname = 'stackflow' and indexname like '%sre_metrics_key'`
    );
    expect(rows).toEqual([]);
  });

  it('refuses a column deployed_at that somebody else fills', async () => {
    await database.client.query(`
      create schema stackflow;
      create table stackflow.change_records (id bigint primary key, service_id bigint, title text, change_type text,
        state text, created_at timestamptz, deployed_at timestamptz)`);
    await expect(migrate(database.client)).rejects.toThrow('deployed_at of its own');
  });

  it.each([
    [
      'at the first',
      'create table stackflow.incidents (nothing text)',
      'stackflow.incidents lacks id, title, priority',
    ],
    ['late', 'create table stackflow.gate_policy (nothing text)', 'when_undecidable'],
    ['on what the runner keeps', 'create table stackflow.sre_metrics_migrations (nothing text)', 'id'],
  ])('leaves nothing behind when it fails %s', async (_when, table, why) => {
    await database.client.query(`create schema stackflow; ${table}`);
    const before = await everything(database.client);
    await expect(migrate(database.client)).rejects.toThrow(why);
    expect(await everything(database.client)).toEqual(before);
  });

  it('leaves no schema behind in a database that refuses a table', async () => {
    await database.client.query(`
      create function public.refuse() returns event_trigger language plpgsql as $$
      begin
        if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'stackflow.gate_policy') then
          raise exception 'No such table here';
        end if;
      end $$;
      create event trigger refuse on ddl_command_end when tag in ('CREATE TABLE') execute function public.refuse()`);
    await expect(migrate(database.client)).rejects.toThrow('No such table here');
    const { rows } = await database.client.query(`select to_regnamespace('stackflow') as schema`);
    expect(rows).toEqual([{ schema: null }]);
  });

  it('names what is missing at the command line', async () => {
    await database.client.query(`${existingSchema} alter table stackflow.incidents drop column priority`);
    const { host, port, adminUser, adminPassword, name } = database;
    const url = `postgres://${adminUser}:${adminPassword}@${host}:${port}/${name}`;
    expect(await sreMetrics(['migrate', '--url', url], {})).toEqual({
      status: 1,
      out: '',
      err: `Database "${name}" was not migrated, and nothing was changed: stackflow.incidents lacks priority. Add what is missing, or rename the table, then migrate again.`,
    });
  });

  it('says null for a database that was never migrated', async () => {
    expect(await readSchemaVersion(readerOn(database.client), NEVER)).toBeNull();
  });
});

describe('roles', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  const attempt = async (role: 'sre_metrics_reader' | 'sre_metrics_writer', statement: string) => {
    const { user, password } = await database.createUser(role);
    const client = new Client({ host: database.host, port: database.port, database: database.name, user, password });
    await client.connect();
    try {
      await client.query(statement);
      return 'allowed';
    } catch (error) {
      return (error as { code?: string }).code;
    } finally {
      await client.end();
    }
  };

  const INSUFFICIENT_PRIVILEGE = '42501';
  const insert = `insert into stackflow.services (name) values ('Search')`;

  it.each([
    ['sre_metrics_reader', 'select * from stackflow.incident_downtimes', 'allowed'],
    ['sre_metrics_reader', 'select * from stackflow.sre_metrics_migrations', 'allowed'],
    ['sre_metrics_reader', insert, INSUFFICIENT_PRIVILEGE],
    ['sre_metrics_reader', 'delete from stackflow.slos', INSUFFICIENT_PRIVILEGE],
    ['sre_metrics_writer', insert, 'allowed'],
    ['sre_metrics_writer', 'delete from stackflow.change_records', INSUFFICIENT_PRIVILEGE],
    ['sre_metrics_writer', 'drop table stackflow.slos', INSUFFICIENT_PRIVILEGE],
  ] as const)('%s: %s is %s', async (role, statement, outcome) => {
    expect(await attempt(role, statement)).toBe(outcome);
  });
});
