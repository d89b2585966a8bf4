import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { ANNOTATION_KINDS } from '../../src/model/annotations-query';
import type { AnnotationsQueryInput } from '../../src/model/annotations-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertSlos } from '../support/downtimes';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';
import { until } from '../support/until';

/** Annotation queries as Grafana asks them. */

const RANGE = { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales' },
      { name: 'Search', team: 'Data' },
    ],
    changes: [
      { key: 'good', service: 'Search', implementationEndAt: '2026-05-02T12:00:00Z' },
      { key: '<b>bad</b>', service: 'Shop', implementationEndAt: '2026-05-03T12:00:00Z', outcome: 'failed' },
    ],
    incidents: [
      { key: 'long', createdAt: '2026-04-01T00:00:00Z', resolvedAt: '2026-05-02T00:00:00Z', downServices: ['Shop'] },
      { key: 'open', createdAt: '2026-05-05T00:00:00Z', priority: 'P2' },
      { key: 'minor', createdAt: '2026-05-06T00:00:00Z', priority: 'P3' },
    ],
  });
  await insertSlos(database.client, [{ service: 'Shop', name: 'uptime' }]);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: Partial<AnnotationsQueryInput>, range = RANGE, headers?: Record<string, string>) => {
  const saved: AnnotationsQueryInput = { queryType: 'annotations', ...query };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, range)], headers);
  return responses['A'];
};

it('failed deployments are what is marked where nothing else is asked', async () => {
  const frame = frameOf(await ask({}));
  expect(frame.fields.map(({ name, values }) => [name, values])).toEqual([
    ['time', [Date.parse('2026-05-03T12:00:00Z')]],
    ['timeEnd', [null]],
    ['title', ['Failed deployment of Shop']],
    ['text', ['&lt;b&gt;bad&lt;/b&gt;<br />outcome failed']],
    ['tags', ['failed deployment,Shop,Sales']],
    ['id', [0]],
  ]);
  expect(frame.meta).toMatchObject({ executedQueryString: expect.stringContaining('stackflow.change_records') });
});

it('all deployments, newest first, and of a team', async () => {
  expect(column(frameOf(await ask({ kind: 'deployments' })), 'title')).toEqual([
    'Failed deployment of Shop',
    'Deployment of Search',
  ]);
  const ofData = frameOf(await ask({ kind: 'deployments', teams: ['Data'] }));
  expect(column(ofData, 'title')).toEqual(['Deployment of Search']);
});

it('incidents are regions: of P1 and P2 unless told otherwise, open ones to the end of the range', async () => {
  const frame = frameOf(await ask({ kind: 'incidents' }));
  expect({
    time: column(frame, 'time'),
    timeEnd: column(frame, 'timeEnd'),
    tags: column(frame, 'tags'),
  }).toEqual({
    time: [Date.parse('2026-05-05T00:00:00Z'), Date.parse('2026-04-01T00:00:00Z')],
    timeEnd: [RANGE.toMs, Date.parse('2026-05-02T00:00:00Z')],
    tags: ['incident,P2', 'incident,P1,Shop'],
  });
  const minor = frameOf(await ask({ kind: 'incidents', priorities: ['P3'] }));
  expect(column(minor, 'text')).toEqual(['minor<br />no service known']);
});

it('edits of SLOs tell who made what of what', async () => {
  await database.client.query(`update stackflow.slos set target_percent = 99.5, updated_by = 'Ann'`);
  const range = { fromMs: Date.now() - 3600_000, toMs: Date.now() + 3600_000 };
  const texts = async () => column(frameOf(await ask({ kind: 'sloEdits' }, range)), 'text');
  // The answer ends at the backend's now, which is rounded down to a second; so an edit is not in it at once.
  const ofAnn = async () => (await texts()).filter((text) => String(text).endsWith('by Ann'));
  await until(async () => (await ofAnn()).length > 0);
  expect(await ofAnn()).toEqual(['target 99.9 % → 99.5 %<br />by Ann']);
});

it('is cut at its limit, and says so', async () => {
  const frame = frameOf(await ask({ kind: 'deployments', limit: 1 }));
  expect(column(frame, 'title')).toEqual(['Failed deployment of Shop']);
  expect(frame.meta).toMatchObject({ notices: [{ severity: 'warning' }] });
});

it('nothing to mark: no rows, all columns', async () => {
  const frame = frameOf(await ask({ kind: 'incidents' }, { fromMs: Date.UTC(2020, 0), toMs: Date.UTC(2020, 1) }));
  expect([frame.numRows, frame.fields.length]).toEqual([0, 6]);
});

it.each(ANNOTATION_KINDS)('refuses %s to an alert rule', async (kind) => {
  expect(await ask({ kind }, RANGE, { FromAlert: 'true' })).toMatchObject({
    status: 400,
    error: expect.stringContaining('An alert rule cannot use annotations'),
  });
});

it('refuses a name that no service bears', async () => {
  expect(await ask({ services: ['Shp'] })).toMatchObject({ status: 400, error: expect.stringContaining('"Shp"') });
});
