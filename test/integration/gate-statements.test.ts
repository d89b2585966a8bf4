import fc from 'fast-check';

import { installGate } from '../../src/backend/cli/gate/enforce';
import { releaseChange } from '../../src/backend/metrics/gate/release-change';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes } from '../support/downtimes';
import { after, gateShop, holds, insertChange, outcomes, stateOf, takeClock } from '../support/gate';
import { readerOn } from '../support/reader';

/** Whatever statements are written in whatever order: no change that would be held ends under way. */

const RUNS = 150;
const NEVER = new AbortController().signal;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await takeClock(database.client);
  await installGate(database.client);
});
afterAll(() => database.drop());
beforeEach(() => gateShop(database.client));

const state = fc.constantFrom('draft', 'scheduled', 'implementing', 'blocked', 'closed', 'cancelled');
const service = fc.constantFrom('Shop', 'Search', 'Wiki');
const criticality = fc.constantFrom<'critical' | 'non_critical'>('critical', 'non_critical');
/** Two records, so that statements meet again. */
const externalId = fc.constantFrom('a', 'b');
const anyColumn = fc.constantFrom('state', 'service_id', 'criticality');

const row = fc.record({ externalId, state, service, criticality });
const statement = fc.oneof(
  row.map((values) => ({ kind: 'insert' as const, values })),
  fc
    .record({ values: row, columns: fc.uniqueArray(anyColumn, { minLength: 1 }) })
    .map(({ values, columns }) => ({ kind: 'upsert' as const, values, columns })),
  fc
    .record({ values: row, columns: fc.uniqueArray(anyColumn, { minLength: 1 }), ofAll: fc.boolean() })
    .map((one) => ({ kind: 'update' as const, ...one })),
  externalId.map((id) => ({ kind: 'delete' as const, id }))
);
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;

const SERVICE = '(select s.id from stackflow.services as s where s.name = $2)';
const NEW_ROW = `insert into stackflow.change_records (external_id, service_id, state, criticality, title, change_type)
  values ($1, ${SERVICE}, $3, $4, 'A change', 'deployment') on conflict`;
const NEW_VALUE = { service_id: SERVICE, state: '$3', criticality: '$4' };

async function write(one: Statement): Promise<void> {
  const { client } = database;
  if (one.kind === 'delete') {
    await client.query('delete from stackflow.change_records where external_id = $1', [one.id]);
    return;
  }
  const { values } = one;
  const parameters = [values.externalId, values.service, values.state, values.criticality];
  switch (one.kind) {
    case 'insert':
      await client.query(`${NEW_ROW} do nothing`, parameters);
      return;
    case 'upsert': {
      const set = one.columns.map((column) => `${column} = excluded.${column}`).join(', ');
      await client.query(`${NEW_ROW} (external_id) do update set ${set}`, parameters);
      return;
    }
    case 'update': {
      const set = one.columns.map((column) => `${column} = ${NEW_VALUE[column]}`).join(', ');
      // Every parameter is named, for PostgreSQL to know its type.
      await client.query(
        `update stackflow.change_records set ${set}
         where (external_id = $1 or $5) and ($2::text, $3::text, $4::text) is not null`,
        [...parameters, one.ofAll]
      );
    }
  }
}

/** What is under way for the gated service, and what was decided of it last. */
async function underWay(): Promise<readonly { criticality: string; outcome: string | null }[]> {
  const { rows } = await database.client.query<{ criticality: string; outcome: string | null }>(`
    select c.criticality, (
      select d.outcome from stackflow.gate_decisions as d where d.change_id = c.id order by d.id desc limit 1
    ) as outcome
    from stackflow.change_records as c
    join stackflow.services as s on s.id = c.service_id
    where s.name = 'Shop' and c.state in ('scheduled', 'implementing')`);
  return rows;
}

it('no sequence of statements passes the gate', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 10 }), async (statements) => {
      await database.client.query('delete from stackflow.change_records');
      for (const one of statements) {
        await write(one);
        for (const change of await underWay()) {
          expect(change).toEqual({ criticality: 'critical', outcome: 'critical' });
        }
      }
    }),
    { numRuns: RUNS }
  );
});

const change = (id: string, set: string) =>
  database.client.query(`update stackflow.change_records set ${set} where id = $1`, [id]);
const movedTo = (name: string) => `service_id = (select s.id from stackflow.services as s where s.name = '${name}')`;

it('holds a change under way that is moved to a gated service, and lets it go where it was', async () => {
  const { id } = await insertChange(database.client, { service: 'Wiki', state: 'implementing' });
  await change(id, movedTo('Shop'));
  expect(await stateOf(database.client, id)).toBe('blocked');
  expect(await outcomes(database.client)).toEqual(['blocked']);
  expect(await holds(database.client)).toMatchObject([{ came_from: 'implementing', wanted_state: 'implementing' }]);
});

it('holds a change under way that is critical no more', async () => {
  const { id } = await insertChange(database.client, { state: 'scheduled', criticality: 'critical' });
  await change(id, `criticality = 'non_critical'`);
  expect(await stateOf(database.client, id)).toBe('blocked');
  expect(await outcomes(database.client)).toEqual(['critical', 'blocked']);
});

it('leaves a change that became gated while it was under way, whatever else of it is written', async () => {
  const { id } = await insertChange(database.client, { service: 'Wiki', state: 'implementing' });
  await database.client.query('alter table stackflow.change_records disable trigger zz_sre_metrics_gate_update');
  await change(id, movedTo('Shop'));
  await database.client.query('alter table stackflow.change_records enable trigger zz_sre_metrics_gate_update');
  await change(id, `title = 'Another title', service_id = service_id, criticality = criticality`);
  expect(await stateOf(database.client, id)).toBe('implementing');
});

it('a release is one for the service that the change has then', async () => {
  const { client } = database;
  await insertDowntimes(client, [{ service: 'Search', from: after(-2 * 60), to: after(-60) }]);
  const { id } = await insertChange(client, { state: 'implementing' });
  // Its hold goes with it.
  await change(id, movedTo('Search'));
  const request = { changeId: id, by: 'Ada', reason: 'It helps' };
  expect(await releaseChange(readerOn(client), request, NEVER)).toEqual({ kind: 'released', state: 'implementing' });
  await change(id, movedTo('Wiki'));
  await change(id, movedTo('Search'));
  expect(await stateOf(client, id)).toBe('implementing');
  await change(id, movedTo('Shop'));
  expect(await stateOf(client, id)).toBe('blocked');
  expect(await outcomes(client)).toEqual(['blocked', 'released', 'released', 'blocked']);
});
