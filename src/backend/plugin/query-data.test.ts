import type { Failure } from '../../model/failure';
import type { Reader } from '../aurora/reader';
import type { Statement } from '../aurora/statement';
import type { Hearing } from '../metrics/freshness/silence';
import { NEVER_HEARD } from '../metrics/freshness/source-freshness';
import { QueryDataRequest } from '../protocol/generated/pluginv2/backend';
import type { Instance } from './instances/instance';
import { queryData } from './query-data';
import type { QueryOutcome } from './query-data';

const NEVER = new AbortController().signal;
const NOW_MS = Date.UTC(2026, 4, 10, 12, 0, 0, 250);

const NOTHING_SET: Hearing = {
  freshness: { changes: NEVER_HEARD, incidents: NEVER_HEARD, sync: NEVER_HEARD, downtime: NEVER_HEARD },
  usualGaps: { changes: null, incidents: null, sync: null, downtime: null },
};

/** An instance whose reader notes what it is asked and finds nothing. */
function noting() {
  const statements: Statement[] = [];
  const reader: Reader = {
    run: (statement) => {
      statements.push(statement);
      return Promise.resolve([]);
    },
  };
  const schema = { ensureReadable: () => Promise.resolve() };
  const instance = {
    reader,
    rowLimit: 1000,
    usesCells: true,
    schema,
    settings: { teams: [] },
    freshness: { hear: () => Promise.resolve(NOTHING_SET), hearIfPossible: () => Promise.resolve(NOTHING_SET) },
  };
  // Only what answering a query touches.
  return { statements, open: () => instance as unknown as Instance };
}

/** A caller who reads everything. */
const UNRESTRICTED = {
  readerOf: (instance: Instance) => instance.reader,
  toCaller: (failure: Failure) => failure,
};

const query = (refId: string, json: object) => ({
  refId,
  timeRange: { fromEpochMS: BigInt(Date.UTC(2026, 4, 10)), toEpochMS: BigInt(Date.UTC(2026, 4, 11)) },
  json: Buffer.from(JSON.stringify(json)),
});

const VALUE = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value' };

it('takes one now, a whole second, for all queries of a range that ends in the future', async () => {
  const { statements, open } = noting();
  let nowMs = NOW_MS;
  const surroundings = {
    open,
    nowMs: () => (nowMs += 3),
    onOutcome: () => undefined,
    ...UNRESTRICTED,
  };
  const request = QueryDataRequest.fromPartial({ queries: [query('A', VALUE), query('B', VALUE)] });
  await queryData(request, surroundings, NEVER);
  await queryData(request, surroundings, NEVER);
  expect(statements).toHaveLength(4);
  expect(new Set(statements.map((statement) => JSON.stringify(statement))).size).toBe(1);
  expect(JSON.stringify(statements[0]?.values)).toContain('2026-05-10T12:00:00.000Z');
});

it('counts each query once, by what became of it', async () => {
  const outcomes: QueryOutcome[] = [];
  const surroundings = {
    open: noting().open,
    nowMs: () => NOW_MS,
    onOutcome: (outcome: QueryOutcome) => outcomes.push(outcome),
    ...UNRESTRICTED,
  };
  const request = QueryDataRequest.fromPartial({
    queries: [query('A', VALUE), query('B', { ...VALUE, metric: 'mood' })],
  });
  await queryData(request, surroundings, NEVER);
  const summaries = outcomes.map(({ refId, subject, failure }) => [refId, subject, failure?.status ?? 200]);
  expect(summaries.toSorted()).toEqual([
    ['A', 'deploymentFrequency', 200],
    ['B', 'invalid', 400],
  ]);
});

describe('numbers near their limits', () => {
  const answerOf = async (part: Partial<ReturnType<typeof query> & { intervalMS: bigint; maxDataPoints: bigint }>) => {
    const { statements, open } = noting();
    const surroundings = { ...UNRESTRICTED, open, nowMs: () => NOW_MS, onOutcome: () => undefined };
    const request = QueryDataRequest.fromPartial({
      queries: [{ ...query('A', { ...VALUE, shape: 'series' }), ...part }],
    });
    const { A } = await queryData(request, surroundings, NEVER);
    return { status: A?.status, error: A?.error, statements };
  };
  const LARGEST = 2n ** 63n - 1n;

  it.each([LARGEST, LARGEST - 1n, 2n ** 53n])(
    'refuses an interval of %d ms, and names the field',
    async (intervalMS) => {
      const { status, error, statements } = await answerOf({ intervalMS });
      expect({ status, error, statements }).toEqual({
        status: 400,
        error: expect.stringContaining('intervalMs'),
        statements: [],
      });
    }
  );

  it.each([0n, -1n, -LARGEST, 1n])('takes an interval of %d ms', async (intervalMS) => {
    expect(await answerOf({ intervalMS })).toMatchObject({ status: 200 });
  });

  it.each([0n, -1n, LARGEST, -LARGEST])(
    'takes %d as the most points, which it does not need',
    async (maxDataPoints) => {
      expect(await answerOf({ maxDataPoints })).toMatchObject({ status: 200 });
    }
  );

  it.each([
    [-LARGEST, LARGEST],
    [0n, LARGEST],
    [-LARGEST, 0n],
    [LARGEST, LARGEST],
  ])('refuses a time range from %d to %d', async (fromEpochMS, toEpochMS) => {
    const { status, error } = await answerOf({ timeRange: { fromEpochMS, toEpochMS } });
    expect({ status, error }).toEqual({ status: 400, error: expect.stringContaining('time range') });
  });
});
