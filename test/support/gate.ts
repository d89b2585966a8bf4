import type { ClientBase } from 'pg';

import type { Reader } from '../../src/backend/aurora/reader';
import { gateDecisions } from '../../src/backend/metrics/gate/decisions';
import type { GateDecision } from '../../src/backend/metrics/gate/decisions';
import { releaseRecovered } from '../../src/backend/metrics/gate/refresh-gate';
import type { ReleasedChange } from '../../src/backend/metrics/gate/refresh-gate';
import { insertDowntimes, insertSlos } from './downtimes';
import { readerOn } from './reader';
import { insertRecords } from './records';

const NEVER = new AbortController().signal;

/** Puts a clock that a test sets in the place of the gate's own, in this database. */
export async function takeClock(client: ClientBase): Promise<void> {
  await client.query(`
    create table public.test_clock (at timestamptz not null);
    grant select on public.test_clock to public;
    insert into public.test_clock values (now());
    create or replace function stackflow.gate_now() returns timestamptz language sql volatile parallel safe
    as $$ select c.at from public.test_clock as c $$;
  `);
}

/** From now on it is this time, for the gate alone. */
export async function setClock(client: ClientBase, at: string): Promise<void> {
  await client.query('update public.test_clock set at = $1', [at]);
}

/** Takes everything away row by row: for few rows that is much faster than `clearAll`. */
export async function clearGate(client: ClientBase): Promise<void> {
  await client.query(`
    delete from stackflow.gate_decisions;
    delete from stackflow.gate_holds;
    delete from stackflow.gate_overrides;
    delete from stackflow.gate_spells;
    delete from stackflow.change_records;
    delete from stackflow.slos;
    delete from stackflow.incidents;
    delete from stackflow.maintenance_windows;
    delete from stackflow.services;
    update stackflow.gate_policy set when_undecidable = 'open', spells_kept_until = null;
  `);
}

/** SLOs are as they were made at this time, whatever the clock said then. */
export async function backdateSlos(client: ClientBase, at: string): Promise<void> {
  await client.query(`set session_replication_role = replica`);
  await client.query(`update stackflow.slos set created_at = $1, updated_at = $1`, [at]);
  await client.query(`update stackflow.slo_history set changed_at = $1`, [at]);
  await client.query(`reset session_replication_role`);
}

/** The decision about every service that is in use. */
export async function decisionsAt(
  reader: Reader,
  at: string,
  services: readonly string[] = []
): Promise<readonly GateDecision[]> {
  const request = { scope: { services, teams: [], tiers: [] }, atMs: Date.parse(at), rowLimit: 1_000 };
  return (await gateDecisions(reader, request, NEVER)).decisions;
}

/** The decision about one service. */
export async function decisionAt(reader: Reader, at: string, service: string): Promise<GateDecision> {
  const [only] = await decisionsAt(reader, at, [service]);
  if (only === undefined) {
    throw new Error(`there is no decision about ${service}`);
  }
  return only;
}

export interface ChangeRow {
  readonly id: string;
  readonly state: string;
}

export interface NewChange {
  readonly service?: string;
  readonly state: string;
  readonly criticality?: 'critical' | 'non_critical';
  readonly externalId?: string | null;
}

/** Inserts a change as any program would; returns what the program is told. */
export async function insertChange(client: ClientBase, change: NewChange): Promise<ChangeRow> {
  const { service = 'Shop', state, criticality = 'non_critical', externalId = null } = change;
  const { rows } = await client.query<ChangeRow>(
    `insert into stackflow.change_records (service_id, title, change_type, criticality, state, external_id)
     values ((select s.id from stackflow.services as s where s.name = $1), 'A change', 'deployment', $2, $3, $4)
     returning id::text, state`,
    [service, criticality, state, externalId]
  );
  return onlyRow(rows);
}

/** Puts a change into a state as any program would; returns what the program is told. */
export async function putChange(client: ClientBase, id: string, state: string): Promise<ChangeRow> {
  const { rows } = await client.query<ChangeRow>(
    `update stackflow.change_records set state = $2 where id = $1 returning id::text, state`,
    [id, state]
  );
  return onlyRow(rows);
}

export async function stateOf(client: ClientBase, id: string): Promise<string> {
  const { rows } = await client.query<ChangeRow>(
    'select c.id::text, c.state from stackflow.change_records as c where c.id = $1',
    [id]
  );
  return onlyRow(rows).state;
}

export interface HoldRow {
  readonly change_id: string;
  readonly came_from: string;
  readonly wanted_state: string;
  readonly end_kind: string | null;
}

/** Every hold there ever was, in order. */
export async function holds(client: ClientBase): Promise<readonly HoldRow[]> {
  const { rows } = await client.query<HoldRow>(
    'select h.change_id::text, h.came_from, h.wanted_state, h.end_kind from stackflow.gate_holds as h order by h.id'
  );
  return rows;
}

/** What was decided, in order. */
export async function outcomes(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ outcome: string }>(
    'select d.outcome from stackflow.gate_decisions as d order by d.id'
  );
  return rows.map(({ outcome }) => outcome);
}

function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) {
    throw new Error(`expected one row, got ${rows.length}`);
  }
  return row;
}

/** The moment that tests of the gate stand at. */
export const NOW = '2026-06-30T12:00:00Z';

/** A moment so many minutes after `NOW`. */
export const after = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();

/**
 * Services at `NOW`: Shop is gated until `RECOVERED`, Search has budget left, and Wiki has no
 * SLO.
 */
export async function gateShop(client: ClientBase): Promise<void> {
  await clearGate(client);
  await setClock(client, NOW);
  await insertRecords(client, { services: [{ name: 'Shop' }, { name: 'Search' }, { name: 'Wiki' }] });
  await insertSlos(client, [{ service: 'Shop' }, { service: 'Search' }]);
  await backdateSlos(client, after(-60 * 24 * 60));
  await insertDowntimes(client, [{ service: 'Shop', from: after(-2 * 60), to: after(-60) }]);
}

/** When Shop, as `gateShop` leaves it, has budget again: 43.2 of 60 minutes are used up until then. */
export const RECOVERED = after(30 * 24 * 60 - 120 + 17);

/** Lets go what need not wait any more; returns which, in order. */
export async function release(client: ClientBase, most = 100): Promise<readonly ReleasedChange[]> {
  return (await releaseRecovered(readerOn(client), { most, after: null }, NEVER)).released;
}
