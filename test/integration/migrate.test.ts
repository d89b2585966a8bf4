import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { migrate } from '../../src/backend/aurora/migrate';
import { REQUIRED_SCHEMA_VERSION, readSchemaVersion } from '../../src/backend/aurora/schema-version';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { readerOn } from '../support/reader';

const NEVER = new AbortController().signal;

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

  it('leaves nothing behind when a migration fails', async () => {
    // A table in the way whose columns cannot serve.
    await database.client.query('create schema stackflow; create table stackflow.incidents (nothing text)');
    await expect(migrate(database.client)).rejects.toThrow();
    const { rows } = await database.client.query(
      `select tablename from pg_tables where schemaname = 'stackflow' order by 1`
    );
    expect(rows.map((row: { tablename: string }) => row.tablename)).not.toContain('services');
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
