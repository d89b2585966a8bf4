import fc from 'fast-check';
import type { ClientBase } from 'pg';

import { ROUTES } from '../../src/backend/plugin/resources/routes';
import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { ANNOTATION_KINDS } from '../../src/model/annotations-query';
import { DATA_QUALITY_CHECKS } from '../../src/model/data-quality-checks';
import { DORA_METRICS } from '../../src/model/dora-metrics';
import { COMPARISONS, SAMPLE_PARTS } from '../../src/model/dora-query';
import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO } from '../../src/model/error-budget-measures';
import { ERROR_BUDGET_SHAPES } from '../../src/model/error-budget-query';
import { GATE_SHAPES, GATE_VIEWS } from '../../src/model/gate-query';
import type { SreQueryInput } from '../../src/model/query';
import { GROUPINGS, SHAPES, TIERS } from '../../src/model/query-fields';
import { QUERY_TYPES } from '../../src/model/query-kinds';
import type { QueryType } from '../../src/model/query-kinds';
import { RECORD_SELECTIONS } from '../../src/model/records-query';
import { RELIABILITY_VIEWS } from '../../src/model/reliability-query';
import { STATUS_SHAPES, STATUS_VIEWS } from '../../src/model/status-query';
import { frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import {
  CHANGE_COUNT,
  SERVICE_COUNT,
  TEAMS,
  anyTables,
  loadTables,
  serviceName,
  tablesOfTeams,
} from '../support/any-teams';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend } from '../support/plugin';
import { call, sloContext, userWith } from '../support/slo-calls';
import type { SignIn } from '../support/slo-calls';

/**
 * For any records of any teams, a data source that is limited to teams answers every query and every
 * resource call as one that is not limited, and whose database holds these teams' rows alone.
 */

const RUNS = 4;
const HOUR_MS = 3600_000;
/** Whole seconds, so that JSON and PostgreSQL spell it alike. */
const NOW_MS = Math.floor(Date.now() / 1000) * 1000;
const RANGE = { fromMs: NOW_MS - 96 * HOUR_MS, toMs: NOW_MS - 2 * HOUR_MS };
/** Of clocks: an answer's own time, which two answers need not share. */
const CLOCK_MS = HOUR_MS / 2;

let whole: TestDatabase;
let left: TestDatabase;
let plugin: PluginProcess;
let signIns: { whole: SignIn; left: SignIn };

beforeAll(async () => {
  [whole, left, plugin] = await Promise.all([createTestDatabase(), createTestDatabase(), launchBackend()]);
  const roles = ['sre_metrics_reader', 'sre_metrics_slo_editor', 'sre_metrics_gate_editor'] as const;
  signIns = { whole: await userWith(whole, ...roles), left: await userWith(left, ...roles) };
});
afterAll(async () => {
  await plugin.stop();
  await Promise.all([whole.drop(), left.drop()]);
});

interface Filter {
  readonly services: string[];
  readonly teams: string[];
  readonly tiers: Array<(typeof TIERS)[number]>;
}

/** Every kind, with whatever it can show. One that is new has no entry, and fails to compile and to run. */
const KINDS: Readonly<Record<QueryType, () => SreQueryInput[]>> = {
  dora: () => [
    ...DORA_METRICS.flatMap((metric) =>
      SHAPES.flatMap((shape) =>
        GROUPINGS.map((groupBy) => {
          const compare = shape === 'series' ? COMPARISONS[0] : COMPARISONS[1];
          return { queryType: 'dora' as const, metric, shape, groupBy, compare };
        })
      )
    ),
    ...SAMPLE_PARTS.map((sample) => ({
      ...{ queryType: 'dora' as const, metric: 'changeFailureRate' as const },
      sample,
    })),
    ...SHAPES.map((shape) => ({ queryType: 'dora' as const, shape, retired: 'exclude' as const })),
  ],
  scorecard: () => GROUPINGS.map((groupBy) => ({ queryType: 'scorecard', groupBy })),
  errorBudget: () => [
    ...ERROR_BUDGET_SHAPES.map((shape) => ({ queryType: 'errorBudget' as const, shape })),
    ...ERROR_BUDGET_MEASURES.flatMap((measure) => {
      const { lookbacks } = ERROR_BUDGET_MEASURE_INFO[measure];
      const offered = lookbacks.length === 0 ? [undefined] : lookbacks;
      return offered.map((lookback) => ({ queryType: 'errorBudget' as const, measure, ...(lookback && { lookback }) }));
    }),
    ...ERROR_BUDGET_MEASURES.map((measure) => ({
      queryType: 'errorBudget' as const,
      measure,
      shape: 'series' as const,
    })),
    ...([undefined, 'pageQuick', '7d'] as const).map((lookback) => ({
      ...{ queryType: 'errorBudget' as const, details: true, measure: 'burnRate' as const },
      ...(lookback && { lookback }),
    })),
  ],
  reliability: () => RELIABILITY_VIEWS.map((view) => ({ queryType: 'reliability', view })),
  records: () =>
    DORA_METRICS.flatMap((metric) =>
      RECORD_SELECTIONS.map((select) => ({ queryType: 'records' as const, metric, select }))
    ),
  annotations: () => ANNOTATION_KINDS.map((kind) => ({ queryType: 'annotations', kind })),
  gate: () => GATE_VIEWS.flatMap((view) => GATE_SHAPES.map((shape) => ({ queryType: 'gate' as const, view, shape }))),
  status: () => [
    ...STATUS_VIEWS.flatMap((view) => STATUS_SHAPES.map((shape) => ({ queryType: 'status' as const, view, shape }))),
    ...DATA_QUALITY_CHECKS.map((check) => ({
      ...{ queryType: 'status' as const, view: 'findings' as const, shape: 'table' as const, check },
    })),
  ],
};

interface Call {
  readonly url: string;
  readonly body?: unknown;
}

const definition = { name: 'new', targetPercent: 99, windowDays: 7 };
const edit = { revision: '1', definition: { ...definition, service: serviceName(0) } };
const services = Array.from({ length: SERVICE_COUNT }, (_, index) => serviceName(index));
const slos = [1, 2, 3, 4, 5];
const changes = Array.from({ length: CHANGE_COUNT }, (_, index) => index + 1);
/** Names are in a path twice encoded. */
const inPath = (name: string) => encodeURIComponent(encodeURIComponent(name));

/**
 * Every resource by method and pattern; writes at what other teams own, and at nothing, since one that
 * succeeds would make the databases differ.
 */
const CALLS: Readonly<Record<string, (foreign: ReadonlySet<string>, { teams, tiers }: Filter) => readonly Call[]>> = {
  'GET services': (_, { teams, tiers }) => [
    { url: 'services' },
    { url: `services?${new URLSearchParams([...teams.map((t) => ['team', t]), ...tiers.map((t) => ['tier', t])])}` },
    { url: `services?${new URLSearchParams(TEAMS.map((team) => ['team', team]))}` },
  ],
  'GET teams': () => [{ url: 'teams' }],
  'GET schema': () => [{ url: 'schema' }],
  'GET connection-rights': () => [{ url: 'connection-rights' }],
  'GET slo-definitions': () => [{ url: 'slo-definitions' }],
  'POST slo-definitions': (foreign) =>
    [...foreign].map((service) => ({ url: 'slo-definitions', body: { ...definition, service } })),
  'PUT service-monitoring': (foreign) =>
    [...foreign].map((service) => ({ url: 'service-monitoring', body: { service, monitoredSince: null } })),
  'PUT slo-definitions/{id}': () => slos.map((id) => ({ url: `slo-definitions/${id}`, body: edit })),
  'GET slo-definitions/{id}/history': () => slos.map((id) => ({ url: `slo-definitions/${id}/history` })),
  'GET slos/{service...}': () => services.map((service) => ({ url: `slos/${inPath(service)}` })),
  'GET github-sync': () => [{ url: 'github-sync' }],
  'GET gate': () => services.map((service) => ({ url: `gate?service=${encodeURIComponent(service)}` })),
  'GET gate-decisions': () => [{ url: 'gate-decisions' }],
  'GET gate-blocked': () => [{ url: 'gate-blocked' }],
  'POST gate-release/{changeId}': (foreign) =>
    changes
      .filter((id) => foreign.has(`change ${id}`))
      .map((id) => ({ url: `gate-release/${id}`, body: { reason: 'Because' } })),
  'GET gate-overrides': () => [{ url: 'gate-overrides' }],
  'POST gate-overrides': (foreign) =>
    services
      .filter((service) => foreign.has(service))
      .map((service) => ({ url: 'gate-overrides', body: { service, reason: 'Because', hours: 1 } })),
  'POST gate-overrides/{id}/end': (foreign) =>
    [1, 2, 3, 4].filter((id) => foreign.has(`override ${id}`)).map((id) => ({ url: `gate-overrides/${id}/end` })),
  'GET cloudwatch-publishing': () => [{ url: 'cloudwatch-publishing' }],
  'POST cloudwatch-check': () => [{ url: 'cloudwatch-check' }],
};

it('knows every kind and every route, so that a new one is asked too', () => {
  expect(Object.keys(KINDS).toSorted()).toEqual([...QUERY_TYPES].toSorted());
  expect(Object.keys(CALLS).toSorted()).toEqual(ROUTES.map(({ method, pattern }) => `${method} ${pattern}`).toSorted());
});

/** What is not the database's: the statement as it is told, and times of the answer itself. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') {
    return Math.abs(value - Date.now()) < CLOCK_MS ? 'now' : value;
  }
  if (typeof value === 'string') {
    const isClock = /^\d{4}-\d\d-\d\dT/.test(value) && Math.abs(Date.parse(value) - Date.now()) < CLOCK_MS;
    return isClock ? 'now' : value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, one]) => (key === 'executedQueryString' ? [] : [[key, plain(one)]]))
      )
    : value;
}

async function answersOf(
  context: PluginContext,
  queries: readonly SreQueryInput[],
  calls: readonly (readonly [string, Call])[]
): Promise<Map<string, unknown>> {
  const dataQueries = queries.map((query, index) => dataQuery(String(index), query, RANGE));
  const answers = new Map<string, unknown>();
  const { responses } = await plugin.queryData(context, dataQueries);
  for (const [index, query] of queries.entries()) {
    const response = responses[String(index)];
    const { error = 'none', status = 0 } = response ?? {};
    answers.set(JSON.stringify(query), error === '' ? plain(frameOf(response)) : { error, status });
  }
  for (const [route, { url, body }] of calls) {
    const method = route.slice(0, route.indexOf(' '));
    answers.set(`${method} ${url} ${JSON.stringify(body)}`, plain(await call(plugin, context, url, method, body)));
  }
  return answers;
}

/** No filter, more often than one. */
const NONE = { weight: 3, arbitrary: fc.constant<never[]>([]) };

const filter: fc.Arbitrary<Filter> = fc.record({
  services: fc.oneof(NONE, fc.subarray(services, { maxLength: 3 })),
  teams: fc.oneof(NONE, fc.subarray([...TEAMS]), fc.subarray([...TEAMS, 'no such team'], { minLength: 1 })),
  tiers: fc.oneof(NONE, fc.subarray([...TIERS])),
});

const isList = ([route]: readonly [string, Call]) => route.startsWith('GET');

/** Marks bear the time of their writing, which is another in each database; one ahead is no age at all. */
async function markAtOneTime(client: ClientBase): Promise<void> {
  for (const marks of ['down_marks', 'gate_marks', 'cell_marks', 'incident_marks']) {
    await client.query(`update stackflow.${marks} set marked_at = '2100-01-01T00:00:00Z'`);
  }
}

/** Keys of what other teams own: a service's name, `change 1`, `override 1`. */
function foreignOf(all: ReturnType<typeof tablesOfTeams>, kept: ReturnType<typeof tablesOfTeams>): Set<string> {
  const missing = (table: string) =>
    (all[table] ?? []).filter(({ id }) => !(kept[table] ?? []).some((row) => row['id'] === id));
  return new Set([
    ...missing('services').map(({ name }) => String(name)),
    ...missing('change_records').map(({ id }) => `change ${String(id)}`),
    ...missing('gate_overrides').map(({ id }) => `override ${String(id)}`),
  ]);
}

it('answers as if no other team had ever kept a record', async () => {
  const seen = { answered: 0, refused: 0, limited: 0 };
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      anyTables(NOW_MS),
      fc.subarray([...TEAMS, 'Nobody'], { minLength: 1, maxLength: 2 }),
      filter,
      async (tables, teams, filters) => {
        const kept = tablesOfTeams(tables, teams);
        await Promise.all([loadTables(whole.client, tables), loadTables(left.client, kept)]);
        await Promise.all([whole, left].map(({ client }) => markAtOneTime(client)));
        const everything = QUERY_TYPES.flatMap((kind) => KINDS[kind]());
        const queries = [...everything, ...everything.map((query) => ({ ...query, ...filters }))];
        const foreign = foreignOf(tables, kept);
        const calls = Object.entries(CALLS).flatMap(([route, callsOf]) =>
          callsOf(foreign, filters).map((one) => [route, one] as const)
        );
        run += 1;
        // A data source that was saved with something else keeps nothing of the run before, such as how fresh its data was.
        const saved = { lastUpdatedMS: run * 60_000 };
        const anew = { maxConnections: 4 + run };
        const contexts = [
          // One for each limit: settings that come and go within a second are taken for late ones.
          sloContext(whole, signIns.whole, {
            ...saved,
            uid: `limited to ${teams.join()}`,
            jsonData: { ...anew, teams },
          }),
          // A limit leaves cells of all services together alone, and tells nothing of them.
          sloContext(left, signIns.left, { ...saved, uid: 'left', jsonData: { ...anew, storedCells: false } }),
          sloContext(whole, signIns.whole, { ...saved, uid: 'whole', jsonData: anew }),
        ] as const;
        const [limited, expected] = await Promise.all([
          answersOf(contexts[0], queries, calls),
          answersOf(contexts[1], queries, calls),
        ]);
        const unlimited = await answersOf(contexts[2], [], calls.filter(isList));
        for (const [key, answer] of limited) {
          const text = JSON.stringify(answer);
          // A fault would be the same on both sides.
          expect(text).not.toMatch(/"(status|code)":5\d\d/);
          expect({ [key]: answer }).toEqual({ [key]: expected.get(key) });
          seen[/"error":/.test(text) ? 'refused' : 'answered'] += 1;
          seen.limited += Number(unlimited.has(key) && JSON.stringify(unlimited.get(key)) !== text);
        }
      }
    ),
    { numRuns: RUNS, endOnFailure: true }
  );
  // Neither side is empty, and the limit leaves something out.
  expect(seen.answered).toBeGreaterThan(0);
  expect(seen.limited).toBeGreaterThan(0);
}, 300_000);
