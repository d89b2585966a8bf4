import fc from 'fast-check';
import type { ClientBase } from 'pg';

import { SERVICES, iso, minute } from './any-downtimes';

/** One edit of what a service is held to, at random. */
export interface SloEdit {
  readonly kind: (typeof KINDS)[number];
  /** Which of the SLOs that nobody has locked is edited. */
  readonly pick: number;
  readonly service: (typeof SERVICES)[number];
  readonly targetPercent: number;
  readonly windowDays: number;
  readonly at: string;
}

const KINDS = [
  ...['insertSlo', 'insertSlo', 'demandElse', 'demandElse', 'moveSlo', 'switchSlo', 'renameSlo', 'deleteSlo'],
  ...['moveEdit', 'moveEdit', 'backdateSlo', 'deleteEdit'],
] as const;

export const sloEditArbitrary: fc.Arbitrary<SloEdit> = fc.record({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat({ max: 2 }),
  service: fc.constantFrom(...SERVICES),
  targetPercent: fc.constantFrom(50, 98.75, 99.375, 99.9999, 100),
  windowDays: fc.constantFrom(1, 1, 2, 30),
  at: minute.map(iso),
});

const FREE_SLO = `(select x.id from (
  select t.id from stackflow.slos as t order by t.id offset $1 limit 1 for no key update skip locked
) as x)`;
const FREE_EDIT = `(select max(h.id) from stackflow.slo_history as h where h.slo_id = ${FREE_SLO})`;

/**
 * Makes the edit; where there is no such SLO nothing is changed.
 *
 * @param client in a transaction; its user may also delete SLOs, and write what is on record of them
 */
export async function applySloEdit(client: ClientBase, edit: SloEdit): Promise<void> {
  const { kind, pick, service, targetPercent, windowDays, at } = edit;
  switch (kind) {
    case 'insertSlo':
      await client.query(
        `insert into stackflow.slos (service_id, name, target_percent, window_days, updated_by)
         select s.id, gen_random_uuid(), $2, $3, 'test' from stackflow.services as s where s.name = $1`,
        [service, targetPercent, windowDays]
      );
      return;
    case 'demandElse':
      await client.query(`update stackflow.slos set target_percent = $2, window_days = $3 where id = ${FREE_SLO}`, [
        pick,
        targetPercent,
        windowDays,
      ]);
      return;
    case 'moveSlo':
      await client.query(
        `update stackflow.slos set service_id = (select s.id from stackflow.services as s where s.name = $2)
         where id = ${FREE_SLO}`,
        [pick, service]
      );
      return;
    case 'switchSlo':
      await client.query(`update stackflow.slos set enabled = not enabled where id = ${FREE_SLO}`, [pick]);
      return;
    case 'renameSlo':
      await client.query(`update stackflow.slos set name = gen_random_uuid() where id = ${FREE_SLO}`, [pick]);
      return;
    case 'deleteSlo':
      await client.query(`delete from stackflow.slos where id = ${FREE_SLO}`, [pick]);
      return;
    case 'moveEdit':
      // The trigger stamps the clock; what is judged here lies elsewhere.
      await client.query(`update stackflow.slo_history set changed_at = $2 where id = ${FREE_EDIT}`, [pick, at]);
      return;
    case 'backdateSlo':
      await client.query(`set local session_replication_role = replica`);
      await client.query(`update stackflow.slos set updated_at = $2 where id = ${FREE_SLO}`, [pick, at]);
      await client.query(`set local session_replication_role = origin`);
      return;
    case 'deleteEdit':
      await client.query(`delete from stackflow.slo_history where id = ${FREE_EDIT}`, [pick]);
  }
}
