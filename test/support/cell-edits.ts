import fc from 'fast-check';
import { DatabaseError } from 'pg';
import type { ClientBase } from 'pg';

/** One edit of what deployments are counted by, at random. */

export const CELL_SERVICES = ['Shop', 'Search', 'Index'] as const;
export const CELL_TEAMS = { Shop: 'Sales', Search: 'Data', Index: 'Data' } as const;

/** Long enough for blocks of every level. */
export const START_MS = Date.UTC(2026, 0, 1);
const HOURS = 24 * 200;
const HOUR_MS = 3600_000;

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

/** Often at midnight of some zone, sometimes at any moment. */
export const moment = fc
  .oneof(
    fc.integer({ min: 0, max: HOURS }).map((hour) => hour * HOUR_MS),
    fc.integer({ min: 0, max: HOURS / 24 }).map((day) => day * 24 * HOUR_MS),
    fc.integer({ min: 0, max: HOURS * 3600 }).map((second) => second * 1000)
  )
  .map((ms) => START_MS + ms);

/** In microseconds: often the same, often of one bin, sometimes none or negative. */
const leadUs = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 3_600_000_000, 86_400_000_000) },
  { weight: 6, arbitrary: fc.integer({ min: 3_600_000_000, max: 3_700_000_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 400_000_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5_000_000, max: -1 }) },
  { weight: 1, arbitrary: fc.constant(null) }
);

const row = fc.record({
  service: fc.constantFrom(...CELL_SERVICES),
  type: fc.constantFrom('deployment', 'deployment', 'deployment', 'emergency', 'standard'),
  state: fc.constantFrom('closed', 'closed', 'closed', 'closed', 'cancelled'),
  environment: fc.constantFrom('production', 'production', 'production', 'staging'),
  outcome: fc.constantFrom('successful', 'successful', 'failed', null),
  unplanned: fc.boolean(),
  closedAtMs: moment,
  leadUs,
  /** Before the closing; null: only that is known. */
  endedHoursBefore: fc.option(fc.nat({ max: 30 }), { freq: 3 }),
  rolloutHours: fc.option(fc.nat({ max: 60 }), { freq: 2 }),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const pick = fc.nat({ max: 12 });
const priority = fc.constantFrom('P1', 'P2', 'P3');
/** Sometimes before the creation, which counts as no duration; null while it is open. */
const resolvedAtMs = fc.option(moment, { freq: 3 });
const role = fc.constantFrom('cause', 'cause', 'cause', 'fix');
const subject = fc.constantFrom('#1', '#2', '#3');

export const cellEditArbitrary = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('insertChanges'), rows: fc.array(row, { minLength: 1, maxLength: 6 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('editChange'), pick, row }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('touchChange'), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteChange'), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('insertIncident'), priority, createdAtMs: moment, resolvedAtMs }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('blame'), pick, priority, hours: fc.integer({ min: -2, max: 26 }), role }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('editIncident'), pick, priority, createdAtMs: moment }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resolveIncident'), pick, resolvedAtMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteIncident'), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('editLink'), pick, role }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unlink'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('share'), pick, subject }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unshare'), pick }) }
);
export type CellEdit = typeof cellEditArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** A row of a table that nobody else has locked, so that no writer waits for another. */
const free = (table: string, columns = 'id', lock: 'no key update' | 'key share' = 'no key update') =>
  `(select x.${columns} from (
    select t.${columns} from stackflow.${table} as t order by t.${columns} offset $1 limit 1 for ${lock} skip locked
  ) as x)`;

const COLUMNS = `service_id, change_type, state, environment, deployment_outcome, unplanned, created_at,
  implementation_start_at, implementation_end_at, closed_at`;

function valuesOf({ closedAtMs, leadUs: us, endedHoursBefore, rolloutHours, ...one }: Row): readonly unknown[] {
  const endedAtMs = endedHoursBefore === null ? null : closedAtMs - endedHoursBefore * HOUR_MS;
  return [
    ...[one.service, one.type, one.state, one.environment, one.outcome, one.unplanned],
    ...[us, rolloutHours === null ? null : iso((endedAtMs ?? closedAtMs) - rolloutHours * HOUR_MS)],
    ...[endedAtMs === null ? null : iso(endedAtMs), iso(closedAtMs)],
  ];
}

/** Expressions of the columns, of ten parameters from one on. */
function columnsFrom(first: number): string {
  const p = (offset: number) => `$${first + offset}`;
  const createdAt = `${p(9)}::timestamptz - coalesce(${p(6)}::bigint, 0) * interval '1 microsecond'`;
  return `(select s.id from stackflow.services as s where s.name = ${p(0)}), ${p(1)}, ${p(2)}, ${p(3)}, ${p(4)}, ${p(5)}::boolean,
    ${createdAt}, ${p(7)}::timestamptz, coalesce(${p(8)}::timestamptz, case when ${p(6)}::bigint is null then ${p(9)}::timestamptz end),
    case when ${p(6)}::bigint is not null then ${p(9)}::timestamptz end`;
}

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Makes the edit in the transaction that the client is in. Nothing is changed where there is no such row, or where it would wait
 * for another writer, as one that deletes what another has linked.
 */
export async function applyCellEdit(client: ClientBase, edit: CellEdit): Promise<void> {
  await client.query(`savepoint edit; set local lock_timeout = '50ms'`);
  try {
    await makeEdit(client, edit);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) {
      throw error;
    }
    await client.query('rollback to savepoint edit');
  }
}

async function makeEdit(client: ClientBase, edit: CellEdit): Promise<void> {
  switch (edit.kind) {
    case 'insertChanges': {
      const rows = edit.rows.map((_, index) => `select 'A change', ${columnsFrom(1 + 10 * index)}`);
      await client.query(
        `insert into stackflow.change_records (title, ${COLUMNS}) ${rows.join(' union all ')}`,
        edit.rows.flatMap(valuesOf)
      );
      return;
    }
    case 'editChange':
      await client.query(
        `update stackflow.change_records set (${COLUMNS}) = (select ${columnsFrom(2)}) where id = ${free('change_records')}`,
        [edit.pick, ...valuesOf(edit.row)]
      );
      return;
    case 'touchChange':
      await client.query(
        `update stackflow.change_records set title = 'The same' where id = ${free('change_records')}`,
        [edit.pick]
      );
      return;
    case 'deleteChange':
      await client.query(
        `with chosen as materialized (select ${free('change_records')} as id),
         ties as (delete from stackflow.github_changes where change_id in (select id from chosen))
         delete from stackflow.change_records where id in (select id from chosen)`,
        [edit.pick]
      );
      return;
    case 'insertIncident':
      await client.query(
        'insert into stackflow.incidents (title, priority, created_at, resolved_at) values ($1, $2, $3, $4)',
        ['An incident', edit.priority, iso(edit.createdAtMs), isoOrNull(edit.resolvedAtMs)]
      );
      return;
    case 'blame':
      await client.query(
        `with c as materialized (
           select c.id, c.deployed_at from stackflow.change_records as c where c.id = ${free('change_records', 'id', 'key share')}
         ),
         i as (
           insert into stackflow.incidents (title, priority, created_at)
           select 'Of a change', $2, c.deployed_at + $3 * interval '1 hour' from c where c.deployed_at is not null
           returning id
         )
         insert into stackflow.incident_changes (incident_id, change_id, role) select i.id, c.id, $4 from c cross join i`,
        [edit.pick, edit.priority, edit.hours, edit.role]
      );
      return;
    case 'editIncident':
      await client.query(
        `update stackflow.incidents set priority = $2, created_at = case when $2 = 'P3' then created_at else $3::timestamptz end
         where id = ${free('incidents')}`,
        [edit.pick, edit.priority, iso(edit.createdAtMs)]
      );
      return;
    case 'resolveIncident':
      await client.query(`update stackflow.incidents set resolved_at = $2 where id = ${free('incidents')}`, [
        edit.pick,
        isoOrNull(edit.resolvedAtMs),
      ]);
      return;
    case 'deleteIncident':
      await client.query(`delete from stackflow.incidents where id = ${free('incidents')}`, [edit.pick]);
      return;
    case 'editLink':
      await client.query(
        `update stackflow.incident_changes set role = $2 where change_id = ${free('incident_changes', 'change_id')}`,
        [edit.pick, edit.role]
      );
      return;
    case 'unlink':
      await client.query(
        `delete from stackflow.incident_changes where change_id = ${free('incident_changes', 'change_id')}`,
        [edit.pick]
      );
      return;
    case 'share':
      await client.query(
        `insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, made)
         select 1, $2, c.service_id, c.id, '{}', true
         from stackflow.change_records as c
         where c.id = ${free('change_records', 'id', 'key share')}
           and not exists (select from stackflow.github_changes as g where g.change_id = c.id)
         on conflict do nothing`,
        [edit.pick, edit.subject]
      );
      return;
    case 'unshare':
      await client.query(
        `delete from stackflow.github_changes where change_id = ${free('github_changes', 'change_id')}`,
        [edit.pick]
      );
  }
}
