import type { Column, Frame } from '../../frames/frame';
import type { DeploymentMark } from '../../metrics/annotations/deployments';
import type { IncidentMark } from '../../metrics/annotations/incidents';
import type { SloEditMark } from '../../metrics/annotations/slo-edits';
import { deploymentsFrame, incidentsFrame, sloEditsFrame } from './frames';
import { escapeHtml, linkHtml } from './html';

const SQL_TEXT = 'select 1';

const valuesOf = (column: Column | undefined) =>
  column !== undefined && 'valuesMs' in column ? column.valuesMs : column?.values;
/** The only annotation of a frame, by its columns. */
const only = (frame: Frame) =>
  Object.fromEntries(
    frame.columns.map((column) => {
      const values = valuesOf(column);
      expect(values).toHaveLength(1);
      return [column.name, values?.[0]];
    })
  );

const deployment = (fields: Partial<DeploymentMark> = {}): DeploymentMark => ({
  id: '7',
  deployedMs: 1000,
  title: 'Release 7',
  service: 'Shop',
  team: 'Sales',
  hasFailed: false,
  outcome: 'successful',
  blamedBy: [],
  url: 'https://git.example/7?a=1&b=2',
  ...fields,
});
const incident = (fields: Partial<IncidentMark> = {}): IncidentMark => ({
  id: '9',
  createdMs: 1000,
  resolvedMs: 2000,
  title: 'Checkout down',
  priority: 'P1',
  services: ['Search', 'Shop'],
  affectedUsers: 12,
  url: null,
  ...fields,
});
const edit = (fields: Partial<SloEditMark> = {}): SloEditMark => ({
  id: '3',
  changedMs: 1000,
  changedBy: 'Ann',
  slo: 'uptime',
  service: 'Shop',
  team: null,
  before: { name: 'uptime', target_percent: 99.9, window_days: 30, enabled: true },
  after: { name: 'uptime', target_percent: 99.95, window_days: 30, enabled: true },
  ...fields,
});

const deploymentsOf = (mark: DeploymentMark) =>
  deploymentsFrame({ marks: [mark], truncated: false }, { kind: 'deployments', executedQueryString: SQL_TEXT });
const incidentsOf = (mark: IncidentMark, rangeEndMs = 9000) =>
  incidentsFrame({ marks: [mark], truncated: false }, rangeEndMs, { kind: 'incidents', executedQueryString: SQL_TEXT });
const editsOf = (mark: SloEditMark) =>
  sloEditsFrame({ marks: [mark], truncated: false }, { kind: 'sloEdits', executedQueryString: SQL_TEXT });

it('a deployment is a point with a link', () => {
  expect(only(deploymentsOf(deployment()))).toEqual({
    time: 1000,
    timeEnd: null,
    title: 'Deployment of Shop',
    text: '<a href="https://git.example/7?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">Release 7</a><br />outcome successful',
    tags: 'deployment,Shop,Sales',
    id: 0,
  });
});

it('a failed deployment says why', () => {
  const blamedBy = [{ title: 'Cart "gone"', priority: 'P2' as const, url: null, secondsAfter: 5430 }];
  expect(only(deploymentsOf(deployment({ hasFailed: true, outcome: 'failed', blamedBy, url: null })))).toMatchObject({
    title: 'Failed deployment of Shop',
    text: 'Release 7<br />outcome failed; P2 &quot;Cart &quot;gone&quot;&quot; 1.5 h after',
    tags: 'failed deployment,Shop,Sales',
  });
});

it('an incident is a region with its services', () => {
  expect(only(incidentsOf(incident()))).toEqual({
    time: 1000,
    timeEnd: 2000,
    title: 'P1 incident',
    text: 'Checkout down<br />on Search, Shop<br />12 users affected',
    tags: 'incident,P1,Search,Shop',
    id: 0,
  });
});

it.each([
  ['open: to the end of the range', { resolvedMs: null }, 9000, 'P1 incident, still open'],
  ['resolved before it was created: a point', { resolvedMs: 500 }, 1000, 'P1 incident'],
])('an incident %s', (_, fields, timeEnd, title) => {
  expect(only(incidentsOf(incident(fields)))).toMatchObject({ time: 1000, timeEnd, title });
});

it('an incident of no known service and without counted users says so', () => {
  expect(only(incidentsOf(incident({ services: [], affectedUsers: null })))).toMatchObject({
    text: 'Checkout down<br />no service known',
    tags: 'incident,P1',
  });
});

it.each([
  ['a new target', {}, 'SLO uptime of Shop edited', 'target 99.9 % → 99.95 %<br />by Ann'],
  [
    'all at once',
    { after: { name: 'up', target_percent: 100, window_days: 7, enabled: false }, changedBy: null },
    'SLO uptime of Shop edited',
    'name uptime → up<br />target 99.9 % → 100 %<br />window 30 days → 7 days<br />state enabled → disabled<br />by somebody unknown',
  ],
  [
    'its making',
    { before: null },
    'SLO uptime of Shop created',
    'name uptime<br />target 99.95 %<br />window 30 days<br />state enabled<br />by Ann',
  ],
  ['what nobody knows', { before: {}, after: {} }, 'SLO uptime of Shop edited', 'by Ann'],
])('an edit of an SLO: %s', (_, fields, title, text) => {
  expect(only(editsOf(edit(fields)))).toMatchObject({ title, text, timeEnd: null, tags: 'SLO edit,Shop' });
});

it('text from records stays text, and commas make no tags', () => {
  const hostile = `<img src=x onerror="alert('1')">,\n&`;
  const found = only(deploymentsOf(deployment({ title: hostile, service: hostile, url: null })));
  const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;,<br />&amp;';
  expect(found).toMatchObject({
    title: `Deployment of ${escaped}`,
    text: `${escaped}<br />outcome successful`,
    tags: `deployment,${hostile.replaceAll(',', ' ')},Sales`,
  });
});

it.each([
  ['javascript:alert(1)', 'x'],
  ['data:text/html,<script>', 'x'],
  ['/relative', 'x'],
  ['', 'x'],
  [
    'http://i.example/"onclick="',
    '<a href="http://i.example/&quot;onclick=&quot;" target="_blank" rel="noopener noreferrer">x</a>',
  ],
])('a link to %j', (url, html) => {
  expect(linkHtml('x', url)).toBe(html);
});

it('keeps what needs no escape', () => {
  expect(escapeHtml('ünï ☃ 50 %')).toBe('ünï ☃ 50 %');
});

it('says when older ones are missing', () => {
  const frame = deploymentsFrame(
    { marks: [deployment()], truncated: true },
    { kind: 'failedDeployments', executedQueryString: SQL_TEXT }
  );
  expect(frame.meta).toMatchObject({
    notices: [{ severity: 'warning', text: expect.stringContaining('newest 1') }],
    executedQueryString: SQL_TEXT,
  });
  expect(deploymentsOf(deployment()).meta.notices).toEqual([]);
});
