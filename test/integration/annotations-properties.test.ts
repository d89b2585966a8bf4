import fc from 'fast-check';

import type { Reader } from '../../src/backend/aurora/reader';
import { deploymentMarks } from '../../src/backend/metrics/annotations/deployments';
import { incidentMarks } from '../../src/backend/metrics/annotations/incidents';
import { PRIORITIES } from '../../src/model/annotations-query';
import type { Priority } from '../../src/model/annotations-query';
import { load, manyRecordsArbitrary, rangeArbitrary, recordsArbitrary } from '../support/any-records';
import { bruteForce } from '../support/brute-force';
import type { PlainIncident } from '../support/brute-force';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { readerOn } from '../support/reader';

/** For any records, annotations are those that the definitions say. */

const RUNS = 60;
const NEVER = new AbortController().signal;
const EVERYTHING = { scope: { services: [], teams: [], tiers: [] }, limit: 10_000 };

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());

/** Begun in the range, or before it and not over by its start. */
function overlaps({ createdAtMs, resolvedAtMs }: PlainIncident, fromMs: number, toMs: number): boolean {
  const isOver = resolvedAtMs !== null && resolvedAtMs <= fromMs;
  return createdAtMs < toMs && (createdAtMs >= fromMs || !isOver);
}

it('incidents that overlap the range come once each, the newest first, whatever the priorities', async () => {
  const priorities = fc.subarray<Priority>([...PRIORITIES], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(recordsArbitrary, rangeArbitrary, priorities, async (records, range, selected) => {
      await load(database.client, records);
      const { marks } = await incidentMarks(reader, { ...EVERYTHING, range, priorities: selected }, NEVER);
      const expected = records.incidents.filter(
        (incident) => selected.includes(incident.priority) && overlaps(incident, range.fromMs, range.toMs)
      );
      expect(marks.map(({ title }) => title).toSorted()).toEqual(expected.map(({ key }) => key).toSorted());
      const starts = marks.map(({ createdMs }) => createdMs);
      expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    }),
    { numRuns: RUNS }
  );
}, 120_000);

it('as many failed deployments are marked as the change failure rates of all services count', async () => {
  await fc.assert(
    fc.asyncProperty(recordsArbitrary, rangeArbitrary, async (records, range) => {
      await load(database.client, records);
      // Each service has its own mark of a change that several share.
      const changes = records.changes.map((change) => ({ ...change, subject: null }));
      const { n } = bruteForce('changeFailureRate', { ...records, changes }, range.fromMs, range.toMs);
      const failed = await deploymentMarks(reader, { ...EVERYTHING, range, failedOnly: true }, NEVER);
      expect(failed.marks).toHaveLength(n);
      const all = await deploymentMarks(reader, { ...EVERYTHING, range, failedOnly: false }, NEVER);
      expect(all.marks.filter(({ hasFailed }) => hasFailed)).toEqual(failed.marks);
    }),
    { numRuns: RUNS }
  );
}, 120_000);

it('a limit leaves the newest, and says that it left others out', async () => {
  const limits = fc.integer({ min: 1, max: 8 });
  const scopes = fc.constantFrom({}, { teams: ['Data'] }, { services: ['Shop', 'Index'] });
  await fc.assert(
    fc.asyncProperty(manyRecordsArbitrary, rangeArbitrary, limits, scopes, async (records, range, limit, filter) => {
      await load(database.client, records);
      for (const failedOnly of [true, false]) {
        const request = { ...EVERYTHING, scope: { ...EVERYTHING.scope, ...filter }, range, failedOnly };
        const all = await deploymentMarks(reader, request, NEVER);
        const cut = await deploymentMarks(reader, { ...request, limit }, NEVER);
        expect(cut).toEqual({ marks: all.marks.slice(0, limit), truncated: all.marks.length > limit });
      }
    }),
    { numRuns: RUNS }
  );
}, 120_000);
