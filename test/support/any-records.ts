import type { ClientBase } from 'pg';
import fc from 'fast-check';

import type { PlainRecords } from './brute-force';
import { clearRecords, insertRecords } from './records';

/** Records and ranges at random, for what must hold whatever the history. */

const SERVICES = ['Shop', 'Search', 'Index'] as const;
const TEAM_OF = { Shop: 'Sales', Search: 'Data', Index: 'Data' } as const;

// Around a week in which Berlin's clock changes, on a coarse grid so that edges are hit often.
const START_MS = Date.UTC(2026, 2, 26);
const GRID_MS = 3 * 3600_000;
const GRID_POINTS = 64;
/** A resolution that lies in the future. */
const LATER_MS = Date.UTC(2090, 0, 1);
const time = fc.integer({ min: 0, max: GRID_POINTS }).map((point) => START_MS + point * GRID_MS);

/** How many records there are. */
interface Amounts {
  readonly changes: { readonly minLength?: number; readonly maxLength: number };
  readonly incidents: { readonly minLength?: number; readonly maxLength: number };
}

/** Few enough that there often are none. */
export const recordsArbitrary = anyRecords({ changes: { maxLength: 12 }, incidents: { maxLength: 8 } });

/** So many that most stretches of time have some of each kind. */
export const manyRecordsArbitrary = anyRecords({
  changes: { minLength: 20, maxLength: 60 },
  incidents: { minLength: 10, maxLength: 30 },
});

function anyRecords(amounts: Amounts): fc.Arbitrary<PlainRecords> {
  return fc
    .array(
      fc.record({
        service: fc.constantFrom(...SERVICES),
        type: fc.constantFrom('deployment' as const, 'deployment' as const, 'emergency' as const),
        unplanned: fc.boolean(),
        outcome: fc.constantFrom('successful' as const, 'failed' as const, 'rolled_back' as const, null),
        createdAtMs: time,
        implementationStartAtMs: fc.option(time, { freq: 2 }),
        implementationEndAtMs: fc.option(time, { freq: 5 }),
        closedAtMs: time,
      }),
      amounts.changes
    )
    .chain((plain) => {
      const changes = plain.map((change, index) => ({ ...change, key: `c${index}` }));
      const incident = fc.record({
        priority: fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const),
        createdAtMs: time,
        resolvedAtMs: fc.option(fc.oneof({ weight: 4, arbitrary: time }, fc.constant(LATER_MS)), { freq: 4 }),
        changes: fc.subarray(
          changes.map(({ key }) => key),
          { maxLength: Math.min(3, changes.length) }
        ),
        fixes: fc.subarray(
          changes.map(({ key }) => key),
          { maxLength: Math.min(1, changes.length) }
        ),
      });
      return fc.array(incident, amounts.incidents).map((incidents) => ({
        changes,
        incidents: incidents.map((one, index) => ({ ...one, key: `i${index}` })),
      }));
    });
}

/** In milliseconds since the epoch. */
export const rangeArbitrary = fc
  .tuple(time, time)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));

const iso = (ms: number) => new Date(ms).toISOString();

/** Makes these the only records of the database. */
export async function load(client: ClientBase, { changes, incidents }: PlainRecords): Promise<void> {
  await clearRecords(client);
  await insertRecords(client, {
    services: SERVICES.map((name) => ({ name, team: TEAM_OF[name] })),
    changes: changes.map((change) => ({
      ...change,
      createdAt: iso(change.createdAtMs),
      implementationStartAt: change.implementationStartAtMs === null ? null : iso(change.implementationStartAtMs),
      implementationEndAt: change.implementationEndAtMs === null ? null : iso(change.implementationEndAtMs),
      closedAt: iso(change.closedAtMs),
    })),
    incidents: incidents.map((incident) => ({
      ...incident,
      createdAt: iso(incident.createdAtMs),
      resolvedAt: incident.resolvedAtMs === null ? null : iso(incident.resolvedAtMs),
    })),
  });
}
