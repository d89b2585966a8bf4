import fc from 'fast-check';
import type { ClientBase } from 'pg';

import { foldAll } from '../../src/backend/metrics/fold/fold-all';
import { foldGatedPeriods } from '../../src/backend/metrics/gate/fold-gated-periods';
import { SERVICES, iso, minute } from '../support/any-downtimes';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { applyEdit, editArbitrary } from '../support/down-edits';
import type { DownEdit } from '../support/down-edits';
import { clearAll, insertDowntimes, insertSlos } from '../support/downtimes';
import { Race } from '../support/race';
import { insertRecords } from '../support/records';
import { applySloEdit, sloEditArbitrary } from '../support/slo-edits';
import type { SloEdit } from '../support/slo-edits';
import { until } from '../support/until';

/** What is stored of the gate gives the rows of `stackflow.change_gate`, whatever is folded, edited and committed when. */

const NEVER = new AbortController().signal;
/** How often a random history is tried. */
const RUNS = 80;

type Edit = { readonly of: 'downtime'; readonly edit: DownEdit } | { readonly of: 'slos'; readonly edit: SloEdit };

/** A moment, or one at which a gated period begins or ends, or a microsecond beside it; and a range that ends there. */
interface Look {
  readonly at: string;
  readonly edge: number | null;
  readonly besideUs: number;
  readonly days: number;
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ of: fc.constant('downtime' as const), edit: editArbitrary }) },
  { weight: 2, arbitrary: fc.record({ of: fc.constant('slos' as const), edit: sloEditArbitrary }) }
);
const look: fc.Arbitrary<Look> = fc.record({
  at: fc.oneof(
    { weight: 8, arbitrary: minute.map(iso) },
    // Before all, as far back as nothing is stored, and later than all, and after now.
    { weight: 1, arbitrary: fc.constantFrom('0050-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2200-01-01T00:00:00Z') }
  ),
  edge: fc.option(fc.nat({ max: 30 })),
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
    folds: ['fold_down_pieces', 'fold_gated_periods'],
    foldAll: (folder) => foldAll(folder, NEVER),
    differences: (reader, one) => differences(one, reader),
  });
});
afterAll(async () => {
  await race.close();
  await database.drop();
});

/** How many rows what is stored and the definition do not have in common, both read by one statement. */
async function differences({ at, edge, besideUs, days }: Look, client: ClientBase = race.reader): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `with asked as materialized (
  select array_agg(s.id) as ids from stackflow.services as s
),
edges as materialized (
  select e.at, row_number() over (order by g.service_id, e.at) - 1 as n, count(*) over () as of
  from asked as a
  cross join lateral stackflow.gated_spells(a.ids, '2000-01-01', '2200-01-01') as g
  cross join lateral (values (lower(g.spell)), (upper(g.spell))) as e (at)
),
moment as materialized (
  select a.ids, m.at, m.at - $4 * interval '1 day' as starts_at
  from asked as a
  cross join lateral (
    select coalesce(
      (select e.at + $3 * interval '1 microsecond' from edges as e where e.n = $2::int % e.of),
      $1::timestamptz
    ) as at
  ) as m
),
d as materialized (select g.* from moment as m cross join lateral stackflow.change_gate(m.ids, m.at) as g),
s as materialized (select g.* from moment as m cross join lateral stackflow.stored_change_gate(m.ids, m.at) as g),
dp as materialized (
  select g.* from moment as m cross join lateral stackflow.gated_spells(m.ids, m.starts_at, m.at) as g
),
sp as materialized (
  select g.* from moment as m cross join lateral stackflow.stored_gated_spells(m.ids, m.starts_at, m.at) as g
)
select (
  (select count(*) from (table d except all table s) as x) + (select count(*) from (table s except all table d) as x)
  + (select count(*) from (table dp except all table sp) as x) + (select count(*) from (table sp except all table dp) as x)
)::int as n`,
    [at, edge, besideUs, days]
  );
  return rows[0]?.n ?? NaN;
}

const count = async (table: string) => {
  const { rows } = await database.client.query<{ n: number }>(`select count(*)::int as n from stackflow.${table}`);
  return rows[0]?.n;
};
const fold = () => foldAll(race.folder, NEVER);
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

it('whatever writers and folds do at the same time, in transactions that end in any order', async () => {
  await fc.assert(
    fc.asyncProperty(race.steps, look, look, async (steps, one, another) => {
      // Numbers of services are given anew; what was folded of them before stays behind.
      await twoServices();
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

const LATE: Look = { at: '2026-04-01T00:00:00Z', edge: 3, besideUs: 0, days: 10 };

it('while writers and a fold run side by side', async () => {
  await twoServices();
  await race.run(LATE);
  await fold();
  await race.look(LATE);
});
