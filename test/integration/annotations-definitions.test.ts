import type { Reader } from '../../src/backend/aurora/reader';
import { deploymentMarks } from '../../src/backend/metrics/annotations/deployments';
import type { DeploymentMarksRequest } from '../../src/backend/metrics/annotations/deployments';
import { incidentMarks } from '../../src/backend/metrics/annotations/incidents';
import type { IncidentMarksRequest } from '../../src/backend/metrics/annotations/incidents';
import type { MarksRequest } from '../../src/backend/metrics/annotations/request';
import { sloEditMarks } from '../../src/backend/metrics/annotations/slo-edits';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertSlos } from '../support/downtimes';
import { readerOn } from '../support/reader';
import { clearRecords, insertRecords } from '../support/records';

/** Which records become annotations, by example. */

const NEVER = new AbortController().signal;
const RANGE = { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) };

let database: TestDatabase;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  reader = readerOn(database.client);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await clearRecords(database.client);
  await insertRecords(database.client, {
    services: [{ name: 'Shop', team: 'Sales', tier: 'critical' }, { name: 'Search', team: 'Data' }, { name: 'Index' }],
  });
});

const request = (fields: Partial<MarksRequest>): MarksRequest => ({
  scope: { services: [], teams: [], tiers: [] },
  range: RANGE,
  limit: 100,
  ...fields,
});
const deployments = (fields: Partial<DeploymentMarksRequest> = {}) =>
  deploymentMarks(reader, { ...request(fields), failedOnly: fields.failedOnly ?? false }, NEVER);
const incidents = (fields: Partial<IncidentMarksRequest> = {}) =>
  incidentMarks(reader, { ...request(fields), priorities: fields.priorities ?? ['P1', 'P2'] }, NEVER);
const edits = (fields: Partial<MarksRequest> = {}, slos: readonly string[] = []) => ({ ...request(fields), slos });
const titles = ({ marks }: { readonly marks: readonly { readonly title: string }[] }) =>
  marks.map(({ title }) => title);

describe('deployments', () => {
  beforeEach(() =>
    insertRecords(database.client, {
      changes: [
        { key: 'before', service: 'Shop', implementationEndAt: '2026-04-30T23:59:59.999Z', outcome: 'failed' },
        { key: 'good', service: 'Shop', implementationEndAt: '2026-05-01T00:00:00Z' },
        { key: 'rolled back', service: 'Search', implementationEndAt: '2026-05-02T00:00:00Z', outcome: 'rolled_back' },
        { key: 'blamed', service: 'Shop', implementationEndAt: '2026-05-10T23:59:00Z' },
        { key: 'a day before the incident', service: 'Shop', implementationEndAt: '2026-05-10T23:00:00Z' },
        { key: 'after', service: 'Shop', implementationEndAt: '2026-05-11T00:00:00Z', outcome: 'failed' },
      ],
      incidents: [
        { key: 'down', createdAt: '2026-05-11T23:00:00Z', changes: ['blamed', 'a day before the incident', 'good'] },
      ],
    })
  );

  it('of the range, newest first, judged as the metrics judge them', async () => {
    const { marks } = await deployments();
    expect(marks.map(({ title, hasFailed, blamedBy }) => [title, hasFailed, blamedBy.length])).toEqual([
      ['blamed', true, 1],
      ['a day before the incident', false, 0],
      ['rolled back', true, 0],
      ['good', false, 0],
    ]);
  });

  it('failed ones only, and of a team only', async () => {
    expect(titles(await deployments({ failedOnly: true }))).toEqual(['blamed', 'rolled back']);
    const scope = { services: [], teams: ['Data'], tiers: [] };
    expect(titles(await deployments({ failedOnly: true, scope }))).toEqual(['rolled back']);
  });

  it('says when older ones were left out, and only then', async () => {
    const cut = await deployments({ limit: 3 });
    expect([titles(cut).at(-1), cut.truncated]).toEqual(['rolled back', true]);
    expect((await deployments({ limit: 4 })).truncated).toBe(false);
  });
});

describe('incidents', () => {
  beforeEach(() =>
    insertRecords(database.client, {
      changes: [{ key: 'change', service: 'Search', implementationEndAt: '2026-05-01T00:00:00Z' }],
      incidents: [
        { key: 'over before', createdAt: '2026-04-30T00:00:00Z', resolvedAt: '2026-05-01T00:00:00Z' },
        { key: 'into the range', createdAt: '2026-04-30T00:00:01Z', resolvedAt: '2026-05-01T00:00:00.001Z' },
        {
          key: 'all along',
          createdAt: '2026-03-01T00:00:00Z',
          resolvedAt: '2026-06-01T00:00:00Z',
          downServices: ['Shop'],
        },
        { key: 'open since long', createdAt: '2025-03-01T00:00:00Z', priority: 'P2', changes: ['change'] },
        { key: 'of a moment', createdAt: '2026-05-01T00:00:00Z', resolvedAt: '2026-05-01T00:00:00Z' },
        { key: 'backwards', createdAt: '2026-05-02T00:00:00Z', resolvedAt: '2026-05-01T12:00:00Z' },
        { key: 'out of the range', createdAt: '2026-05-10T23:59:59.999Z', resolvedAt: '2026-05-12T00:00:00Z' },
        { key: 'after', createdAt: '2026-05-11T00:00:00Z' },
        {
          key: 'minor',
          createdAt: '2026-05-03T00:00:00Z',
          resolvedAt: '2026-05-03T01:00:00Z',
          priority: 'P3',
          downServices: ['Shop', 'Search'],
        },
        { key: 'minor, open since long', createdAt: '2025-05-03T00:00:00Z', priority: 'P4' },
        {
          key: 'minor, over before',
          createdAt: '2025-05-03T00:00:00Z',
          resolvedAt: '2025-05-04T00:00:00Z',
          priority: 'P3',
        },
      ],
    })
  );

  it('that overlap the range, whenever they began', async () => {
    expect(titles(await incidents())).toEqual([
      'out of the range',
      'backwards',
      'of a moment',
      'into the range',
      'all along',
      'open since long',
    ]);
  });

  it.each([
    [['P1'], ['out of the range', 'backwards', 'of a moment', 'into the range', 'all along']],
    [['P2'], ['open since long']],
    [
      ['P3', 'P4'],
      ['minor', 'minor, open since long'],
    ],
    [
      ['P2', 'P3'],
      ['minor', 'open since long'],
    ],
  ] as const)('of priority %j', async (priorities, expected) => {
    expect(titles(await incidents({ priorities }))).toEqual(expected);
  });

  it('are open as long as their resolution lies in the future', async () => {
    await database.client.query(`update stackflow.incidents set resolved_at = '2090-01-01' where title = 'all along'`);
    const { marks } = await incidents();
    expect(marks.filter(({ resolvedMs }) => resolvedMs === null).map(({ title }) => title)).toEqual([
      'all along',
      'open since long',
    ]);
  });

  it('of the services they touched, once', async () => {
    const scope = { services: ['Shop', 'Search'], teams: [], tiers: [] };
    const { marks } = await incidents({ scope, priorities: ['P1', 'P2', 'P3'] });
    expect(marks.map(({ title, services }) => [title, services])).toEqual([
      ['minor', ['Search', 'Shop']],
      ['all along', ['Shop']],
      ['open since long', ['Search']],
    ]);
    expect(titles(await incidents({ scope: { ...scope, services: ['Index'] } }))).toEqual([]);
  });

  it('says when older ones were left out, and only then', async () => {
    expect(await incidents({ limit: 5 })).toMatchObject({ truncated: true });
    expect(await incidents({ limit: 6 })).toMatchObject({ truncated: false });
  });
});

describe('edits of SLOs', () => {
  it('of the range: who, when, before and after', async () => {
    await insertSlos(database.client, [
      { service: 'Shop', name: 'uptime' },
      { service: 'Search', name: 'uptime' },
    ]);
    await database.client.query(`truncate stackflow.slo_history`);
    const edit = async (
      service: string,
      at: string,
      by: string | null,
      before: object | null,
      after: object | null
    ) => {
      await database.client.query(
        `insert into stackflow.slo_history (slo_id, changed_at, changed_by, before, after)
         select o.id, $2, $3, $4, $5
         from stackflow.slos as o join stackflow.services as s on s.id = o.service_id where s.name = $1`,
        [service, at, by, JSON.stringify(before), JSON.stringify(after)]
      );
    };
    const definition = { service: 'Shop', name: 'uptime', target_percent: 99.9, window_days: 30, enabled: true };
    await edit('Shop', '2026-04-30T23:59:59.999Z', 'Ann', null, definition);
    await edit('Shop', '2026-05-01T00:00:00Z', 'Bob', definition, { ...definition, target_percent: 99.95 });
    await edit('Search', '2026-05-02T00:00:00Z', null, null, definition);
    await edit('Search', '2026-05-03T00:00:00Z', 'a script', { target_percent: 'much' }, ['odd']);
    await edit('Shop', '2026-05-11T00:00:00Z', 'Ann', definition, definition);
    const { marks } = await sloEditMarks(reader, edits({}), NEVER);
    expect(marks.map(({ service, changedBy, before, after }) => [service, changedBy, before, after])).toEqual([
      ['Search', 'a script', {}, {}],
      ['Search', null, null, expect.objectContaining({ target_percent: 99.9, enabled: true })],
      [
        'Shop',
        'Bob',
        expect.objectContaining({ target_percent: 99.9 }),
        expect.objectContaining({ target_percent: 99.95, window_days: 30, name: 'uptime' }),
      ],
    ]);
    const ofSales = await sloEditMarks(reader, edits({ scope: { services: [], teams: ['Sales'], tiers: [] } }), NEVER);
    expect(ofSales.marks).toHaveLength(1);
    expect(await sloEditMarks(reader, edits({ limit: 2 }), NEVER)).toMatchObject({ truncated: true });
    expect((await sloEditMarks(reader, edits({}, ['uptime']), NEVER)).marks).toHaveLength(3);
    expect((await sloEditMarks(reader, edits({}, ['latency']), NEVER)).marks).toEqual([]);
  });
});
