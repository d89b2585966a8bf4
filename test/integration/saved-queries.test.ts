import fc from 'fast-check';

import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../../src/model/query';
import { QUERY_TYPES, newQuery } from '../../src/model/query-kinds';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { anyQuery } from '../support/any-query';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Queries as dashboards and alert rules hold them, asked of a real plugin with a real PostgreSQL. */

const RANGE = { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) };
const SERVICES = ['Shop', 'Search', 'Lone', 'Old'];
const TEAMS = ['Sales', 'Data'];
const FROM_ALERT = { FromAlert: 'true' };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Search', team: 'Data' },
      { name: 'Lone', team: null },
      { name: 'Old', team: 'Data', retiredAt: '2026-01-01T00:00:00Z' },
    ],
    changes: [
      { key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z' },
      { key: 'b', service: 'Lone', implementationEndAt: '2026-05-03T12:00:00Z', outcome: 'failed' },
    ],
    incidents: [
      {
        key: 'of Shop',
        createdAt: '2026-05-04T00:00:00Z',
        resolvedAt: '2026-05-04T01:00:00Z',
        downServices: ['Shop'],
      },
      // No change is linked to it, and it took nothing down.
      { key: 'of nothing', createdAt: '2026-05-05T00:00:00Z', resolvedAt: '2026-05-05T03:00:00Z' },
    ],
  });
  await database.client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days)
     select id, 'uptime', 99.9, 30 from stackflow.services where name = 'Shop'`
  );
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: object, headers?: Record<string, string>) => {
  const { queryType } = query as { readonly queryType?: unknown };
  // Beside the JSON Grafana sends a type that is text, or none.
  const sent = {
    ...dataQuery('A', query as SreQueryInput, RANGE),
    queryType: typeof queryType === 'string' ? queryType : '',
  };
  const { responses } = await plugin.queryData(context, [sent], headers);
  return responses['A'];
};

describe('a filter that names everything there is filters nothing', () => {
  type Filters = Partial<Record<'services' | 'teams' | 'tiers', readonly string[]>>;

  const EVERYTHING: ReadonlyArray<readonly [string, Filters]> = [
    ['no filter', {}],
    ['both tiers', { tiers: ['critical', 'standard'] }],
    ['every service', { services: SERVICES }],
    ['every team', { teams: TEAMS }],
    ['all of them at once', { services: SERVICES, teams: TEAMS, tiers: ['standard', 'critical'] }],
  ];

  test.each(EVERYTHING)('%s: an incident of no service counts, in MTTR and its records', async (_case, filters) => {
    const mttr = frameOf(await ask({ queryType: 'dora', metric: 'mttr', shape: 'value', ...filters }));
    expect(mttr.fields.map(({ values }) => values)).toEqual([[7200]]);
    const records = frameOf(await ask({ queryType: 'records', metric: 'mttr', ...filters }));
    expect(column(records, 'Incident')).toEqual(['of nothing', 'of Shop']);
  });

  test.each(EVERYTHING)('%s: in data quality and on graphs too', async (_case, filters) => {
    const check = { view: 'findings', check: 'incidentsWithoutService', shape: 'table' };
    const findings = frameOf(await ask({ queryType: 'status', ...check, ...filters }));
    expect(findings.numRows).toBe(1);
    const marks = frameOf(await ask({ queryType: 'annotations', kind: 'incidents', ...filters }));
    expect(marks.numRows).toBe(2);
  });

  test.each(EVERYTHING)('%s: services without a team count', async (_case, filters) => {
    const rate = { queryType: 'dora', metric: 'changeFailureRate', shape: 'value', ...filters };
    expect(frameOf(await ask(rate)).fields.map(({ values }) => values)).toEqual([[50]]);
  });

  test.each<[string, Filters, number]>([
    ['one tier', { tiers: ['critical'] }, 3600],
    ['every service but a retired one', { services: ['Shop', 'Search', 'Lone'] }, 3600],
    ['one of two teams', { teams: ['Sales'] }, 3600],
    ['every service, of one tier', { services: SERVICES, tiers: ['critical'] }, 3600],
  ])('%s is a filter', async (_case, filters, seconds) => {
    const mttr = frameOf(await ask({ queryType: 'dora', metric: 'mttr', shape: 'value', ...filters }));
    expect(mttr.fields.map(({ values }) => values)).toEqual([[seconds]]);
  });
});

describe('a query with missing fields', () => {
  test.each(QUERY_TYPES)('of kind %s is answered as the one that the editor starts with', async (queryType) => {
    // In one request, which has one "now": statements print it.
    const saved = [{ queryType }, newQuery(queryType)].map((query, index) =>
      dataQuery(String(index), query as SreQueryInput, RANGE)
    );
    const { responses } = await plugin.queryData(context, saved);
    const [bare, complete] = Object.values(responses).map((response) => ({ ...frameOf(response), refId: '' }));
    expect(bare).toEqual(complete);
    expect(bare?.fields).not.toEqual([]);
  });

  test.each(['dora', 'errorBudget', 'reliability', 'gate', 'status'] as const)(
    'of kind %s is numbers in an alert rule',
    async (queryType) => {
      const bare = await ask({ queryType }, FROM_ALERT);
      expect(bare).toMatchObject({ status: 200, error: '' });
      expect(frameOf(bare).meta).toMatchObject({ type: 'numeric-wide' });
    }
  );

  test('even without a kind, as Grafana previews a new rule', async () => {
    const { responses } = await plugin.queryData(
      context,
      [{ ...dataQuery('A', {} as SreQueryInput, RANGE), queryType: '' }],
      FROM_ALERT
    );
    expect(frameOf(responses['A'])).toMatchObject({ meta: { type: 'numeric-wide' }, fields: [{ values: [0.1] }] });
  });

  test.each(['scorecard', 'records', 'annotations'] as const)(
    'of kind %s, which has no numbers, tells an alert rule what to choose',
    async (queryType) => {
      expect(await ask({ queryType }, FROM_ALERT)).toMatchObject({
        status: 400,
        errorSource: 'downstream',
        error: expect.stringMatching(/alert rule cannot use .* (Choose|Ask)/) as string,
      });
    }
  );
});

test('whatever is saved is answered, or refused in words; it is never a fault of the plugin', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(anyQuery(), anyQuery(fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 1 })))),
      fc.boolean(),
      async (saved, alerting) => {
        const answer = await ask(saved, alerting ? FROM_ALERT : {});
        const { status, error, frames, errorSource } = answer ?? {};
        if (status === 200) {
          // A difference has its parts, and the records that moved it.
          const isDifference = (saved['queryType'] ?? 'dora') === 'dora' && saved['view'] === 'difference';
          const expected = isDifference ? 2 : 1;
          expect({ error, frames: frames?.length }).toEqual({ error: '', frames: expected });
        } else {
          expect({ status, errorSource, error }).toEqual({
            status: 400,
            errorSource: 'downstream',
            // A field by its name, or what an alert rule cannot use.
            error: expect.stringMatching(/^[a-zA-Z]+(\.\d+)*(: | must | is not )|^An alert rule cannot/) as string,
          });
        }
      }
    ),
    { numRuns: 150, examples: [[{ queryType: { toString: false } }, false]] }
  );
}, 60_000);
