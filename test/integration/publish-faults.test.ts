import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { DAY_MS } from '../../src/backend/metrics/time-range';
import { publishingStatus } from '../../src/backend/metrics/status/publishing';
import { claimDue } from '../../src/backend/publish/claim';
import { findDue } from '../../src/backend/publish/due';
import { destinationKey } from '../../src/backend/publish/destination';
import { beginSending, nextWaiting, uncertainBatches, waitAgain } from '../../src/backend/publish/ledger/batches';
import { restrict } from '../../src/backend/publish/ledger/resend';
import type { PublishReport } from '../../src/backend/publish/publish-due';
import type { Fault } from '../support/cloudwatch/fault-proxy';
import { openPublishBench } from '../support/cloudwatch/publish-bench';
import type { PublishBench } from '../support/cloudwatch/publish-bench';
import { spawnSreMetrics } from '../support/command-line';
import { insertRecords } from '../support/records';
import { readerOn } from '../support/reader';
import { until, untilOrExit } from '../support/until';

/** Whatever goes wrong on the way, CloudWatch has each hour once. */

const NEVER = new AbortController().signal;
/** When the hour of the deployment below is due. */
const DUE = '2026-05-10T12:12:00Z';
const HOUR = '2026-05-10T11:00:00Z';
const FROM = new Date(HOUR);

let bench: PublishBench;

beforeAll(async () => {
  bench = await openPublishBench();
}, 120_000);
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.reset();
  await bench.setClock(DUE);
  await insertRecords(bench.database.client, {
    services: [{ name: 'Shop' }],
    changes: [{ key: 'a', service: 'Shop', implementationEndAt: '2026-05-10T11:20:00Z' }],
  });
});

/** What CloudWatch has counted of the one deployment and of all hours with none. */
async function counted() {
  const request = { metric: 'DeploymentFrequency', from: '2026-04-26T00:00:00Z', to: '2026-05-20T00:00:00Z' };
  const [sum, samples] = await Promise.all(
    ['Sum', 'SampleCount'].map((stat) => bench.read({ ...request, stat, periodSeconds: 60 * 86_400 }))
  );
  return { sum: sum?.[0]?.value ?? 0, samples: samples?.[0]?.value ?? 0 };
}

const ONCE = { sum: 1, samples: 1 };
/** Only the hour of the deployment, so that there is one request. */
const runHour = () => bench.run({ from: FROM });
const failed = (run: Promise<unknown>) =>
  run.then(
    () => null,
    (error: unknown) => error
  );
const keyOf = () => destinationKey(bench.destination());
/** The request that would be sent next. */
async function nextBatch() {
  const kinds = [{ kind: 'dora', namespace: bench.destination().namespace }] as const;
  const batch = await nextWaiting(bench.pool, keyOf(), { kinds, but: [], oldestMs: 0 });
  if (batch === null) {
    throw new Error('No request waits.');
  }
  return batch;
}
const statusOf = async (kind = 'dora') =>
  (await publishingStatus(readerOn(bench.database.client), Date.parse(DUE), NEVER)).find((row) => row.kind === kind);

describe('an answer that is an error', () => {
  it.each<[string, Fault[]]>([
    [
      'throttling',
      [
        { kind: 'answer', status: 400, type: 'Throttling' },
        { kind: 'answer', status: 400, type: 'ThrottlingException' },
        { kind: 'answer', status: 429, type: 'TooManyRequestsException' },
      ],
    ],
    [
      'trouble of AWS',
      [
        { kind: 'answer', status: 500, type: 'InternalServiceFault' },
        { kind: 'answer', status: 503, type: 'ServiceUnavailable' },
      ],
    ],
  ])('is tried again for %s', async (_what, faults) => {
    bench.proxy.next('PutMetricData', ...faults);
    expect(await runHour()).toMatchObject({ hours: 1, requests: 1, uncertain: 0 });
    expect(bench.events.filter(({ kind }) => kind === 'retry')).toHaveLength(faults.length);
    expect(await counted()).toEqual(ONCE);
  });

  it('names the missing permission, keeps what was to be sent, and sends it once it is allowed', async () => {
    bench.proxy.next('PutMetricData', { kind: 'answer', status: 403, type: 'AccessDenied' });
    expect(await failed(runHour())).toMatchObject({
      status: 403,
      message: expect.stringContaining('cloudwatch:PutMetricData for the namespace Test'),
      advice: expect.stringContaining('condition StringEquals cloudwatch:namespace'),
    });
    expect(await statusOf()).toMatchObject({
      lastPublishedHourMs: null,
      uncertainBatches: 0,
      lastError: expect.stringContaining('cloudwatch:PutMetricData'),
    });
    expect(await runHour()).toMatchObject({ hours: 1, requests: 1 });
    expect(await statusOf()).toMatchObject({ lastPublishedHourMs: Date.parse(HOUR), lastError: null });
    expect(await counted()).toEqual(ONCE);
  });
});

describe('a namespace that is refused', () => {
  beforeEach(async () => {
    await bench.rows(`insert into stackflow.slos (service_id, name, target_percent, window_days)
      select s.id, 'up', 99, 1 from stackflow.services as s`);
  });
  const REFUSAL: Fault = { kind: 'answer', status: 403, type: 'AccessDenied' };
  const runWith = (isPublishingSlos: boolean, from = FROM) =>
    bench.run({ destination: bench.destination({ isPublishingSlos }), from });
  const waiting = () => bench.rows(`select namespace from stackflow.cloudwatch_batches where state = 'waiting'`);

  it('keeps none of another waiting, in its run and in later ones', async () => {
    // First to be claimed, so that it waits in front.
    bench.proxy.next('PutMetricData', REFUSAL);
    const destination = bench.destination({ isPublishingSlos: true });
    const { hours } = await findDue(bench.pool, destination, { from: FROM });
    await claimDue(
      bench.pool,
      destination,
      hours.filter(({ kind }) => kind === 'slo')
    );
    expect(await failed(runWith(true))).toMatchObject({ status: 403, message: expect.stringContaining('Test/SLO') });
    expect((await counted()).samples).toBe(1);
    await bench.setClock('2026-05-10T13:10:00Z');
    bench.proxy.next('PutMetricData', REFUSAL);
    expect(await failed(runWith(true))).toMatchObject({ status: 403 });
    expect((await counted()).samples).toBe(2);
    // What is refused is claimed once it is allowed.
    expect(await waiting()).toEqual([{ namespace: 'Test/SLO' }]);
    expect(await runWith(true)).toMatchObject({ hours: 2, requests: 2 });
    expect(await waiting()).toEqual([]);
  });

  it('is left alone once nothing is published to it any more, and given up when it is too old', async () => {
    bench.proxy.next('PutMetricData', REFUSAL, REFUSAL);
    await failed(runWith(true));
    expect(await waiting()).toHaveLength(2);
    expect(await runWith(false)).toMatchObject({ requests: 1 });
    expect(await counted()).toEqual(ONCE);
    expect(await waiting()).toEqual([{ namespace: 'Test/SLO' }]);
    await bench.setClock('2026-05-26T12:12:00Z');
    await runWith(false, new Date('2026-05-26T11:00:00Z'));
    expect(await waiting()).toEqual([]);
    expect(await bench.rows(`select state from stackflow.cloudwatch_hours where kind = 'slo'`)).toEqual([
      { state: 'lost' },
    ]);
  });
});

describe('a request that CloudWatch does not take for what it holds', () => {
  it('keeps no other waiting, and is told', async () => {
    bench.proxy.next('PutMetricData', { kind: 'answer', status: 400, type: 'InvalidParameterValue' });
    await failed(runHour());
    await bench.setClock('2026-05-10T13:10:00Z');
    bench.proxy.next('PutMetricData', { kind: 'answer', status: 400, type: 'InvalidParameterValue' });
    expect(await failed(runHour())).toMatchObject({
      status: 502,
      message: expect.stringContaining('InvalidParameterValue'),
    });
    expect(await counted()).toEqual({ sum: 0, samples: 1 });
    expect(await runHour()).toMatchObject({ hours: 1, requests: 1 });
    expect(await counted()).toEqual({ sum: 1, samples: 2 });
  });
});

describe('a request whose answer was lost', () => {
  it('is never sent again where it had arrived', async () => {
    bench.proxy.next('PutMetricData', { kind: 'answerLost' });
    expect(await failed(runHour())).toMatchObject({ status: 504, message: expect.stringContaining('did not answer') });
    expect(await statusOf()).toMatchObject({ uncertainBatches: 1, lastPublishedHourMs: null });
    expect(await runHour()).toMatchObject({ hours: 1, requests: 0, uncertain: 0 });
    expect(bench.events).toContainEqual({ kind: 'readBack', outcome: 'arrived', datums: expect.any(Number) });
    expect(await statusOf()).toMatchObject({ uncertainBatches: 0, lastPublishedHourMs: Date.parse(HOUR) });
    expect(await counted()).toEqual(ONCE);
  });

  it('is sent again only once CloudWatch would surely show it', async () => {
    bench.proxy.next('PutMetricData', { kind: 'lost' });
    expect(await failed(runHour())).toMatchObject({ status: 504 });
    await bench.setClock('2026-05-10T12:41:59Z');
    expect(await runHour()).toMatchObject({ hours: 0, requests: 0, uncertain: 1 });
    expect(await counted()).toEqual({ sum: 0, samples: 0 });
    await bench.setClock('2026-05-10T12:42:00Z');
    expect(await runHour()).toMatchObject({ hours: 1, requests: 1, uncertain: 0 });
    expect(await counted()).toEqual(ONCE);
  });

  it('keeps no later hour waiting', async () => {
    bench.proxy.next('PutMetricData', { kind: 'lost' });
    await failed(runHour());
    await bench.setClock('2026-05-10T13:10:00Z');
    // Longer than half an hour: the lost hour is sent again, and the next one is due.
    expect(await runHour()).toMatchObject({ hours: 2, requests: 2 });
    expect(await counted()).toEqual({ sum: 1, samples: 2 });
  });

  it('is told where CloudWatch may not be asked, and what is new is published nonetheless', async () => {
    bench.proxy.next('PutMetricData', { kind: 'answerLost' });
    await failed(runHour());
    bench.proxy.next('GetMetricData', { kind: 'answer', status: 403, type: 'AccessDeniedException' });
    await bench.setClock('2026-05-10T13:10:00Z');
    expect(await failed(runHour())).toMatchObject({ status: 403, message: expect.stringContaining('GetMetricData') });
    expect(await counted()).toEqual({ sum: 1, samples: 2 });
    expect(await runHour()).toMatchObject({ hours: 1, requests: 0 });
    expect(await counted()).toEqual({ sum: 1, samples: 2 });
  });

  it.each(['InternalError', 'Forbidden', 'PartialData'])(
    'stays uncertain while CloudWatch answers %s',
    async (statusCode) => {
      bench.proxy.next('PutMetricData', { kind: 'answerLost' });
      await failed(runHour());
      await bench.setClock('2026-05-10T13:09:00Z');
      bench.proxy.next('GetMetricData', { kind: 'incomplete', statusCode });
      expect(await failed(runHour())).toMatchObject({ status: 502, message: expect.stringContaining('in full') });
      expect(await statusOf()).toMatchObject({ uncertainBatches: 1 });
      expect(await runHour()).toMatchObject({ hours: 1, requests: 0 });
      expect(await counted()).toEqual(ONCE);
    }
  );

  it('is asked after even where another cannot be read back', async () => {
    const lost: Fault = { kind: 'answerLost' };
    bench.proxy.next('PutMetricData', lost);
    await failed(runHour());
    await bench.setClock('2026-05-10T13:10:00Z');
    bench.proxy.next('PutMetricData', lost);
    bench.proxy.next('GetMetricData', { kind: 'incomplete', statusCode: 'InternalError' });
    await failed(runHour());
    bench.proxy.next('GetMetricData', { kind: 'answer', status: 500, type: 'InternalServiceFault' });
    expect(await failed(runHour())).toMatchObject({ status: 502 });
    expect(await statusOf()).toMatchObject({ uncertainBatches: 1, lastPublishedHourMs: Date.parse(HOUR) + 3600_000 });
    expect(await runHour()).toMatchObject({ hours: 1, requests: 0 });
    expect(await counted()).toEqual({ sum: 1, samples: 2 });
  });

  it('is given up unasked once CloudWatch takes none of it any more', async () => {
    bench.proxy.next('PutMetricData', { kind: 'lost' });
    await failed(runHour());
    await bench.setClock('2026-05-24T12:12:00Z');
    bench.proxy.requests.length = 0;
    expect(await bench.run({ from: new Date('2026-05-24T11:00:00Z') })).toMatchObject({ uncertain: 0 });
    expect(bench.proxy.requests.map(({ operation }) => operation)).not.toContain('GetMetricData');
    expect(await bench.rows(`select lost_reason from stackflow.cloudwatch_hours where hour = '${HOUR}'`)).toEqual([
      { lost_reason: expect.stringContaining('for certain') },
    ]);
  });

  it('is sent again point by point, each as soon as it would surely show', async () => {
    await insertRecords(bench.database.client, {
      changes: [{ key: 'b', service: 'Shop', implementationEndAt: '2026-05-09T11:20:00Z' }],
    });
    // The failure rate of the day before, and the frequency of this hour, in one request.
    const rate = {
      metric: 'ChangeFailureRate',
      stat: 'SampleCount',
      from: '2026-05-09T11:00:00Z',
      to: '2026-05-09T12:00:00Z',
    };
    const runBoth = () => bench.run({ from: new Date('2026-05-09T11:00:00Z') });
    const { hours } = await findDue(bench.pool, bench.destination(), {});
    const expected = [`changeFailureRate ${Date.parse('2026-05-09T11:00:00Z')}`, `dora ${Date.parse(HOUR)}`];
    await claimDue(
      bench.pool,
      bench.destination(),
      hours.filter(({ kind, hourMs }) => expected.includes(`${kind} ${hourMs}`))
    );
    bench.proxy.next('PutMetricData', { kind: 'lost' });
    await failed(runBoth());
    await bench.setClock('2026-05-10T12:42:00Z');
    expect(await runBoth()).toMatchObject({ uncertain: 1 });
    expect(await statusOf()).toMatchObject({ lastPublishedHourMs: Date.parse(HOUR), uncertainBatches: 0 });
    expect((await counted()).sum).toBe(2);
    expect(await bench.read(rate)).toEqual([]);
    await bench.setClock('2026-05-13T12:12:00Z');
    expect(await runBoth()).toMatchObject({ uncertain: 0 });
    expect(await bench.read(rate)).toEqual([{ at: '2026-05-09T11:00:00.000Z', value: 1 }]);
    expect((await counted()).sum).toBe(2);
  });

  it('is sent again in part where only part of it arrived', async () => {
    // Two requests in the place of one that arrives in part.
    bench.proxy.next('PutMetricData', { kind: 'answerLost' });
    await failed(runHour());
    await bench.rows(`update stackflow.cloudwatch_batches set datums = datums || jsonb_set(
      (select d from jsonb_array_elements(datums) as d where d ->> 'metric' = 'LeadTime' limit 1), '{metric}', '"Extra"')`);
    await bench.setClock('2026-05-10T12:42:00Z');
    expect(await runHour()).toMatchObject({ hours: 1, requests: 1, datums: 1 });
    expect(bench.events).toContainEqual({ kind: 'readBack', outcome: 'partly', datums: 1 });
    expect(await counted()).toEqual(ONCE);
  });
});

describe('a process that is killed between sending and marking', () => {
  it.each<[string, Fault, number]>([
    ['had arrived', { kind: 'answerHeld' }, 0],
    ['had not', { kind: 'held' }, 1],
  ])('leaves a request that %s, and each hour is there once', async (_what, fault, requests) => {
    bench.proxy.next('PutMetricData', fault);
    const child = spawnSreMetrics(['publish', '--from', HOUR], bench.env);
    const exit = once(child, 'exit');
    await untilOrExit(() => bench.proxy.requests.length > 0, child);
    child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
    await bench.setClock('2026-05-10T12:42:00Z');
    // The server needs a moment to notice that the leader is gone.
    let report: PublishReport | null = null;
    await until(async () => {
      report = await runHour();
      return report !== null;
    });
    expect(report).toMatchObject({ hours: 1, requests, uncertain: 0 });
    expect(await counted()).toEqual(ONCE);
  });

  it('near the edge of the two weeks costs at most the hour under way', async () => {
    bench.proxy.next('PutMetricData', { kind: 'held' });
    const child = spawnSreMetrics(['publish'], bench.env);
    const exit = once(child, 'exit');
    await untilOrExit(() => bench.proxy.requests.length > 0, child);
    child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
    const claimed = await bench.rows(`select distinct hour from stackflow.cloudwatch_hours where state = 'claimed'`);
    expect(claimed).toHaveLength(1);
    // By now the hour that was under way is too old.
    await bench.setClock('2026-05-10T13:12:00Z');
    let report: PublishReport | null = null;
    await until(async () => {
      report = await bench.run();
      return report !== null;
    });
    expect(report).toMatchObject({ uncertain: 0 });
    const lost = await bench.rows(`select distinct hour from stackflow.cloudwatch_hours where state = 'lost'`);
    expect(lost).toEqual(claimed);
    expect(await bench.rows(`select from stackflow.cloudwatch_hours where state = 'claimed'`)).toEqual([]);
  });
});

describe('an outage', () => {
  it('of a day is caught up, oldest first', async () => {
    await runHour();
    await bench.proxy.down();
    await bench.setClock('2026-05-11T12:12:00Z');
    // Whoever asks is not kept for the minute that a run is patient.
    const impatient = AbortSignal.timeout(300);
    expect(await bench.run({ from: FROM, signal: impatient })).toMatchObject({ isStopped: true, requests: 0 });
    await bench.proxy.up();
    bench.events.length = 0;
    // Every hour of the day, and the failure rate of the first.
    expect(await runHour()).toMatchObject({ hours: 25, uncertain: 0, isStopped: false });
    expect(await counted()).toEqual({ sum: 1, samples: 25 });
    expect(await statusOf()).toMatchObject({ lastPublishedHourMs: Date.parse('2026-05-11T11:00:00Z') });
    expect(await statusOf('changeFailureRate')).toMatchObject({
      lastPublishedHourMs: Date.parse('2026-05-10T11:00:00Z'),
    });
  });

  it('of more than two weeks loses what CloudWatch does not take any more, aloud', async () => {
    await runHour();
    await bench.setClock(new Date(Date.parse(DUE) + 14 * DAY_MS + 5 * 3600_000).toISOString());
    const report = await bench.run();
    // Now is 17:12; with the margin of an hour CloudWatch takes what began at 19:00 two weeks ago.
    expect(report).toMatchObject({ lostHours: 7 });
    expect(bench.events.find(({ kind }) => kind === 'lost')).toEqual({
      kind: 'lost',
      of: 'dora',
      hours: 7,
      firstMs: Date.parse('2026-05-10T12:00:00Z'),
      lastMs: Date.parse('2026-05-10T18:00:00Z'),
    });
    const [job] = await bench.rows('select last_error, last_failed_at is not null as failed from stackflow.job_status');
    expect(job).toEqual({
      last_error: expect.stringContaining('before they could be published: 7 hours'),
      failed: true,
    });
    expect(
      await bench.rows(
        `select distinct lost_reason is null as untold from stackflow.cloudwatch_hours where state = 'lost'`
      )
    ).toEqual([{ untold: false }]);
    // Told once.
    expect(await bench.run()).toMatchObject({ lostHours: 0 });
  });

  it('before a kind was switched on again loses none of it', async () => {
    await bench.rows(`insert into stackflow.slos (service_id, name, target_percent, window_days)
      select s.id, 'up', 99, 1 from stackflow.services as s`);
    const run = (isPublishingSlos: boolean) =>
      bench.run({ destination: bench.destination({ isPublishingSlos }), from: FROM });
    await run(true);
    await run(false);
    await bench.setClock('2026-05-20T12:12:00Z');
    await run(false);
    await bench.setClock('2026-06-01T12:12:00Z');
    expect(await run(true)).toMatchObject({ lostHours: 0 });
    expect(await run(true)).toMatchObject({ hours: 0, lostHours: 0 });
  });

  it('leaves no hour behind whose last requests were marked at the same moment', async () => {
    await runHour();
    await bench.rows(`update stackflow.cloudwatch_hours set state = 'claimed', published_at = null`);
    expect(await runHour()).toMatchObject({ hours: 1, requests: 0 });
    expect(await statusOf()).toMatchObject({ lastPublishedHourMs: Date.parse(HOUR) });
  });

  it('loses an hour once, over however many requests it is spread', async () => {
    bench.proxy.next('PutMetricData', { kind: 'answer', status: 403, type: 'AccessDenied' });
    await failed(runHour());
    await bench.rows(`insert into stackflow.cloudwatch_batches (destination, namespace, state, oldest_hour, datum_count, datums)
      select destination, namespace, state, oldest_hour, datum_count, datums from stackflow.cloudwatch_batches`);
    await bench.rows(`insert into stackflow.cloudwatch_batch_hours
      select (select max(id) from stackflow.cloudwatch_batches), destination, kind, hour from stackflow.cloudwatch_batch_hours`);
    // The hour of the deployment is too old, and none after it.
    await bench.setClock('2026-05-24T10:30:00Z');
    expect(await runHour()).toMatchObject({ lostHours: 1 });
  });

  it('in which a request became too old before it could be sent loses its hours', async () => {
    bench.proxy.next('PutMetricData', { kind: 'answer', status: 403, type: 'AccessDenied' });
    await failed(runHour());
    await bench.setClock(new Date(Date.parse(DUE) + 15 * DAY_MS).toISOString());
    // Now is 12:12; with the margin of an hour CloudWatch takes what began at 14:00 two weeks ago.
    expect(await bench.run({ from: new Date('2026-05-25T11:00:00Z') })).toMatchObject({ lostHours: 27 });
    expect(await bench.rows(`select state from stackflow.cloudwatch_batches where oldest_hour = '${HOUR}'`)).toEqual([
      { state: 'lost' },
    ]);
    expect(
      await bench.rows(`select state from stackflow.cloudwatch_hours where hour = '${HOUR}' and kind = 'dora'`)
    ).toEqual([{ state: 'lost' }]);
    expect((await counted()).sum).toBe(0);
  });
});

describe('two publishers at once', () => {
  it('do not go on both where one has lost its lock', async () => {
    await bench.proxy.down();
    const cut = () =>
      void bench.rows(`select pg_terminate_backend(l.pid) from pg_locks as l join pg_database as d on d.oid = l.database
        where l.locktype = 'advisory' and d.datname = current_database()`);
    const report = await bench.run({ from: FROM, onEvent: ({ kind }) => (kind === 'retry' ? cut() : undefined) });
    expect(report).toMatchObject({ isStopped: true, requests: 0 });
    await bench.proxy.up();
    expect(await runHour()).toMatchObject({ hours: 1, requests: 1 });
    expect(await counted()).toEqual(ONCE);
  });

  it('publish once', async () => {
    const reports = await Promise.all([bench.run(), bench.run(), bench.run()]);
    expect(reports.filter((report) => report !== null).length).toBeGreaterThanOrEqual(1);
    expect((await counted()).sum).toBe(1);
  });

  it('publish once even where one has lost its lock', async () => {
    const destination = bench.destination();
    const { hours } = await findDue(bench.pool, destination, {});
    const claims = await Promise.all([1, 2].map(() => claimDue(bench.pool, destination, hours)));
    expect(claims.map((claim) => claim.hours).toSorted((a, b) => a - b)).toEqual([0, hours.length]);
    const batch = await nextBatch();
    const begun = await Promise.all([1, 2].map(() => beginSending(bench.pool, batch)));
    expect(begun.filter((sending) => sending !== null)).toHaveLength(1);
  });

  it.each(['a reader back', 'a sender', 'one who gives up what is too old'])(
    'publish once where %s has lost its lock and comes late',
    async (late) => {
      bench.proxy.next('PutMetricData', { kind: 'lost' });
      await failed(runHour());
      const [found] = await uncertainBatches(bench.pool, keyOf());
      if (found === undefined) {
        throw new Error('No request is uncertain.');
      }
      // Meanwhile the other has found it missing, and sends it again.
      await bench.setClock('2026-05-10T14:00:00Z');
      const restriction = { destination: keyOf(), datums: found.datums, oldestMs: 0 };
      await restrict(bench.pool, { ...restriction, batch: found });
      await beginSending(bench.pool, await nextBatch());
      const doings: Record<string, () => Promise<unknown>> = {
        'a reader back': () => restrict(bench.pool, { ...restriction, batch: found }),
        'a sender': () => waitAgain(bench.pool, found, 'refused'),
        'one who gives up what is too old': () =>
          restrict(bench.pool, { ...restriction, batch: found, oldestMs: Date.parse('2026-06-01T00:00:00Z') }),
      };
      await doings[late]?.();
      expect(await bench.rows('select state, sending_since from stackflow.cloudwatch_batches')).toEqual([
        { state: 'sending', sending_since: new Date('2026-05-10T14:00:00Z') },
      ]);
      expect(await bench.rows(`select from stackflow.cloudwatch_hours where state = 'lost'`)).toEqual([]);
    }
  );
});

describe("a machine's clock that is wrong", () => {
  it.each([-26, 30])('by %d hours publishes the same hours', async (hours) => {
    const shift = `const Real = Date; globalThis.Date = class extends Real {
      constructor(...given) { given.length ? super(...given) : super(Real.now() + ${hours} * 3600000); }
      static now() { return Real.now() + ${hours} * 3600000; } };`;
    const child = spawnSreMetrics(['publish', '--from', HOUR], bench.env, [
      '--import',
      `data:text/javascript,${encodeURIComponent(shift)}`,
    ]);
    const [out, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining(': 1 hour, ') });
    expect(await bench.rows('select distinct hour from stackflow.cloudwatch_hours')).toEqual([{ hour: FROM }]);
    expect(await counted()).toEqual(ONCE);
  });
});
