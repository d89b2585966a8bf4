import fc from 'fast-check';
import type { ClientBase } from 'pg';

import { SERVICES, iso, minute } from './any-downtimes';

/** One edit of what downtime is computed from, at random. */
export interface DownEdit {
  readonly kind: (typeof KINDS)[number];
  /** Which of the rows that nobody has locked is edited. */
  readonly pick: number;
  readonly service: (typeof SERVICES)[number];
  readonly incident: string;
  readonly startedAt: string;
  /** Null: lasts. */
  readonly endedAt: string | null;
}

const KINDS = [
  ...['insertDowntime', 'insertDowntime', 'insertDowntime', 'endDowntime', 'moveDowntime', 'deleteDowntime'],
  ...['insertMaintenance', 'insertMaintenance', 'moveMaintenance', 'deleteMaintenance', 'retire', 'monitor'],
] as const;

const AHEAD = '2200-01-01T00:00:00Z';

export const editArbitrary: fc.Arbitrary<DownEdit> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    pick: fc.nat({ max: 4 }),
    service: fc.constantFrom(...SERVICES),
    incident: fc.constantFrom('a', 'b', 'c'),
    startedAt: minute,
    minutes: fc.option(fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 3000 })), { freq: 4 }),
    extreme: fc.option(fc.constantFrom('from', 'to'), { freq: 12 }),
  })
  .map(({ startedAt, minutes, extreme, ...edit }) => ({
    ...edit,
    startedAt: extreme === 'from' ? '-infinity' : iso(startedAt),
    endedAt: extreme === 'to' ? 'infinity' : minutes === null ? null : iso(startedAt + minutes),
  }));

/** A row of a table that nobody else has locked, so that no writer waits for another. */
const freeRow = (table: string) =>
  `(select x.id from (select t.id from stackflow.${table} as t order by t.id offset $1 limit 1 for no key update skip locked) as x)`;
const SERVICE = '(select s.id from stackflow.services as s where s.name = $1)';

/** Makes the edit; where there is no such row nothing is changed. */
export async function applyEdit(client: ClientBase, edit: DownEdit): Promise<void> {
  const { kind, pick, service, startedAt, endedAt } = edit;
  switch (kind) {
    case 'insertDowntime':
      await insertDowntime(client, edit);
      return;
    case 'endDowntime':
      await client.query(
        `update stackflow.incident_downtimes set ended_at = greatest(started_at, $2::timestamptz) where id = ${freeRow('incident_downtimes')}`,
        [pick, endedAt ?? startedAt]
      );
      return;
    case 'moveDowntime':
      await moveDowntime(client, edit);
      return;
    case 'deleteDowntime':
      await client.query(`delete from stackflow.incident_downtimes where id = ${freeRow('incident_downtimes')}`, [
        pick,
      ]);
      return;
    case 'insertMaintenance':
      await client.query(
        `insert into stackflow.maintenance_windows (service_id, started_at, ended_at)
         values (${SERVICE}, $2, greatest($2::timestamptz + interval '1 minute', $3::timestamptz)) `,
        [service, startedAt === '-infinity' ? iso(0) : startedAt, endedAt]
      );
      return;
    case 'moveMaintenance':
      await client.query(
        `update stackflow.maintenance_windows set service_id = (select s.id from stackflow.services as s where s.name = $2),
           started_at = least(started_at, $3::timestamptz)
         where id = ${freeRow('maintenance_windows')}`,
        [pick, service, startedAt]
      );
      return;
    case 'deleteMaintenance':
      await client.query(`delete from stackflow.maintenance_windows where id = ${freeRow('maintenance_windows')}`, [
        pick,
      ]);
      return;
    case 'retire':
      await client.query(
        `update stackflow.services set retired_at = $2::timestamptz where id = ${freeRow('services')}`,
        [pick % SERVICES.length, pick < 2 ? null : startedAt]
      );
      return;
    case 'monitor':
      await client.query(
        `update stackflow.services set monitored_since = $2::timestamptz where id = ${freeRow('services')}`,
        [pick % SERVICES.length, pick === 0 ? null : pick < 3 || startedAt === '-infinity' ? AHEAD : startedAt]
      );
  }
}

/** Of an incident that is known, where another service or time was written of it; else of a new one. */
async function insertDowntime(client: ClientBase, { service, incident, startedAt, endedAt }: DownEdit): Promise<void> {
  const known = await lockFree(
    client,
    `select t.id from stackflow.incidents as t where t.title = $1 and $1 <> 'c' order by t.id limit 1
     for no key update skip locked`,
    [incident]
  );
  await client.query(
    `with i as (insert into stackflow.incidents (title, priority) values ($2, 'P1') returning id)
     insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
     select case when $5::bigint is null or exists (
         select from stackflow.incident_downtimes as d
         where d.incident_id = $5::bigint and d.service_id = ${SERVICE} and d.started_at = $3
       ) then i.id else $5::bigint end, ${SERVICE}, $3, $4
     from i`,
    [service, incident, startedAt, endedAt, known]
  );
}

/** To another service, unless the incident took that one down at the same moment. */
async function moveDowntime(client: ClientBase, { pick, service }: DownEdit): Promise<void> {
  const moved = await lockFree(
    client,
    `select t.id from stackflow.incident_downtimes as t join stackflow.incidents as i on i.id = t.incident_id
     order by t.id offset $1 limit 1 for no key update skip locked`,
    [pick]
  );
  await client.query(
    `update stackflow.incident_downtimes as d set service_id = (select s.id from stackflow.services as s where s.name = $2)
     where d.id = $1 and not exists (
       select from stackflow.incident_downtimes as o
       where o.incident_id = d.incident_id and o.id <> d.id and o.started_at = d.started_at
     )`,
    [moved, service]
  );
}

/**
 * Locks a row that nobody else has locked, in a statement of its own: only the next one sees all that others have
 * committed of it. One writer at a time writes of an incident.
 *
 * @returns its id, or null where there is none
 */
async function lockFree(client: ClientBase, text: string, values: unknown[]): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(text, values);
  return rows[0]?.id ?? null;
}
