import { GRID_MS } from '../../src/backend/plugin/time-grid';
import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { GateQueryInput } from '../../src/model/gate-query';
import type { SreQueryInput } from '../../src/model/query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { HOUR_MS, hoursAgo, insertGatedShop, insertHeld } from '../support/gated-shop';
import { launchBackend, readerContext } from '../support/plugin';

/** Gate queries as Grafana asks them: panels, alert rules and annotations. */

/** Now, on the grid that queries up to now are put on. */
const TO = Math.floor(Date.now() / GRID_MS) * GRID_MS;
const RANGE = { fromMs: TO - 24 * HOUR_MS, toMs: TO };
const FROM_ALERT = { FromAlert: 'true' };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  const { client } = database;
  await insertGatedShop(client, TO);
  // As the worker keeps it.
  await client.query('update stackflow.gate_policy set spells_kept_until = $1', [hoursAgo(48, TO)]);
  await client.query('select stackflow.keep_gate_spells($1)', [new Date(TO)]);
  await insertHeld(client, { service: 'Shop', title: 'second', heldAt: hoursAgo(1, TO) });
  await insertHeld(client, { service: 'Shop', title: 'first', heldAt: hoursAgo(2, TO) });
  await client.query(
    `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
     select s.id, o.reason, 'ann', o.began_at, o.until_at
     from stackflow.services as s
     cross join (values ('hot fix', $1::timestamptz, $2::timestamptz), ('long ago', $3, $4)) as o (reason, began_at, until_at)
     where s.name = 'Search'`,
    [hoursAgo(2, TO), hoursAgo(-2, TO), hoursAgo(50, TO), hoursAgo(49, TO)]
  );
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

async function answer(query: SreQueryInput, headers?: Record<string, string>, range = RANGE) {
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, range)], headers);
  return responses['A'];
}
const ask = async (query: Partial<GateQueryInput> = {}, headers?: Record<string, string>, range = RANGE) =>
  frameOf(await answer({ queryType: 'gate', ...query }, headers, range));

describe('decisions', () => {
  it('lists every service with an SLO, the gated ones first, with figures and since when', async () => {
    const frame = await ask();
    expect(column(frame, 'Service')).toEqual(['Shop', 'Search']);
    expect(column(frame, 'State')).toEqual(['Gated', 'Open, no outage on record']);
    expect(column(frame, 'Held')).toEqual([2, 0]);
    expect(column(frame, 'SLO')).toEqual(['uptime', 'uptime']);
    expect(column(frame, 'Used minutes')).toEqual([120, null]);
    expect(column(frame, 'Remaining minutes')[0]).toBeCloseTo(-19.2, 9);
    expect(column(frame, 'Reason')).toEqual([expect.stringContaining('120 of 100.8 minutes'), null]);
    const [since, never] = column(frame, 'Since');
    expect(Number(since)).toBeCloseTo(TO - (3 * 60 + 19.2) * 60_000, -1);
    expect(never).toBeNull();
  });

  it("are those at the range's end", async () => {
    const frame = await ask({}, undefined, { fromMs: TO - 24 * HOUR_MS, toMs: TO - 4 * HOUR_MS });
    expect(column(frame, 'State')).toEqual(['Open, no outage on record', 'Open']);
    expect(column(frame, 'Used minutes')).toEqual([null, 60]);
  });

  it('are 1 or 0 for each service, with labels that never change, in an alert too', async () => {
    for (const headers of [{}, FROM_ALERT]) {
      const { fields, meta } = await ask({ shape: 'value' }, headers);
      expect(meta).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
      expect(fields.map(({ labels, values }) => [labels, values])).toEqual([
        [{ service: 'Shop', team: 'Sales' }, [1]],
        [{ service: 'Search', team: 'Data' }, [0]],
      ]);
    }
  });

  it('stay gated under an override, which is told beside', async () => {
    await database.client.query(
      `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
       select s.id, 'now or never', 'bob', $1, $2 from stackflow.services as s where s.name = 'Shop'`,
      [hoursAgo(0.5, TO), hoursAgo(-1, TO)]
    );
    const frame = await ask({ services: ['Shop'] });
    await database.client.query(`delete from stackflow.gate_overrides where created_by = 'bob'`);
    expect(column(frame, 'State')).toEqual(['Overridden']);
    expect(column(frame, 'Override by')).toEqual(['bob']);
    expect(column(frame, 'Override until')).toEqual([TO + HOUR_MS]);
  });
});

describe('blocked changes', () => {
  it('are listed, the longest waiting first, with what they wait for', async () => {
    const frame = await ask({ view: 'blocked' });
    expect(column(frame, 'Change')).toEqual(['first', 'second']);
    expect(column(frame, 'Held since')).toEqual([TO - 2 * HOUR_MS, TO - HOUR_MS]);
    expect(column(frame, 'Goes back to')).toEqual(['draft', 'draft']);
    expect(column(frame, 'Asked for')).toEqual(['scheduled', 'scheduled']);
    expect(column(frame, 'Link')).toEqual(['https://changes.example/first', 'https://changes.example/second']);
    expect(column(await ask({ view: 'blocked', teams: ['Data'] }), 'Change')).toEqual([]);
  });

  it('are those of now, whatever range is shown', async () => {
    const range = { fromMs: TO - 240 * HOUR_MS, toMs: TO - 200 * HOUR_MS };
    expect(column(await ask({ view: 'blocked' }, undefined, range), 'Change')).toEqual(['first', 'second']);
  });

  it('say so where the limit leaves some out', async () => {
    const frame = await ask({ view: 'blocked', limit: 1 });
    expect(column(frame, 'Change')).toEqual(['first']);
    expect(frame.meta['notices']).toEqual([expect.objectContaining({ severity: 'warning' })]);
  });

  it('are counted for each service', async () => {
    const { fields } = await ask({ view: 'blocked', shape: 'value' }, FROM_ALERT);
    expect(fields.map(({ labels, values }) => [labels['service'], values])).toEqual([
      ['Shop', [2]],
      ['Search', [0]],
    ]);
  });
});

it('says in one row, for a wall, what is gated and how much waits', async () => {
  const frame = await ask({ view: 'summary' });
  expect(column(frame, 'Gated')).toEqual(['Shop']);
  expect([column(frame, 'Gated services'), column(frame, 'Services'), column(frame, 'Held changes')]).toEqual([
    [1],
    [2],
    [2],
  ]);
  expect(column(await ask({ view: 'summary', services: ['Search'] }), 'Gated')).toEqual(['no outage on record']);
  expect(column(await ask({ view: 'summary', services: ['Playground'] }), 'Gated')).toEqual(['no SLOs']);
});

describe('spells', () => {
  it('are listed, and marked on graphs, with where they began', async () => {
    const frame = await ask({ view: 'spells' });
    expect(column(frame, 'Service')).toEqual(['Shop']);
    expect(Number(column(frame, 'Began')[0])).toBeCloseTo(TO - (3 * 60 + 19.2) * 60_000, -1);
    expect(column(frame, 'Ended')).toEqual([null]);

    const marks = frameOf(await answer({ queryType: 'annotations', kind: 'gateSpells' }));
    expect(column(marks, 'title')).toEqual(['Changes of Shop gated']);
    expect(column(marks, 'timeEnd')).toEqual([TO]);
    expect(column(marks, 'tags')).toEqual(['gated,Shop,Sales']);
  });

  it('of a range before there were any are none', async () => {
    const frame = await ask({ view: 'spells' }, undefined, { fromMs: TO - 24 * HOUR_MS, toMs: TO - 6 * HOUR_MS });
    expect(frame.numRows).toBe(0);
  });
});

it('lists the overrides that held in the range', async () => {
  const frame = await ask({ view: 'overrides' });
  expect(column(frame, 'Reason')).toEqual(['hot fix']);
  expect(column(frame, 'By')).toEqual(['ann']);
  expect(column(frame, 'State')).toEqual(['Changes pass']);
  const long = await ask({ view: 'overrides' }, undefined, { fromMs: TO - 72 * HOUR_MS, toMs: TO });
  expect(column(long, 'Reason')).toEqual(['hot fix', 'long ago']);
  expect(column(long, 'State')).toEqual(['Changes pass', 'Over']);
});

it.each<[Partial<GateQueryInput>, Record<string, string>, string]>([
  [{ shape: 'table' }, FROM_ALERT, 'An alert rule cannot use a table.'],
  [{ services: ['Chop'] }, {}, 'there is no service "Chop"'],
  [{ view: 'spells', shape: 'value' }, {}, 'shape: must be table for spells.'],
])('refuses %j', async (query, headers, message) => {
  const refused = await answer({ queryType: 'gate', ...query }, headers);
  expect(refused).toMatchObject({ status: 400, error: expect.stringContaining(message) });
});
