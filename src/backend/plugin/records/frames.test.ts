import type { DoraMetric } from '../../../model/dora-metrics';
import type { Column, Frame } from '../../frames/frame';
import type { ChangeItem } from '../../metrics/records/changes';
import type { IncidentItem } from '../../metrics/records/incidents';
import type { RecordList } from '../../metrics/records/page';
import type { RecoveryItem } from '../../metrics/records/recoveries';
import { changesFrame, incidentsFrame, recoveriesFrame } from './frames';
import { linkReason, verdictReason, whyNotCounted } from './record-text';

const SQL_TEXT = 'select 1';

const valuesOf = (column: Column | undefined) =>
  column !== undefined && 'valuesMs' in column ? column.valuesMs : column?.values;
const columnOf = (frame: Frame, name: string) => frame.columns.find((column) => column.name === name);
const cells = (frame: Frame, name: string) => valuesOf(columnOf(frame, name));
const names = (frame: Frame) => frame.columns.map(({ name }) => name);
const contextOf = (metric: DoraMetric) => ({
  query: { metric, select: 'all' as const },
  executedQueryString: SQL_TEXT,
});

function listOf<Item>(items: readonly Item[], selected = items.length): RecordList<Item> {
  return { items, selected, sample: { n: 2, total: 9, excluded: 3, open: 4 } };
}

const change = (fields: Partial<ChangeItem> = {}): ChangeItem => ({
  title: 'Release 7',
  type: 'deployment',
  service: 'Shop',
  team: null,
  createdMs: 1000,
  deployedMs: 2000,
  closedMs: 3000,
  outcome: 'successful',
  blamedBy: [],
  standing: 'counted',
  seconds: null,
  url: 'https://git.example/7',
  externalId: 'shop#7',
  ...fields,
});
const incident = (fields: Partial<IncidentItem> = {}): IncidentItem => ({
  title: 'Checkout down',
  priority: 'P1',
  createdMs: 1000,
  resolvedMs: 61_000,
  services: ['Search', 'Shop'],
  links: [],
  affectedUsers: null,
  standing: 'counted',
  seconds: 60,
  url: 'https://i.example/1',
  externalId: 'INC-1',
  ...fields,
});
const recovery: RecoveryItem = {
  deployment: 'Release 7',
  deployedMs: 1000,
  service: 'Shop',
  team: 'Sales',
  deploymentUrl: 'https://git.example/7',
  incident: 'Checkout down',
  priority: 'P2',
  createdMs: 2000,
  resolvedMs: null,
  incidentUrl: null,
  linkedBy: 'Ann',
  linkedMs: 2500,
  standing: 'open',
  seconds: null,
};

describe('columns', () => {
  const start = ['Deployed', 'Deployment', 'Service', 'Team', 'Verdict', 'Reason'];
  it.each([
    ['deploymentFrequency', [...start, 'Counted', 'Why not', 'External id', 'Link', 'Incident link']],
    ['changeFailureRate', [...start, 'Counted', 'Why not', 'External id', 'Link', 'Incident link']],
    ['leadTime', [...start, 'Created', 'Closed', 'Lead time', 'Counted', 'Why not', 'External id', 'Link']],
    ['reworkRate', ['Deployed', 'Change', 'Type', 'Service', 'Team', 'Counted', 'Why not', 'External id', 'Link']],
  ] as const)('of %s', (metric, expected) => {
    expect(names(changesFrame(listOf([change()]), contextOf(metric)))).toEqual(expected);
  });

  it('are there without a record too, of their types', () => {
    const frame = incidentsFrame(listOf<IncidentItem>([]), contextOf('mttr'));
    expect(frame.columns.map(({ type, ...column }) => [column.name, type])).toContainEqual(['Created', 'optionalTime']);
    expect(frame.columns.every((column) => valuesOf(column)?.length === 0)).toBe(true);
  });
});

it.each([
  ['changeFailureRate', 'counted', 'failed'],
  ['changeFailureRate', 'notCounted', 'successful'],
  ['deploymentFrequency', 'counted', 'successful'],
  ['deploymentFrequency', 'notCounted', 'failed'],
  ['leadTime', 'counted', 'successful'],
  ['leadTime', 'missing', 'successful'],
] as const)('for %s a deployment that is %s was %s', (metric, standing, verdict) => {
  const frame = changesFrame(listOf([change({ standing })]), contextOf(metric));
  expect(cells(frame, 'Verdict')).toEqual([verdict]);
  expect(cells(frame, 'Counted')).toEqual([standing === 'counted' ? 'yes' : 'no']);
});

it('a deployment links to itself and to the first incident that has a URL', () => {
  const blamedBy = [
    { title: 'a', priority: 'P1' as const, url: null, secondsAfter: 0 },
    { title: 'b', priority: 'P2' as const, url: 'https://i.example/b', secondsAfter: 60 },
  ];
  const frame = changesFrame(listOf([change({ blamedBy })]), contextOf('changeFailureRate'));
  expect(cells(frame, 'Link')).toEqual(['https://git.example/7']);
  expect(cells(frame, 'Incident link')).toEqual(['https://i.example/b']);
  expect(columnOf(frame, 'Link')?.config?.links).toMatchObject([{ url: '${__value.raw:raw}', targetBlank: true }]);
  expect(columnOf(frame, 'Deployment')?.config?.links).toMatchObject([{ url: '${__data.fields["Link"]:raw}' }]);
});

it('titles are no links where a row has no URL to open', () => {
  const frame = changesFrame(listOf([change(), change({ url: null })]), contextOf('changeFailureRate'));
  expect(columnOf(frame, 'Deployment')?.config?.links).toBeUndefined();
  expect(columnOf(frame, 'Link')?.config?.links).toHaveLength(1);
});

it.each(['javascript:alert(1)', ' data:text/html,x', 'see the wiki'])('%s becomes no link', (hostile) => {
  const blamedBy = [{ title: 'a', priority: 'P1' as const, url: hostile, secondsAfter: 0 }];
  const frame = changesFrame(listOf([change({ url: hostile, blamedBy })]), contextOf('changeFailureRate'));
  expect([cells(frame, 'Link'), cells(frame, 'Incident link')]).toEqual([[null], [null]]);
  expect(columnOf(frame, 'Deployment')?.config?.links).toBeUndefined();
});

it('an incident shows its services, its change and why they are linked', () => {
  const links = [
    { title: 'Release 7', url: null, linkedBy: 'rule: same service', linkedMs: 5000 },
    { title: 'Release 8', url: 'https://git.example/8', linkedBy: null, linkedMs: 6000 },
  ];
  const frame = incidentsFrame(listOf([incident({ links, affectedUsers: 12 }), incident()]), contextOf('mttr'));
  expect({
    services: cells(frame, 'Services'),
    change: cells(frame, 'Linked change'),
    reason: cells(frame, 'Link reason'),
    linked: cells(frame, 'Linked'),
    changeLink: cells(frame, 'Change link'),
    users: cells(frame, 'Users affected'),
    seconds: cells(frame, 'Time to restore'),
  }).toEqual({
    services: ['Search, Shop', 'Search, Shop'],
    change: ['Release 7; Release 8', null],
    reason: ['linked by rule: same service; linked, nobody said by whom', 'unlinked'],
    linked: [5000, null],
    changeLink: ['https://git.example/8', null],
    users: [12, null],
    seconds: [60, 60],
  });
});

it('a recovery shows both sides', () => {
  const frame = recoveriesFrame(listOf([recovery]), contextOf('failedDeploymentRecoveryTime'));
  expect(Object.fromEntries(names(frame).map((name) => [name, cells(frame, name)?.[0]]))).toEqual({
    Deployed: 1000,
    Resolved: null,
    Deployment: 'Release 7',
    Service: 'Shop',
    Team: 'Sales',
    Incident: 'Checkout down',
    Priority: 'P2',
    Created: 2000,
    'Recovery time': null,
    Counted: 'no',
    'Why not': 'still open',
    'Link reason': 'linked by Ann',
    Linked: 2500,
    Link: 'https://git.example/7',
    'Incident link': null,
  });
});

describe('what all records come to', () => {
  it('stands beside the rows', () => {
    const { meta } = changesFrame(listOf([change()]), contextOf('leadTime'));
    expect(meta).toMatchObject({
      type: 'table',
      notices: [],
      executedQueryString: SQL_TEXT,
      custom: { metric: 'leadTime', select: 'all', total: 9, counted: 2, leftOut: 7, excluded: 3, open: 4 },
    });
  });

  it('a list that was cut says so', () => {
    const { meta } = changesFrame(listOf([change()], 5), contextOf('leadTime'));
    expect(meta.notices).toEqual([{ severity: 'warning', text: expect.stringContaining('newest 1 of 5') }]);
  });
});

describe('words', () => {
  const by = (secondsAfter: number, title = 'Down') => ({ title, priority: 'P1' as const, url: null, secondsAfter });

  it.each([
    [{ outcome: 'successful', blamedBy: [] }, 'outcome successful'],
    [{ outcome: null, blamedBy: [] }, 'no outcome noted'],
    [{ outcome: 'failed', blamedBy: [] }, 'outcome failed'],
    [{ outcome: 'rolled_back', blamedBy: [by(0)] }, 'outcome rolled back; P1 "Down" 0 h after'],
    [{ outcome: 'successful', blamedBy: [by(-0.001)] }, 'P1 "Down" during implementation'],
    [{ outcome: 'successful', blamedBy: [by(86_399.999)] }, 'P1 "Down" 23.9 h after'],
    [{ outcome: null, blamedBy: [by(5400)] }, 'P1 "Down" 1.5 h after'],
    [
      { outcome: null, blamedBy: [by(0, 'a'), by(0, 'b'), by(0, 'c'), by(0, 'd'), by(0, 'e')] },
      'P1 "a" 0 h after; P1 "b" 0 h after; P1 "c" 0 h after; 2 more',
    ],
  ] as const)('%j', (item, expected) => {
    expect(verdictReason(item)).toBe(expected);
  });

  it.each([
    ['leadTime', 'counted', null],
    ['leadTime', 'negative', 'closed before it was created'],
    ['leadTime', 'missing', 'has no closing time'],
    ['mttr', 'negative', 'resolved before it was created'],
    ['mttr', 'open', 'still open'],
    ['failedDeploymentRecoveryTime', 'negative', 'resolved before the deployment'],
    ['deploymentFrequency', 'notCounted', 'failed'],
    ['changeFailureRate', 'notCounted', 'successful, so only in the total'],
    ['reworkRate', 'notCounted', 'planned, so only in the total'],
  ] as const)('%s, %s', (metric, standing, expected) => {
    expect(whyNotCounted(metric, standing)).toBe(expected);
  });

  it('of links: each reason once', () => {
    expect(linkReason([{ linkedBy: 'Ann' }, { linkedBy: 'Ann' }])).toBe('linked by Ann');
  });
});
