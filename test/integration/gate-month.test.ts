import fc from 'fast-check';
import type { Client } from 'pg';

import { installGate } from '../../src/backend/cli/gate/enforce';
import { START, iso } from '../support/any-downtimes';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertSlos } from '../support/downtimes';
import { backdateSlos, clearGate, release, setClock, takeClock } from '../support/gate';
import { PlainGate } from '../support/gate-brute-force';
import type { PlainVersion } from '../support/gate-brute-force';
import { FIRST_OBJECTIVE, MONTH_MINUTES, SERVICES, makeMonth } from '../support/gate-month';
import type { MonthEvent, MonthObjective, Service, TimedEvent } from '../support/gate-month';
import { insertRecords } from '../support/records';

/**
 * A month in the gate's own time: incidents, maintenance, edits of SLOs, overrides, and changes that
 * programs put on. What became of each change is held against looking at every minute.
 */

/** A month in which changes are held. Of those at random, one in a thousand has none. */
const HOLDING_MONTH = 1;

/** Months, the first of them `HOLDING_MONTH`, each from a seed that is told where one fails. */
const RUNS = 3;

/** By then every window has passed. */
const END = START + MONTH_MINUTES + 6 * 1440;

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ client } = database);
  await takeClock(client);
  await installGate(client);
});
afterAll(() => database.drop());

it('no non-critical change goes on while its service is gated, none is lost, none waits after recovery', async () => {
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
      const events = makeMonth(seed).map(({ at, event }) => ({ at: START + at, event: shifted(event) }));
      const month = new Month(truthOf(events), overridesOf(events));
      await month.begin();
      for (const { at, event } of events) {
        await month.live(at, event);
      }
      await month.live(END, { kind: 'work' });
      await month.end(events);
      if (seed === HOLDING_MONTH) {
        expect(month.holds).toBeGreaterThan(0);
      }
    }),
    { numRuns: RUNS, examples: [[HOLDING_MONTH]] }
  );
});

function shifted(event: MonthEvent): MonthEvent {
  if (event.kind !== 'down' && event.kind !== 'up') {
    return event;
  }
  const { period } = event;
  return { ...event, period: { ...period, from: START + period.from, to: START + (period.to ?? 0) } };
}

/** What is true of each service, known from the whole month: nothing is told late. */
function truthOf(events: readonly TimedEvent[]): ReadonlyMap<Service, PlainGate> {
  const periods = events.flatMap(({ event }) => (event.kind === 'down' ? [event.period] : []));
  const maintenance = events.flatMap(({ at, event }) =>
    event.kind === 'maintenance' ? [{ service: event.service, from: at, to: at + event.minutes }] : []
  );
  const version = (from: number, { windowDays, budget }: MonthObjective, enabled: boolean): PlainVersion => ({
    from,
    windowMinutes: windowDays * 1440,
    budget,
    enabled,
  });
  return new Map(
    SERVICES.map((service) => {
      const edits = events.flatMap(({ at, event }) =>
        event.kind === 'edit' && event.service === service ? [version(at, event.to, event.enabled)] : []
      );
      const slos = [[version(-Infinity, FIRST_OBJECTIVE, true), ...edits]];
      const records = { periods, maintenance };
      return [service, new PlainGate({ records, service, slos, retiredAt: null, first: START, last: END })];
    })
  );
}

interface PlainOverride {
  readonly service: Service;
  readonly from: number;
  until: number;
}

function overridesOf(events: readonly TimedEvent[]): readonly PlainOverride[] {
  const overrides: PlainOverride[] = [];
  for (const { at, event } of events) {
    if (event.kind === 'override') {
      overrides.push({ service: event.service, from: at, until: at + event.minutes });
    } else if (event.kind === 'endOverride') {
      overrides
        .filter(({ service, from, until }) => service === event.service && from < at && at < until)
        .forEach((one) => (one.until = at));
    }
  }
  return overrides;
}

interface ChangeRow {
  readonly key: string;
  readonly service: Service;
  readonly state: string;
  readonly critical: boolean;
  readonly held: boolean;
  /** When an Editor last released it; null where nobody did. */
  readonly releasedAt: number | null;
}

class Month {
  readonly #gates: ReadonlyMap<Service, PlainGate>;
  readonly #overrides: readonly PlainOverride[];
  #states = new Map<string, string>();
  /** When each change was last seen to become closed or cancelled. */
  readonly #doneAt = new Map<string, number>();
  #holds = 0;

  constructor(gates: ReadonlyMap<Service, PlainGate>, overrides: readonly PlainOverride[]) {
    this.#gates = gates;
    this.#overrides = overrides;
  }

  /** How often a change was held. */
  get holds(): number {
    return this.#holds;
  }

  async begin(): Promise<void> {
    await clearGate(client);
    await insertRecords(client, { services: SERVICES.map((name) => ({ name })) });
    await insertSlos(
      client,
      SERVICES.map((service) => ({ service, ...FIRST_OBJECTIVE }))
    );
    await backdateSlos(client, iso(START));
  }

  /** Lets one thing happen, and looks at what came of it. */
  async live(at: number, event: MonthEvent): Promise<void> {
    await setClock(client, iso(at));
    await happen(at, event);
    if (['insert', 'put', 'reopen', 'release', 'work'].includes(event.kind)) {
      await this.#look(at, event);
    }
  }

  async #look(at: number, event: MonthEvent): Promise<void> {
    const changes = await readChanges();
    for (const change of changes) {
      const before = this.#states.get(change.key);
      if (change.state !== before) {
        this.#judge(at, change);
      }
      if (event.kind === 'work' && change.held) {
        // Nothing waits that need not.
        expect([at, change, this.#mustWait(at, change)]).toEqual([at, change, true]);
      }
    }
    this.#states = new Map(changes.map(({ key, state }) => [key, state]));
  }

  #judge(at: number, change: ChangeRow): void {
    const { key, state, releasedAt } = change;
    if (state === 'closed' || state === 'cancelled') {
      this.#doneAt.set(key, at);
    } else if (state === 'scheduled' || state === 'implementing') {
      // Released, it passes until it is done.
      const passes = releasedAt !== null && releasedAt > (this.#doneAt.get(key) ?? -Infinity);
      expect([at, change, this.#mustWait(at, change) && !passes]).toEqual([at, change, false]);
    } else if (state === 'blocked') {
      this.#holds += 1;
      expect([at, change, this.#mustWait(at, change)]).toEqual([at, change, true]);
    }
  }

  #mustWait(at: number, { service, critical }: ChangeRow): boolean {
    const passes = this.#overrides.some((one) => one.service === service && one.from <= at && at < one.until);
    return !critical && !passes && this.#gates.get(service)?.isGatedAt(at) === true;
  }

  /** Whatever is left is where it belongs, and the history of spells is true. */
  async end(events: readonly TimedEvent[]): Promise<void> {
    const changes = await readChanges();
    const inserted = events.flatMap(({ event }) => (event.kind === 'insert' ? [event.key] : []));
    expect(changes.map(({ key }) => key).toSorted()).toEqual(inserted.toSorted());
    expect(changes.filter(({ state, held }) => state === 'blocked' || held)).toEqual([]);
    for (const service of SERVICES) {
      const { rows } = await client.query<{ began: number; ended: number | null }>(
        `select extract(epoch from p.began_at)::float8 / 60 as began, extract(epoch from p.ended_at)::float8 / 60 as ended
         from stackflow.gate_spells as p join stackflow.services as s on s.id = p.service_id
         where s.name = $1 order by p.began_at`,
        [service]
      );
      const first = events.find(({ event }) => event.kind === 'work')?.at ?? END;
      const gate = this.#gates.get(service);
      const from = gate?.isGatedAt(first) === true ? gate.since(first) : first;
      expect(rows.map(({ began, ended }) => [began, ended])).toEqual(gate?.spells(from, END));
    }
  }
}

async function readChanges(): Promise<readonly ChangeRow[]> {
  const { rows } = await client.query<ChangeRow>(
    `select c.external_id as key, s.name as service, c.state, c.criticality = 'critical' as critical,
       exists (select from stackflow.gate_holds as h where h.change_id = c.id and h.ended_at is null) as held,
       (select extract(epoch from max(h.ended_at))::float8 / 60 from stackflow.gate_holds as h
        where h.change_id = c.id and h.end_kind = 'released') as "releasedAt"
     from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id`
  );
  return rows;
}

/** What the event does to the database. */
async function happen(at: number, event: MonthEvent): Promise<void> {
  switch (event.kind) {
    case 'down':
      await client.query(
        `with made as (
           insert into stackflow.incidents (title, priority, created_at, external_id) values ($1, 'P1', $3, $1) returning id
         )
         insert into stackflow.incident_downtimes (incident_id, service_id, started_at)
         select m.id, s.id, $3 from made as m, stackflow.services as s where s.name = $2`,
        [event.period.incident, event.period.service, iso(at)]
      );
      return;
    case 'up':
      await client.query(
        `update stackflow.incident_downtimes set ended_at = $2
         where incident_id = (select id from stackflow.incidents where external_id = $1)`,
        [event.period.incident, iso(at)]
      );
      return;
    case 'maintenance':
      await client.query(
        `insert into stackflow.maintenance_windows (service_id, started_at, ended_at)
         select id, $2, $3 from stackflow.services where name = $1`,
        [event.service, iso(at), iso(at + event.minutes)]
      );
      return;
    case 'edit':
      await edit(at, event);
      return;
    case 'override':
      await client.query(
        `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
         select id, 'A fix', 'Ada', $2, $3 from stackflow.services where name = $1`,
        [event.service, iso(at), iso(at + event.minutes)]
      );
      return;
    case 'endOverride':
      await client.query(
        `update stackflow.gate_overrides as o set ended_at = $2, ended_by = 'Ada' from stackflow.services as s
         where s.id = o.service_id and s.name = $1 and o.created_at < $2 and o.until_at > $2 and o.ended_at is null`,
        [event.service, iso(at)]
      );
      return;
    case 'insert':
      await client.query(
        `insert into stackflow.change_records (service_id, title, change_type, criticality, state, external_id)
         select id, $2, 'deployment', $3, $4, $2 from stackflow.services where name = $1`,
        [event.service, event.key, event.critical ? 'critical' : 'non_critical', event.state]
      );
      return;
    case 'put':
      await client.query(
        `update stackflow.change_records set state = $2
         where external_id = $1 and state not in ('closed', 'cancelled') and ($2 <> 'closed' or state = 'implementing')`,
        [event.key, event.state]
      );
      return;
    case 'reopen':
      await client.query(
        `update stackflow.change_records set state = 'implementing'
         where external_id = $1 and state in ('closed', 'cancelled')`,
        [event.key]
      );
      return;
    case 'release':
      await client.query(
        `select stackflow.release_change(h.change_id, 'Ada', 'It helps')
         from (select change_id from stackflow.gate_holds where ended_at is null order by held_at limit 1) as h`
      );
      return;
    case 'work':
      await client.query('select stackflow.keep_gate_spells()');
      await release(client, 1_000);
  }
}

async function edit(at: number, { service, to, enabled }: MonthEvent & { readonly kind: 'edit' }): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `update stackflow.slos as o set target_percent = $2, window_days = $3, enabled = $4
     from stackflow.services as s where s.id = o.service_id and s.name = $1 returning o.id::text`,
    [service, to.targetPercent, to.windowDays, enabled]
  );
  // The trigger stamps the clock; the month has its own.
  await client.query('set session_replication_role = replica');
  await client.query('update stackflow.slos set updated_at = $2 where id = $1', [rows[0]?.id, iso(at)]);
  await client.query(`update stackflow.slo_history set changed_at = $2 where slo_id = $1 and changed_at > $3`, [
    rows[0]?.id,
    iso(at),
    iso(END),
  ]);
  await client.query('reset session_replication_role');
}
