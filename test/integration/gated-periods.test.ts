import fc from 'fast-check';
import { Client } from 'pg';
import type { ClientBase } from 'pg';

import { NO_REST } from '../../src/backend/metrics/cells/fold-cells';
import { foldAll } from '../../src/backend/metrics/fold/fold-all';
import { foldGatedPeriods } from '../../src/backend/metrics/gate/fold-gated-periods';
import { SERVICES, iso, minute } from '../support/any-downtimes';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { applyEdit, editArbitrary } from '../support/down-edits';
import type { DownEdit } from '../support/down-edits';
import { clearAll, insertDowntimes, insertSlos } from '../support/downtimes';
import { Race, foldBy } from '../support/race';
import { insertRecords } from '../support/records';
import { applySloEdit, sloEditArbitrary } from '../support/slo-edits';
import type { SloEdit } from '../support/slo-edits';
import { until } from '../support/until';

/** What is stored of the gate gives the rows of `stackflow.change_gate`, whatever is folded, edited and committed when. */

const NEVER = new AbortController().signal;
/** How often a random history is tried. */
const RUNS = 60;

type Edit = { readonly of: 'downtime'; readonly edit: DownEdit } | { readonly of: 'slos'; readonly edit: SloEdit };

/** A moment and those at which gated periods begin and end, or a microsecond beside them; and ranges that end there. */
interface Look {
  readonly at: string;
  readonly besideUs: number;
  readonly days: number;
}

/** Of services, which has no mark. */
const serviceEdit = fc
  .record({ one: editArbitrary, kind: fc.constantFrom('retire', 'monitor') })
  .map(({ one, kind }): DownEdit => ({ ...one, kind }));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ of: fc.constant('downtime' as const), edit: editArbitrary }) },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('downtime' as const), edit: serviceEdit }) },
  { weight: 2, arbitrary: fc.record({ of: fc.constant('slos' as const), edit: sloEditArbitrary }) }
);
const look: fc.Arbitrary<Look> = fc.record({
  at: fc.oneof(
    { weight: 6, arbitrary: minute.map(iso) },
    // Before all, as far back as nothing is stored, and later than all.
    { weight: 1, arbitrary: fc.constantFrom('0050-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2200-01-01T00:00:00Z') },
    // After SLOs were edited.
    { weight: 3, arbitrary: fc.constant('tomorrow') }
  ),
  besideUs: fc.constantFrom(-1, 0, 0, 1),
  days: fc.constantFrom(0, 1, 40, 400),
});

let database: TestDatabase;
let race: Race<Edit, Look>;

beforeAll(async () => {
  database = await createTestDatabase();
  race = await Race.open(database, {
    writers: 'owner',
    edit,
    look,
    applyEdit: (writer, one) => (one.of === 'downtime' ? applyEdit(writer, one.edit) : applySloEdit(writer, one.edit)),
    folds: [foldBy('fold_down_pieces'), foldBy('fold_gated_periods')],
    foldAll: (folder) => foldAll(folder, NO_REST, NEVER),
    differences: (reader, one) => differences(one, reader),
  });
});
afterAll(async () => {
  await race.close();
  await database.drop();
});

/** Of gated periods that begin or end, so many are looked at. */
const EDGES = 12;

/** How many rows what is stored and the definition do not have in common, both read by one statement. */
async function differences({ at, besideUs, days }: Look, client: ClientBase = race.reader): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `with asked as materialized (
  select array_agg(s.id) as ids from stackflow.services as s
),
edges as materialized (
  select distinct e.at
  from asked as a
  cross join lateral stackflow.gated_spells(a.ids, '2000-01-01', '2200-01-01') as g
  cross join lateral (values (lower(g.spell)), (upper(g.spell))) as e (at)
  order by e.at
  limit ${EDGES}
),
moments as materialized (
  select a.ids, m.at, m.at - $3 * interval '1 day' as starts_at
  from asked as a
  cross join (select $1::timestamptz as at union select e.at + $2 * interval '1 microsecond' from edges as e) as m
),
d as materialized (select m.at, g.* from moments as m cross join lateral stackflow.change_gate(m.ids, m.at) as g),
s as materialized (select m.at, g.* from moments as m cross join lateral stackflow.stored_change_gate(m.ids, m.at) as g),
dp as materialized (
  select m.at, g.* from moments as m cross join lateral stackflow.gated_spells(m.ids, m.starts_at, m.at) as g
),
sp as materialized (
  select m.at, g.* from moments as m cross join lateral stackflow.stored_gated_spells(m.ids, m.starts_at, m.at) as g
)
select (
  (select count(*) from (table d except all table s) as x) + (select count(*) from (table s except all table d) as x)
  + (select count(*) from (table dp except all table sp) as x) + (select count(*) from (table sp except all table dp) as x)
)::int as n`,
    [at, besideUs, days]
  );
  return rows[0]?.n ?? NaN;
}

const count = async (table: string) => {
  const { rows } = await database.client.query<{ n: number }>(`select count(*)::int as n from stackflow.${table}`);
  return rows[0]?.n;
};
const fold = () => foldAll(race.folder, NO_REST, NEVER);
/** How many services are answered by what is stored. */
const stored = async () => {
  const { rows } = await race.reader.query<{ n: number }>(
    `select coalesce(cardinality(g.stored_ids), 0) as n
     from stackflow.stored_gates(array(select s.id from stackflow.services as s), now()) as g`
  );
  return rows[0]?.n;
};
async function twoServices(): Promise<void> {
  await clearAll(database.client);
  await insertRecords(database.client, { services: SERVICES.map((name) => ({ name })) });
}

/** So that nearly all that happens then is of consequence. */
async function twoGatedServices(): Promise<void> {
  await twoServices();
  for (const service of SERVICES) {
    const edits = [{ since: '2026-03-28T16:00:00Z', targetPercent: 99.375 }];
    await insertSlos(database.client, [
      { service, name: `first of ${service}`, targetPercent: 50, windowDays: 1, edits },
    ]);
    await insertDowntimes(database.client, [
      { service, incident: `first of ${service}`, from: '2026-03-28T08:00:00Z', to: '2026-03-28T12:00:00Z' },
    ]);
  }
}

it('whatever writers and folds do at the same time, in transactions that end in any order', async () => {
  await fc.assert(
    fc.asyncProperty(race.steps, look, look, async (steps, one, another) => {
      // Numbers of services are given anew; what was folded of them before stays behind.
      await twoGatedServices();
      await race.take(steps);
      await race.look(one);
      await fold();
      expect([await count('gate_marks'), await stored()]).toEqual([0, SERVICES.length]);
      await race.look(one);
      await race.look(another);
    }),
    { numRuns: RUNS }
  );
});

const TOMORROW: Look = { at: 'tomorrow', besideUs: 0, days: 10 };

it('while writers and a fold run side by side', async () => {
  await twoGatedServices();
  await race.run(TOMORROW);
  await fold();
  await race.look(TOMORROW);
});

describe('with two services, one of which is gated', () => {
  const NOON: Look = { at: '2026-03-28T12:00:00Z', besideUs: 0, days: 30 };

  beforeEach(async () => {
    await twoServices();
    await insertSlos(database.client, [
      { service: 'Shop', targetPercent: 99.9 },
      { service: 'Search', targetPercent: 99.9 },
    ]);
    await insertDowntimes(database.client, [{ service: 'Shop', from: '2026-03-28T08:00:00Z', to: null }]);
  });

  const sinceAt = async (at = NOON.at) => {
    const { rows } = await race.reader.query<{ since: Date }>(
      `select g.since from stackflow.stored_change_gate(array(select s.id from stackflow.services as s), $1) as g where g.gated`,
      [at]
    );
    return rows.map(({ since }) => since.toISOString());
  };
  // 43.2 minutes after it went down.
  const BEGAN = '2026-03-28T08:43:12.000Z';
  const LATER = '2100-01-01T00:00:00Z';

  it('reads since when from what is stored, and not where there is a mark', async () => {
    expect([await stored(), await sinceAt()]).toEqual([0, [BEGAN]]);
    expect(await fold()).toMatchObject({ gatedPeriods: 2, isBusy: false });
    expect([await stored(), await sinceAt()]).toEqual([2, [BEGAN]]);
    // An outage that is open is known to last, at every later moment.
    expect(await sinceAt(LATER)).toEqual([BEGAN]);
    await database.client.query(`update stackflow.gated_periods set began_at = began_at + interval '1 minute'`);
    expect(await sinceAt()).toEqual(['2026-03-28T08:44:12.000Z']);
    await database.client.query(`update stackflow.slos set enabled = false`);
    expect([await stored(), await sinceAt(), await sinceAt(LATER)]).toEqual([0, [BEGAN], []]);
    await fold();
    expect([await stored(), await sinceAt(), await sinceAt(LATER)]).toEqual([2, [BEGAN], []]);
  });

  it('marks what an editor of SLOs edits, who may write no marks', async () => {
    await fold();
    const { user, password } = await database.createUser('sre_metrics_slo_editor');
    const { host, port, name } = database;
    const editor = new Client({ host, port, database: name, user, password });
    await editor.connect();
    await editor.query(`update stackflow.slos set enabled = false`);
    await editor.end();
    expect([await stored(), await sinceAt(LATER)]).toEqual([0, []]);
    await race.look(NOON);
  });

  it('needs no mark of a service that is retired or monitored from later on, and folds it anew', async () => {
    for (const edited of [
      `monitored_since = '2026-03-28T09:30:00Z'`,
      `retired_at = '2026-03-28T10:00:00Z'`,
      `monitored_since = null, retired_at = null`,
    ]) {
      await fold();
      await database.client.query(`update stackflow.services set ${edited} where name = 'Shop'`);
      expect([await count('gate_marks'), await stored()]).toEqual([0, 1]);
      await race.look(NOON);
      expect(await fold()).toMatchObject({ downtime: 0, gatedPeriods: 1 });
      expect(await stored()).toBe(2);
      await race.look(NOON);
    }
  });

  it('stays right when the moment passes from which a service is monitored', async () => {
    await database.client.query(
      `update stackflow.services set monitored_since = clock_timestamp() + interval '2 seconds' where name = 'Shop'`
    );
    await fold();
    expect([await stored(), await sinceAt()]).toEqual([2, [BEGAN]]);
    await until(async () => (await stored()) === 1);
    expect(await sinceAt()).toEqual([]);
    await race.look(NOON);
    await fold();
    expect([await stored(), await sinceAt()]).toEqual([2, []]);
  });

  it('keeps the gate marked while pieces of downtime are put right', async () => {
    await fold();
    await database.client.query(`update stackflow.incident_downtimes set ended_at = '2026-03-28T08:30:00Z'`);
    expect([await count('down_marks'), await count('gate_marks')]).toEqual([1, 0]);
    await race.folder.query('select stackflow.fold_down_pieces(10)');
    expect([await count('down_marks'), await count('gate_marks'), await stored()]).toEqual([0, 1, 1]);
    expect(await sinceAt()).toEqual([]);
    await fold();
    expect([await count('gate_marks'), await stored(), await sinceAt()]).toEqual([0, 2, []]);
  });

  it('writes only what has changed', async () => {
    await fold();
    const versions = async () => {
      const { rows } = await database.client.query<{ id: string }>(
        `select t.id from (select p.ctid::text || p.xmin as id from stackflow.gated_periods as p
         union all select f.ctid::text || f.xmin from stackflow.gate_folds as f) as t order by 1`
      );
      return rows.map(({ id }) => id);
    };
    const before = await versions();
    await database.client.query(`update stackflow.slos set name = name || ' of the day'`);
    expect(await count('gate_marks')).toBeGreaterThan(0);
    await fold();
    expect([await count('gate_marks'), await versions()]).toEqual([0, before]);
    expect(before).toHaveLength(3);
  });

  it('marks what is emptied, and what programs write that load rows as a replica', async () => {
    await fold();
    await database.client.query(`set session_replication_role = replica`);
    await database.client.query(`update stackflow.slos set enabled = false where target_percent > 99`);
    await database.client.query(`set session_replication_role = origin`);
    expect([await stored(), await sinceAt()]).toEqual([0, []]);
    await fold();
    await database.client.query('truncate stackflow.slo_history');
    expect(await stored()).toBe(0);
    await fold();
    await database.client.query('truncate stackflow.slos cascade');
    expect([await stored(), await sinceAt()]).toEqual([0, []]);
  });

  it('forgets services that are gone', async () => {
    await fold();
    await database.client.query(
      `truncate stackflow.services, stackflow.incidents, stackflow.change_records, stackflow.slos cascade`
    );
    await fold();
    expect([await count('gated_periods'), await count('gate_folds')]).toEqual([0, 0]);
  });

  it('leaves SLOs to the definition whose rows change without a trigger, or are hidden from some', async () => {
    for (const [done, undone] of [
      [`create table stackflow.more_slos () inherits (stackflow.slos)`, `drop table stackflow.more_slos`],
      [
        `alter table stackflow.slo_history enable row level security`,
        `alter table stackflow.slo_history disable row level security`,
      ],
    ] as const) {
      await fold();
      await database.client.query(done);
      expect(await fold()).toMatchObject({ gatedPeriods: 0, isBusy: false });
      expect([await stored(), await sinceAt()]).toEqual([0, [BEGAN]]);
      await database.client.query(undone);
      expect(await fold()).toMatchObject({ gatedPeriods: 2 });
      expect(await stored()).toBe(2);
    }
  });

  it('folds in one process at a time', async () => {
    await race.folder.query('begin');
    await race.folder.query('select stackflow.fold_gated_periods(1)');
    expect(await foldGatedPeriods(database.client, NEVER)).toEqual({ services: 0, isBusy: true });
    await race.folder.query('commit');
  });

  it('lets the reader read, and nobody write periods or marks by hand', async () => {
    const refused = { code: '42501' };
    for (const table of ['gated_periods', 'gate_folds', 'gate_marks']) {
      await expect(race.folder.query(`delete from stackflow.${table}`)).rejects.toMatchObject(refused);
      await expect(race.reader.query(`delete from stackflow.${table}`)).rejects.toMatchObject(refused);
      await race.reader.query(`select from stackflow.${table}`);
    }
    await expect(race.reader.query('select stackflow.fold_gated_periods(1)')).rejects.toMatchObject(refused);
  });
});
