import fc from 'fast-check';

import { ROUTES } from '../../src/backend/plugin/resources/routes';
import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { backendCommand } from '../../tooling/backend-command';
import { launchPlugin } from '../../tooling/plugin-process';
import type { PluginProcess } from '../../tooling/plugin-process';
import { anyQuery } from '../support/any-query';
import { attacked } from '../support/attacked';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertGatedShop } from '../support/gated-shop';
import { isLate } from '../support/late';
import { Neighbour } from '../support/neighbour';
import { readerContext } from '../support/plugin';
import { residentBytes } from '../support/resident-bytes';
import { sloContext, userWith } from '../support/slo-calls';

/** Whatever may stand in a query or a resource call, through the real handshake. */

const QUERIES = 8_000;
const CALLS = 2_000;
const AT_ONCE = 50;
const MAX_RESIDENT_BYTES = 768 * 1024 * 1024;
/** What a caller may be told; 500 would be a fault of ours. */
const STATUSES: ReadonlySet<number> = new Set([200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429]);

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;
let editorContext: PluginContext;
let neighbour: Neighbour;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchPlugin(backendCommand())]);
  context = await readerContext(database, {
    uid: 'attacked',
    user: { login: 'mallory', role: 'Viewer' },
    jsonData: { allowSloEdits: true, allowGateOverrides: true },
  });
  const signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor', 'sre_metrics_gate_editor');
  editorContext = sloContext(database, signIn);
  await insertGatedShop(database.client);
  neighbour = await Neighbour.of(plugin, database);
}, 60_000);

afterEach(async () => {
  expect(plugin.isRunning).toBe(true);
  expect(await residentBytes(plugin.processId)).toBeLessThan(MAX_RESIDENT_BYTES);
});

afterAll(async () => {
  await Promise.all([plugin.stop(), neighbour.leave()]);
  await database.drop();
});

const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const hostileText = fc.oneof(
  anyText,
  fc.constantFrom("'; drop table stackflow.services; --", '\u0000', '\ud800', '../..', '${jndi:x}', '%s%n', '__proto__')
);
const unfit = fc.oneof(
  hostileText,
  fc.jsonValue(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.array(hostileText, { maxLength: 50 }),
  fc.constant(null)
);
const json = fc.oneof(
  { weight: 8, arbitrary: anyQuery(unfit).map((query) => Buffer.from(JSON.stringify(query))) },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) }
);
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), -1n, 0n, 1n, 2n ** 53n, 2n ** 63n - 1n),
  fc.bigInt({ min: 0n, max: 1_800_000_000_000n })
);
const timeRange = fc.oneof(
  fc.constant({ fromEpochMS: 1_770_000_000_000n, toEpochMS: 1_777_000_000_000n }),
  fc.record({ fromEpochMS: int64, toEpochMS: int64 })
);
const oneQuery = fc.record({ queryType: hostileText, maxDataPoints: int64, intervalMS: int64, timeRange, json });

it('answers every query, or says what is wrong with it', async () => {
  const statuses = new Set<number>();
  await neighbour.during(() =>
    attacked(
      fc.asyncProperty(fc.array(oneQuery, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (parts) => {
        const queries = parts.map((part, number) => ({ refId: `Q${number}`, ...part }));
        const begin = performance.now();
        const { responses } = await plugin.queryData(context, queries);
        const tookMs = performance.now() - begin;
        expect(Object.keys(responses)).toHaveLength(AT_ONCE);
        Object.values(responses).forEach(({ status }) => statuses.add(status));
        const wrong = Object.entries(responses).filter(
          ([, { status }]) => !STATUSES.has(status) && !isLate(status, tookMs)
        );
        expect(
          wrong.map(([refId, { status, error }]) => {
            const query = queries.find((one) => one.refId === refId);
            return { status, error, json: query?.json.toString(), range: String(query?.timeRange.fromEpochMS) };
          })
        ).toEqual([]);
      }),
      // Fifty queries shrink slowly.
      { numRuns: QUERIES / AT_ONCE, endOnFailure: true }
    )
  );
  // Some of it passes for a query.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
});

/** The words of the routes, and what may stand where a route takes anything. */
const WORDS = [...new Set(ROUTES.flatMap(({ pattern }) => pattern.split('/')).filter((word) => !word.startsWith('{')))];
const parameter = fc.constantFrom('1', '2', 'Shop', 'Search');
const segment = fc.oneof(
  fc.constantFrom(...WORDS),
  parameter,
  hostileText,
  anyText.map(encodeURIComponent),
  fc.constantFrom('%', '%2', '%ff', '..', '', '9223372036854775808', '-1')
);
const METHODS = [...new Set(ROUTES.map(({ method }) => method))];
/** Half of all calls reach a route; of what they bring, the path's parameters may be anything. */
const routed = fc.constantFrom(...ROUTES).chain(({ method, pattern }) =>
  fc.record({
    method: fc.constant<string>(method),
    path: fc
      .tuple(
        ...pattern.split('/').map((word) => (word.startsWith('{') ? fc.oneof(parameter, segment) : fc.constant(word)))
      )
      .map((segments) => segments.join('/')),
  })
);
const unrouted = fc.record({
  method: fc.constantFrom(...METHODS, 'DELETE', 'PATCH', 'TRACE', ''),
  path: fc.array(segment, { maxLength: 6 }).map((segments) => segments.join('/')),
});
/** What the routes read of a body, with one thing or another in its place. */
const DEFINITION = {
  service: fc.oneof(fc.constant('Shop'), unfit),
  name: fc.oneof(fc.constant('uptime'), unfit),
  targetPercent: fc.oneof(fc.constant(99.9), unfit),
  windowDays: fc.oneof(fc.constant(30), unfit),
};
const body = fc.oneof(
  fc.constant(''),
  fc.json(),
  hostileText,
  fc.record(DEFINITION, { requiredKeys: [] }).map((one) => JSON.stringify(one)),
  fc
    .record({ revision: unfit, definition: fc.record(DEFINITION, { requiredKeys: [] }) })
    .map((one) => JSON.stringify(one)),
  fc
    .record(
      {
        service: DEFINITION.service,
        reason: fc.oneof(fc.constant('It burns.'), unfit),
        hours: fc.oneof(fc.constant(1), unfit),
      },
      { requiredKeys: ['reason'] }
    )
    .map((one) => JSON.stringify(one))
);
const search = fc.oneof(
  fc.constant(''),
  fc.constantFrom('?service=Shop', '?change=1', '?team=Sales'),
  anyText.map((text) => `?${text}`),
  fc.webQueryParameters().map((text) => `?${text}`)
);
const oneCall = fc
  .record({ called: fc.oneof(routed, unrouted), search, body, asEditor: fc.boolean() })
  .map(({ called, ...more }) => ({ ...called, ...more }));

it('answers every resource call, or says what is wrong with it', async () => {
  const statuses = { asEditor: new Set<number>(), asViewer: new Set<number>() };
  await neighbour.during(() =>
    attacked(
      fc.asyncProperty(fc.array(oneCall, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (calls) => {
        const answers = await Promise.all(
          calls.map(async ({ asEditor, body: sent, ...call }) => {
            const begin = performance.now();
            const caller = asEditor ? editorContext : context;
            const url = `${call.path}${call.search}`;
            const { code, body: answer } = await plugin.callResource(caller, url, call.method, sent);
            statuses[asEditor ? 'asEditor' : 'asViewer'].add(code);
            const late = isLate(code, performance.now() - begin);
            return { ...call, code, late, sent, answer: Buffer.from(answer).toString() };
          })
        );
        expect(answers.filter(({ code, late }) => !STATUSES.has(code) && !late)).toEqual([]);
      }),
      { numRuns: CALLS / AT_ONCE, endOnFailure: true }
    )
  );
  // Both reach what answers, and what reads a body; a Viewer's writes stop before.
  expect([...statuses.asEditor]).toEqual(expect.arrayContaining([200, 400]));
  expect([...statuses.asViewer]).toEqual(expect.arrayContaining([200, 400, 403]));
});
