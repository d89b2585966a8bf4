import type { ClientBase } from 'pg';

import { insertDowntimes, insertSlos } from './downtimes';
import { insertRecords } from './records';

/** Services at the change gate of a test database, and changes it holds. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** An ISO text so many hours before a moment, which is now where none is given. */
export function hoursAgo(hours: number, atMs = Date.now()): string {
  return new Date(atMs - hours * HOUR_MS).toISOString();
}

/**
 * Shop with 120 minutes of downtime, which ended 3 hours ago, in a budget of 100.8 (99 % over 7 days);
 * Search with the same SLO and no downtime; Playground without any SLO. Shop is gated since 3 hours and 19.2
 * minutes ago.
 *
 * @param atMs the moment that the hours count back from
 */
export async function insertGatedShop(client: ClientBase, atMs = Date.now()): Promise<void> {
  await insertRecords(client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Search', team: 'Data' },
      { name: 'Playground' },
    ],
  });
  await insertSlos(client, [
    { service: 'Shop', name: 'uptime', targetPercent: 99, windowDays: 7 },
    { service: 'Search', name: 'uptime', targetPercent: 99, windowDays: 7 },
  ]);
  await insertDowntimes(client, [{ service: 'Shop', from: hoursAgo(5, atMs), to: hoursAgo(3, atMs) }]);
}

/** A change of a service that the gate holds. Returns the change's id. */
export async function insertHeld(
  client: ClientBase,
  { service, title, heldAt }: { readonly service: string; readonly title: string; readonly heldAt: string }
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into stackflow.change_records
       (service_id, title, change_type, criticality, state, created_at, external_id, source, url, updated_at)
     select s.id, $2, 'deployment', 'non_critical', 'blocked', $3, $2, 'manual', 'https://changes.example/' || $2, $3
     from stackflow.services as s where s.name = $1
     returning id`,
    [service, title, heldAt]
  );
  const id = rows[0]?.id ?? '';
  await client.query(
    `insert into stackflow.gate_holds (change_id, service_id, held_at, came_from, wanted_state, reason)
     select c.id, c.service_id, $2, 'draft', 'scheduled', 'The error budget is used up.'
     from stackflow.change_records as c where c.id = $1`,
    [id, heldAt]
  );
  return id;
}
