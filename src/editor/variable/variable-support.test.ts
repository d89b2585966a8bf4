import type { DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { setDashboard } from '../../../test/support/dashboard-variables';
import { FailedAnswer, instanceSettings, setServer } from '../../../test/support/grafana-server';
import { DataSource } from '../../datasource';
import type { SreVariableQuery } from '../types';
import { VariableSupport } from './variable-support';

const SERVICES = [
  { name: 'checkout', team: 'core', tier: 'critical', retired: false, monitoredSince: null },
  { name: 'a,b', team: null, tier: 'standard', retired: true, monitoredSince: null },
];
const TEAMS = [{ name: 'core', services: 1 }];

const slo = (service: string, name: string, enabled = true) => ({
  id: `${service}/${name}`,
  revision: '1',
  definition: { service, name, targetPercent: 99.9, windowDays: 30, enabled, runbookUrl: null },
  team: null,
  monitoredSince: null,
  updatedAt: '2026-01-01T00:00:00Z',
  updatedBy: null,
});
const SLOS = {
  slos: [
    slo('checkout', 'uptime'),
    slo('checkout', 'old', false),
    slo('a,b', 'uptime'),
    slo('a,b', 'latency'),
    slo('billing', 'strict'),
  ],
  writable: { allowed: true },
};

const serveLists = () =>
  setServer(({ url }) => (url.endsWith('/services') ? SERVICES : url.endsWith('/slo-definitions') ? SLOS : TEAMS));

function find(query: Partial<SreVariableQuery>) {
  const support = new VariableSupport(new DataSource(instanceSettings()));
  // Of the request, a variable's query and the scoped variables are what is read.
  const request = { targets: [{ refId: 'v', ...query }], scopedVars: {} } as unknown;
  return lastValueFrom(support.query(request as DataQueryRequest<SreVariableQuery>));
}

beforeEach(() => {
  setDashboard({ service: 'checkout', team: ['core', 'x,y'], allTeams: { customAll: '*' }, tier: 'critical' });
});

test('services become text and value, names with commas whole', async () => {
  serveLists();
  expect(await find({ kind: 'services' })).toEqual({
    data: [
      { text: 'checkout', value: 'checkout' },
      { text: 'a,b', value: 'a,b' },
    ],
  });
});

test('teams and tiers have lists of their own', async () => {
  serveLists();
  expect(await find({ kind: 'teams' })).toEqual({ data: [{ text: 'core', value: 'core' }] });
  expect((await find({ kind: 'tiers' })).data).toEqual([
    { text: 'critical', value: 'critical' },
    { text: 'standard', value: 'standard' },
  ]);
});

test('services are narrowed by other variables, each value a parameter of its own', async () => {
  const server = serveLists();
  await find({ kind: 'services', teams: ['$team', 'ops'], tiers: ['$tier'] });
  expect(server.requests).toEqual([
    expect.objectContaining({
      url: '/api/datasources/uid/sre/resources/services',
      params: { team: ['core', 'x,y', 'ops'], tier: ['critical'] },
    }),
  ]);
});

describe('SLOs', () => {
  test.each<[string, Partial<SreVariableQuery>, string[]]>([
    ['are the enabled ones, each name once', {}, ['latency', 'strict', 'uptime']],
    ['are narrowed to services', { services: ['$service', 'a,b'] }, ['latency', 'uptime']],
    ['are narrowed to teams, by the services that these own', { teams: ['$team'] }, ['latency', 'uptime']],
    ['are narrowed by both', { services: ['checkout'], tiers: ['$tier'] }, ['uptime']],
  ])('%s', async (_case, narrowing, names) => {
    serveLists();
    expect(await find({ kind: 'slos', ...narrowing })).toEqual({
      data: names.map((name) => ({ text: name, value: name })),
    });
  });

  test('ask for services only where teams or tiers narrow them', async () => {
    const server = serveLists();
    await find({ kind: 'slos', services: ['checkout'] });
    expect(server.requests.map(({ url }) => url)).toEqual(['/api/datasources/uid/sre/resources/slo-definitions']);
  });

  test('of an unknown variable are none, and it is told', async () => {
    serveLists();
    await expect(find({ kind: 'slos', services: ['$nobody'] })).rejects.toThrow(/services uses \$nobody/);
  });
});

test('a custom All that means everything narrows nothing', async () => {
  const server = serveLists();
  await find({ kind: 'services', teams: ['$allTeams'] });
  expect(server.requests[0]?.params).toEqual({ team: [], tier: [] });
});

test('an unknown variable is told, and nothing is asked', async () => {
  const server = serveLists();
  await expect(find({ kind: 'services', teams: ['$nobody'] })).rejects.toThrow(/teams uses \$nobody/);
  expect(server.requests).toEqual([]);
});

test("the backend's reason reaches the dashboard", async () => {
  setServer(() => new FailedAnswer(503, { message: 'Aurora cannot be reached; check host and port.' }));
  await expect(find({ kind: 'teams' })).rejects.toThrow(
    'The list of teams could not be read: Aurora cannot be reached; check host and port.'
  );
});

test.each([
  ['an object', { kind: 'teams', refId: 'v' }],
  ['a bare word', 'teams'],
])('metricFindQuery answers %s of an older dashboard', async (_case, query) => {
  serveLists();
  expect(await new DataSource(instanceSettings()).metricFindQuery(query)).toEqual([{ text: 'core', value: 'core' }]);
});
