import type { ClientBase } from 'pg';

/**
 * A clock of a database's own: sessions with these options get its time from `now()`.
 * So a test may let weeks pass.
 */
export const CLOCK_OPTIONS = '-c search_path=test_clock,pg_catalog';

/** Lays the clock. It stands still. */
export async function layClock(client: ClientBase): Promise<void> {
  await client.query(`
    create schema test_clock;
    create table test_clock.clock (at timestamptz not null);
    insert into test_clock.clock values (pg_catalog.now());
    create function test_clock.now() returns timestamptz language sql stable as 'select at from test_clock.clock';
    grant usage on schema test_clock to public;
    grant select on test_clock.clock to public;`);
}

/** Sets the clock to a time. */
export async function setClock(client: ClientBase, at: string): Promise<void> {
  await client.query('update test_clock.clock set at = $1', [at]);
}
