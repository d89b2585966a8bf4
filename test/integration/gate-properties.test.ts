import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';

import type { Reader } from '../../src/backend/aurora/reader';
import { compareBudgets } from '../../src/backend/metrics/error-budget/budget-state';
import { DAY, MINUTES, START, iso, minute, recordsArbitrary } from '../support/any-downtimes';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes, insertMaintenance, insertSlos } from '../support/downtimes';
import { budgetsAt } from '../support/error-budget';
import { clearGate, decisionAt } from '../support/gate';
import { PlainGate } from '../support/gate-brute-force';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';

/** Random downtime, maintenance, SLOs and edits of them: the gate agrees with looking at every minute. */

const RUNS = 40;

const END = START + MINUTES;

/** Window in days, target, and the whole minutes of downtime that it allows. */
const objective = fc
  .constantFrom([1, 98.75, 18] as const, [1, 99.375, 9] as const, [1, 100, 0] as const, [2, 99.375, 18] as const)
  .map(([windowDays, targetPercent, budget]) => ({ windowDays, targetPercent, budget }));

const edit = fc.record({ at: minute, to: objective, enabled: fc.boolean() });

const slo = fc
  .record({ initial: objective, edits: fc.uniqueArray(edit, { maxLength: 2, selector: ({ at }) => at }) })
  .map(({ initial, edits }) => {
    const versions = [{ to: initial, enabled: true }, ...edits.toSorted((a, b) => a.at - b.at)];
    // An edit that changes nothing leaves no trace.
    const changes = versions.filter(({ to, enabled }, index) => {
      const before = versions[index - 1];
      return before?.enabled !== enabled || !isDeepStrictEqual(before.to, to);
    });
    return { initial, edits: changes.filter((version) => 'at' in version) };
  });

const historyArbitrary = fc.record({
  records: recordsArbitrary,
  slos: fc.array(slo, { maxLength: 2 }),
  retiredAt: fc.option(minute, { freq: 2 }),
});
type History = typeof historyArbitrary extends fc.Arbitrary<infer T> ? T : never;

const EDITED_AFTER_RETIREMENT: History = {
  records: { periods: [{ service: 'Shop', incident: 'a', from: START, to: null }], maintenance: [] },
  slos: [
    {
      initial: { windowDays: 1, targetPercent: 98.75, budget: 18 },
      edits: [{ at: START + 2, to: { windowDays: 2, targetPercent: 99.375, budget: 18 }, enabled: true }],
    },
  ],
  retiredAt: START + 1,
};

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

/** Loads a history of the service Shop; returns what is true of it where it was always monitored. */
async function load({ records, slos, retiredAt }: History, monitoredSince: string | null = null): Promise<PlainGate> {
  const { client } = database;
  await clearGate(client);
  await insertRecords(client, {
    services: [
      { name: 'Shop', retiredAt: retiredAt === null ? null : iso(retiredAt), monitoredSince },
      { name: 'Search' },
    ],
  });
  const periods = records.periods.map(({ from, to, ...one }) => ({
    ...one,
    from: iso(from),
    to: to === null ? null : iso(to),
  }));
  await insertDowntimes(client, periods);
  await insertMaintenance(
    client,
    records.maintenance.map((one) => ({ ...one, from: iso(one.from), to: iso(one.to) }))
  );
  for (const [index, { initial, edits }] of slos.entries()) {
    const versions = edits.map(({ at, to, enabled }) => ({ since: iso(at), ...to, enabled }));
    await insertSlos(client, [{ service: 'Shop', name: `slo ${index}`, ...initial, edits: versions }]);
    await editedLast(index, edits.at(-1)?.at ?? START - DAY);
  }
  return new PlainGate({
    records,
    service: 'Shop',
    retiredAt,
    first: START - DAY,
    last: END,
    slos: slos.map(({ initial, edits }) => [
      { from: -Infinity, windowMinutes: initial.windowDays * DAY, budget: initial.budget, enabled: true },
      ...edits.map(({ at, to, enabled }) => ({
        from: at,
        windowMinutes: to.windowDays * DAY,
        budget: to.budget,
        enabled,
      })),
    ]),
  });
}

/** The trigger stamps the clock; the test wants its own time. */
async function editedLast(index: number, at: number): Promise<void> {
  await database.client.query('set session_replication_role = replica');
  await database.client.query('update stackflow.slos set updated_at = $2 where name = $1', [`slo ${index}`, iso(at)]);
  await database.client.query('reset session_replication_role');
}

it('whether a service is gated, since when, and which SLO is in most trouble', async () => {
  await fc.assert(
    fc.asyncProperty(historyArbitrary, fc.array(minute, { minLength: 3, maxLength: 3 }), async (history, moments) => {
      const plain = await load(history);
      for (const at of moments) {
        const { gated, sinceMs, figures, reason } = await decisionAt(reader, iso(at), 'Shop');
        expect(gated).toBe(plain.isGatedAt(at));
        expect(sinceMs).toBe(gated ? plain.since(at) * 60_000 : null);
        expect(reason === null).toBe(!gated);
        // The same figures as everywhere else.
        const [worst] = (await budgetsAt(reader, iso(at))).toSorted(compareBudgets);
        expect(figures?.usedMinutes).toBe(worst?.usedMinutes);
        expect(figures?.usedPercent).toBe(worst?.usedPercent);
        expect(figures?.remainingPercent).toBe(worst?.remainingPercent);
        expect(figures?.availabilityPercent).toBe(worst?.availabilityPercent);
      }
    }),
    { numRuns: RUNS }
  );
});

it('a service that was monitored from some time on: gated in its spells, and while a budget says so', async () => {
  await fc.assert(
    fc.asyncProperty(
      historyArbitrary,
      minute,
      fc.array(minute, { minLength: 4, maxLength: 4 }),
      async (history, monitoredSince, moments) => {
        await load(history, iso(monitoredSince));
        const { rows: spells } = await database.client.query<{ began: number; ended: number }>(
          `select extract(epoch from lower(g.spell))::float8 / 60 as began, extract(epoch from upper(g.spell))::float8 / 60 as ended
           from stackflow.services as s
           cross join lateral stackflow.gated_spells(array[s.id], $1, $2) as g
           where s.name = 'Shop'`,
          [iso(START - DAY), iso(END)]
        );
        // The moments at which something changes, and some beside them.
        const edges = spells.flatMap(({ began, ended }) => [began - 0.01, began + 0.01, ended - 0.01, ended + 0.01]);
        for (const at of [...moments, ...edges].filter((one) => one > START && one < END)) {
          const decision = await decisionAt(reader, iso(at), 'Shop');
          const budgets = (await budgetsAt(reader, iso(at))).toSorted(compareBudgets);
          expect(decision.gated).toBe(budgets.some(({ exhausted }) => exhausted));
          expect(decision.figures?.usedMinutes).toBe(budgets[0]?.usedMinutes);
          expect(decision.figures?.remainingPercent).toBe(budgets[0]?.remainingPercent);
          expect(decision.figures?.availabilityPercent).toBe(budgets[0]?.availabilityPercent);
          const spell = spells.find(({ began, ended }) => began < at && at < ended);
          // At a moment of its own, such as the end of a spell, a budget may be just used up.
          const isEdge = spells.some(
            ({ began, ended }) => Math.min(Math.abs(began - at), Math.abs(ended - at)) < 0.005
          );
          if (!isEdge && !(decision.gated && decision.sinceMs === at * 60_000)) {
            expect({ at, gated: decision.gated }).toEqual({ at, gated: spell !== undefined });
          }
        }
      }
    ),
    { numRuns: RUNS }
  );
});

it('the history of spells, in whatever rhythm it is kept', async () => {
  const rhythm = fc.uniqueArray(minute, { minLength: 1, maxLength: 5 }).map((times) => times.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(historyArbitrary, rhythm, async (history, times) => {
      const plain = await load(history);
      for (const at of times) {
        await database.client.query('select stackflow.keep_gate_spells($1)', [iso(at)]);
      }
      const [first = START, last = first] = [times[0], times.at(-1)];
      const from = plain.isGatedAt(first) ? plain.since(first) : first;
      const { rows } = await database.client.query<{ began: number; ended: number | null }>(
        `select extract(epoch from began_at)::float8 / 60 as began, extract(epoch from ended_at)::float8 / 60 as ended
         from stackflow.gate_spells order by began_at`
      );
      // One that lasts has no end; one that began at the last moment is none yet.
      const lasts = plain.isGatedAt(last) ? last : null;
      const expected = plain.spells(from, last).map(([began, ended]) => [began, ended === lasts ? null : ended]);
      expect(rows.map(({ began, ended }) => [began, ended])).toEqual(expected);
    }),
    { numRuns: RUNS, examples: [[EDITED_AFTER_RETIREMENT, [START, START + 60]]] }
  );
});
