import fc from 'fast-check';
import type { ClientBase } from 'pg';
import sql, { empty, join } from 'sql-template-tag';

import { statementOf } from '../../src/backend/aurora/statement';
import {
  IS_MARKED,
  downPieces,
  incidentDownPieces,
  pieceDowntimes,
  pieceIncidents,
} from '../../src/backend/metrics/downtime/down-pieces';
import { longDowntime } from '../../src/backend/metrics/downtime/down-totals';
import { MONITORED_FROM } from '../../src/backend/metrics/downtime/downtime-sql';
import { foldDownPieces } from '../../src/backend/metrics/downtime/fold-down-pieces';
import { SERVICES, iso, minute } from '../support/any-downtimes';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { applyEdit, editArbitrary } from '../support/down-edits';
import type { DownEdit } from '../support/down-edits';
import { clearAll, insertDowntimes, insertMaintenance } from '../support/downtimes';
import { Race, foldBy } from '../support/race';
import { insertRecords } from '../support/records';

/** Answers from pieces are those of `stackflow.down_periods`, whatever is folded, edited and committed when. */

const NEVER = new AbortController().signal;
/** How often a random history is tried. */
const RUNS = 60;

let database: TestDatabase;
let race: Race<DownEdit, Range>;

beforeAll(async () => {
  database = await createTestDatabase();
  await totalsEvery(6 * 3600);
  race = await Race.open(database, {
    writers: 'sre_metrics_writer',
    edit: editArbitrary,
    look: range,
    applyEdit,
    folds: [foldBy('fold_down_pieces')],
    foldAll: (folder) => foldDownPieces(folder, NEVER),
    differences: async (reader, look) =>
      (await differences(look, reader)) + (isFiniteRange(look) ? await windowDifferences(look, reader) : 0),
  });
});
afterAll(async () => {
  await race.close();
  await database.drop();
});

/** Has totals so far apart, in seconds: the random histories are of three days. */
async function totalsEvery(seconds: number): Promise<void> {
  await database.client.query(`create or replace function stackflow.down_total_seconds() returns integer
    language sql immutable parallel safe as $$ select ${seconds} $$`);
}

interface Range {
  readonly from: string;
  readonly to: string;
}

const LENGTH = sql`(
  select sum(extract(epoch from upper(u.piece) - lower(u.piece)) * 1000000) from unnest(d.down) as u (piece)
)`;

/** How many rows the pieces and the definition do not have in common, both read by one statement. */
async function differences({ from, to }: Range, client: ClientBase = race.reader): Promise<number> {
  const args = [
    sql`array(select s.id from stackflow.services as s)`,
    sql`${from}::timestamptz`,
    sql`${to}::timestamptz`,
  ] as const;
  const call = sql`(${args[0]}, ${args[1]}, ${args[2]})`;
  // Of what has no end there is no length.
  const isFinite = isFiniteRange({ from, to });
  const { text, values } = statementOf(sql`with
p as materialized (select p.* from ${downPieces(...args)} as p),
d as materialized (select d.* from stackflow.down_periods${call} as d),
ip as materialized (
  select p.service_id, p.incident_id, p.down${isFinite ? sql`, p.us` : empty}
  from ${incidentDownPieces(...args)} as p where not isempty(p.down)
),
id as materialized (
  select d.*${isFinite ? sql`, ${LENGTH} as us` : empty}
  from stackflow.incident_down_periods${call} as d where not isempty(d.down)
)
select (
  (select count(*) from (table p except all table d) as x) + (select count(*) from (table d except all table p) as x)
  + (select count(*) from (table ip except all table id) as x) + (select count(*) from (table id except all table ip) as x)
)::int as n`);
  const { rows } = await client.query<{ n: number }>({ text, values: [...values] });
  return rows[0]?.n ?? NaN;
}

/**
 * The same of each service's downtime and incidents in the part of a range in which it was monitored and in use, as they
 * are read for a single window.
 */
async function windowDifferences({ from, to }: Range, client: ClientBase = race.reader): Promise<number> {
  const stretch = { serviceId: sql`w.id`, from: sql`w.from_at`, to: sql`w.to_at` };
  // A look-back starts somewhere inside the window.
  const starts = [stretch.from, sql`w.within_at`];
  const { text, values } = statementOf(sql`with stretches as (
  select s.id, greatest(${from}::timestamptz, ${MONITORED_FROM}) as from_at, least(${to}::timestamptz, s.retired_at) as to_at
  from stackflow.services as s
  where not ${IS_MARKED}
),
w as materialized (
  select s.*, s.from_at + (s.to_at - s.from_at) / 3 as within_at from stretches as s where s.from_at < s.to_at
)
select count(*)::int as n
from w
where (select d.downtimes_us from ${pieceDowntimes({ ...stretch, starts })} as d) <> array(
    select coalesce((
      select sum((extract(epoch from upper(d.period) - lower(d.period)) * 1000000)::bigint)
      from stackflow.down_periods(array[w.id], l.starts_at, w.to_at) as d
    ), 0)
    from unnest(array[${join(starts)}]) with ordinality as l (starts_at, place)
    order by l.place
  )
  or ${pieceIncidents(stretch)} <> (
    select count(*)
    from stackflow.incident_down_periods(array[w.id], w.from_at, w.to_at) as d
    where not isempty(d.down)
  )
  -- What totals shorten is the same.
  or exists (
    select p.downtimes_us[1], p.is_down, ${pieceIncidents(stretch)} from ${pieceDowntimes({ ...stretch, starts: [stretch.from] })} as p
    except all
    select d.us, d.is_down, d.incidents from ${longDowntime(stretch)} as d
  )`);
  const { rows } = await client.query<{ n: number }>({ text, values: [...values] });
  return rows[0]?.n ?? NaN;
}

const isFiniteRange = ({ from, to }: Range) => [from, to].every((moment) => !moment.endsWith('infinity'));

const marks = async () => {
  const { rows } = await database.client.query<{ n: number }>('select count(*)::int as n from stackflow.down_marks');
  return rows[0]?.n;
};
const fold = () => foldDownPieces(race.folder, NEVER);

const moment = fc.oneof(
  { weight: 8, arbitrary: minute.map(iso) },
  // Later than all, and after now.
  { weight: 1, arbitrary: fc.constantFrom('-infinity', 'infinity', '2200-01-01T00:00:00Z') }
);
const range = fc.record({ from: moment, to: moment });

const EVERYTHING: Range = { from: '-infinity', to: 'infinity' };

it('whatever writers and folds do at the same time, in transactions that end in any order', async () => {
  await fc.assert(
    fc.asyncProperty(race.steps, range, async (steps, last) => {
      // Numbers of services are given anew; what was folded of them before stays behind.
      await clearAll(database.client);
      await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
      await race.take(steps);
      await race.look(last);
      await fold();
      expect(await marks()).toBe(0);
      await race.look(last);
      await race.look(EVERYTHING);
    }),
    { numRuns: RUNS }
  );
});

it('while writers and a fold run side by side', async () => {
  await clearAll(database.client);
  await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
  await race.run(EVERYTHING);
  await race.look(EVERYTHING);
  await fold();
  await race.look(EVERYTHING);
});

describe('with two services, one of which is down', () => {
  const DAY: Range = { from: '2026-03-28T00:00:00Z', to: '2026-03-29T00:00:00Z' };

  beforeEach(async () => {
    await clearAll(database.client);
    await insertRecords(database.client, { services: [{ name: 'Shop' }, { name: 'Search' }] });
    await insertDowntimes(database.client, [
      { service: 'Shop', from: '2026-03-28T08:00:00Z', to: '2026-03-28T10:00:00Z', incident: 'a' },
      { service: 'Shop', from: '2026-03-28T09:00:00Z', to: null, incident: 'b' },
    ]);
    await insertMaintenance(database.client, [
      { service: 'Shop', from: '2026-03-28T08:30:00Z', to: '2026-03-28T08:45:00Z' },
    ]);
  });

  const minutesOf = async () => {
    const pieces = downPieces(
      sql`array(select s.id from stackflow.services as s)`,
      sql`${DAY.from}::timestamptz`,
      sql`${DAY.to}::timestamptz`
    );
    const { text, values } = statementOf(
      sql`select (sum(extract(epoch from upper(p.period) - lower(p.period))) / 60)::int as n from ${pieces} as p`
    );
    const { rows } = await race.reader.query<{ n: number }>({ text, values: [...values] });
    return rows[0]?.n;
  };
  const DOWN = 16 * 60 - 15;

  it('reads pieces where they are folded, and not where there is a mark', async () => {
    expect(await minutesOf()).toBe(DOWN);
    expect(await fold()).toMatchObject({ isBusy: false });
    expect(await minutesOf()).toBe(DOWN);
    await database.client.query(`delete from stackflow.down_pieces where isfinite(ended_at)`);
    expect(await minutesOf()).toBe(DOWN - 30);
    await database.client.query(
      `update stackflow.maintenance_windows set reason = 'longer', ended_at = ended_at + interval '5 minutes'`
    );
    expect(await minutesOf()).toBe(DOWN - 5);
    await fold();
    expect(await minutesOf()).toBe(DOWN - 5);
  });

  it('needs no mark of a service that is retired or monitored from later on', async () => {
    await fold();
    await database.client.query(
      `update stackflow.services set monitored_since = '2026-03-28T09:30:00Z', retired_at = '2026-03-28T12:00:00Z'`
    );
    expect(await marks()).toBe(0);
    expect(await minutesOf()).toBe(150);
    expect(await differences(DAY)).toBe(0);
  });

  it('marks both services of what is moved from one to the other', async () => {
    const other = "(select s.id from stackflow.services as s where s.name = 'Search')";
    for (const table of ['incident_downtimes', 'maintenance_windows']) {
      await fold();
      await database.client.query(`update stackflow.${table} set service_id = ${other}`);
      expect(await marks()).toBe(2);
      expect(await differences(DAY)).toBe(0);
    }
  });

  it('writes only what has changed', async () => {
    await fold();
    const versions = async () => {
      const { rows } = await database.client.query<{ id: string }>(
        `select t.id from (select p.ctid::text || p.xmin as id from stackflow.down_pieces as p
         union all select i.ctid::text || i.xmin from stackflow.incident_down_pieces as i
         union all select t.ctid::text || t.xmin from stackflow.down_totals as t) as t order by 1`
      );
      return rows.map(({ id }) => id);
    };
    const before = await versions();
    await database.client.query(`update stackflow.incident_downtimes set started_at = started_at`);
    expect(await marks()).toBeGreaterThan(0);
    await fold();
    expect([await marks(), await versions()]).toEqual([0, before]);
  });

  it('keeps the mark of a writer who commits after the fold began', async () => {
    const first = race.writer;
    await race.folder.query('begin');
    await race.folder.query('select stackflow.fold_down_pieces(10)');
    await first.query(`delete from stackflow.incident_downtimes where ended_at is null`);
    expect(await differences(DAY)).toBe(0);
    await race.folder.query('commit');
    expect(await differences(DAY)).toBe(0);
    expect(await marks()).toBe(1);
    expect(await minutesOf()).toBe(105);
  });

  it('folds in one process at a time', async () => {
    await race.folder.query('begin');
    await race.folder.query('select stackflow.fold_down_pieces(1)');
    expect(await foldDownPieces(race.writer, NEVER)).toEqual({ services: 0, isBusy: true });
    await race.folder.query('commit');
  });

  it('marks what is emptied, and what programs write that load rows as a replica', async () => {
    await fold();
    await database.client.query('truncate stackflow.maintenance_windows');
    expect(await minutesOf()).toBe(16 * 60);
    await fold();
    await database.client.query(`set session_replication_role = replica`);
    await database.client.query('delete from stackflow.incident_downtimes where ended_at is null');
    await database.client.query(`set session_replication_role = origin`);
    expect(await minutesOf()).toBe(120);
    await database.client.query('truncate stackflow.incidents cascade');
    expect(await minutesOf()).toBeNull();
  });

  it('leaves tables to the definition whose rows change without a trigger, or are hidden from some', async () => {
    await fold();
    for (const [done, undone] of [
      [
        `create table stackflow.more_downtimes () inherits (stackflow.incident_downtimes)`,
        `drop table stackflow.more_downtimes`,
      ],
      [
        `alter table stackflow.incident_downtimes enable row level security`,
        `alter table stackflow.incident_downtimes disable row level security`,
      ],
    ] as const) {
      await database.client.query(done);
      expect(await fold()).toEqual({ services: 0, isBusy: false });
      expect(await marks()).toBe(2);
      expect(await differences(DAY)).toBe(0);
      await database.client.query(undone);
      expect(await fold()).toEqual({ services: 2, isBusy: false });
    }
  });

  it('folds downtime without an incident, which a table from before may have', async () => {
    await database.client.query('begin');
    await database.client.query(`alter table stackflow.incident_downtimes alter incident_id drop not null`);
    await database.client.query(`update stackflow.incident_downtimes set incident_id = null where ended_at is null`);
    await database.client.query('select stackflow.fold_down_pieces(10)');
    expect(await differences(DAY, database.client)).toBe(0);
    await database.client.query('select stackflow.fold_down_pieces(10)');
    await database.client.query('rollback');
  });

  it('counts one that came too late for its snapshot as busy', async () => {
    const late = race.writer;
    await late.query(`set default_transaction_isolation = 'repeatable read'`);
    await late.query('begin');
    await late.query('select 1');
    await fold();
    await expect(foldDownPieces(late, NEVER)).resolves.toEqual({ services: 0, isBusy: true });
    await late.query('rollback');
    await late.query('reset default_transaction_isolation');
  });

  it('lets the reader read, and nobody write pieces or marks by hand', async () => {
    const refused = { code: '42501' };
    const first = race.writer;
    for (const table of ['down_pieces', 'incident_down_pieces', 'down_totals', 'down_marks']) {
      await expect(first.query(`delete from stackflow.${table}`)).rejects.toMatchObject(refused);
      await expect(race.reader.query(`delete from stackflow.${table}`)).rejects.toMatchObject(refused);
      await race.reader.query(`select from stackflow.${table}`);
    }
    await expect(race.reader.query('select stackflow.fold_down_pieces(1)')).rejects.toMatchObject(refused);
    for (const client of [race.reader, first]) {
      await expect(client.query(`select stackflow.write_down_totals('{1}')`)).rejects.toMatchObject(refused);
    }
  });
});
