import type { GateDecision } from '../../metrics/gate/decisions';
import { knownFacts } from '../facts/newest';
import type { KnownPullRequest } from '../facts/newest';
import type { Mapping } from '../mapping/mapping';
import { verdictOf } from './verdict';
import type { Gates } from './verdict';

const SHOP = 1;
const SEARCH = 2;

const gate = (serviceId: number, changes: Partial<GateDecision> = {}): GateDecision => ({
  serviceId: String(serviceId),
  service: serviceId === SHOP ? 'Shop' : 'Search',
  team: null,
  gated: true,
  figures: null,
  sinceMs: 0,
  reason: 'Used up.',
  override: null,
  held: 0,
  ...changes,
});

const gates = (...all: readonly GateDecision[]): Gates => new Map(all.map((one) => [Number(one.serviceId), one]));

const mapping = (serviceId: number, changes: Partial<Mapping> = {}): Mapping => ({
  id: serviceId,
  repository: 'acme/shop',
  repositoryId: 7,
  serviceId,
  service: serviceId === SHOP ? 'Shop' : 'Search',
  productionBranch: 'main',
  pathFilters: [],
  productionEnvironments: [],
  deployedBy: 'merge',
  tags: [],
  recordPer: 'pullRequest',
  redeployHours: 24,
  revertDays: 7,
  criticalLabels: ['hotfix'],
  excludeLabels: ['no-deploy'],
  excludeAuthors: [],
  excludeBots: false,
  excludeTitles: [],
  reworkLabels: [],
  reworkBranches: [],
  deployWithoutPullRequest: 'count',
  isOnly: true,
  ...changes,
});

function open(changes: { baseBranch?: string; labels?: readonly string[]; paths?: readonly string[] | null } = {}) {
  const at = new Date('2026-03-02T09:00:00Z');
  const { baseBranch = 'main', labels = [], paths = null } = changes;
  const pullRequest: KnownPullRequest = knownFacts({
    ...{ kind: 'pullRequest', repository: { id: 7, fullName: 'acme/shop' }, number: 1, title: 'Change', url: 'url' },
    ...{ author: null, isByBot: false, headBranch: 'feature', leftBaseAt: null, branchRevertsNumber: null },
    ...{ headSha: 'head', openedAt: at, updatedAt: at, readAt: null, firstCommitAt: null },
    ...{ state: { kind: 'open' }, revertsNumber: null, revertsSha: null, baseBranch, labels, paths },
  });
  return pullRequest;
}

const OVERRIDE = { id: '1', by: 'ada', reason: 'Sale', untilMs: Date.UTC(2026, 2, 2, 18, 30) };
const MONOREPO = [mapping(SHOP, { pathFilters: ['shop/**'] }), mapping(SEARCH, { pathFilters: ['search/**'] })];

it.each([
  ['a gated service', open(), [mapping(SHOP)], gates(gate(SHOP)), 'Shop: Used up.'],
  [
    'two of them',
    open(),
    [mapping(SHOP), mapping(SEARCH)],
    gates(gate(SHOP), gate(SEARCH)),
    'Shop: Used up. And 1 more service.',
  ],
  [
    'one of two',
    open(),
    [mapping(SHOP), mapping(SEARCH)],
    gates(gate(SHOP, { gated: false }), gate(SEARCH)),
    'Search: Used up.',
  ],
  [
    'a gated service of a monorepo',
    open({ paths: ['search/a'] }),
    MONOREPO,
    gates(gate(SHOP), gate(SEARCH)),
    'Search: Used up.',
  ],
])('fails by %s', (_, pullRequest, mappings, all, description) => {
  expect(verdictOf(pullRequest, mappings, all)).toEqual({ kind: 'status', state: 'failure', description });
});

it.each([
  ['without a gate', open(), [mapping(SHOP)], gates(gate(SHOP, { gated: false })), /^No used up error budget/],
  ['of a service without an SLO', open(), [mapping(SHOP)], gates(), /^No used up error budget/],
  [
    'with an override',
    open(),
    [mapping(SHOP)],
    gates(gate(SHOP, { override: OVERRIDE })),
    /until 2026-03-02 18:30 UTC/,
  ],
  ['that is critical', open({ labels: ['Hotfix'] }), [mapping(SHOP)], gates(gate(SHOP)), /^A label says/],
  [
    'that is no deployment',
    open({ labels: ['no-deploy'] }),
    [mapping(SHOP)],
    gates(gate(SHOP)),
    /^No used up error budget/,
  ],
  ['of another service', open({ paths: ['search/a'] }), MONOREPO, gates(gate(SHOP)), /^No used up error budget/],
  ['whose files do not matter', open(), MONOREPO, gates(gate(SHOP, { gated: false })), /^No used up error budget/],
])('passes one %s', (_, pullRequest, mappings, all, description) => {
  const verdict = verdictOf(pullRequest, mappings, all);
  expect(verdict).toEqual({
    kind: 'status',
    state: 'success',
    description: expect.stringMatching(description) as unknown,
  });
});

it('knows nothing of a monorepo’s before its files are known', () => {
  expect(verdictOf(open(), MONOREPO, gates(gate(SHOP)))).toEqual({ kind: 'unknown' });
});

it.each([
  ['another branch', open({ baseBranch: 'develop' }), [mapping(SHOP)]],
  ['a repository without a mapping', open(), []],
])('has no say in what goes to %s', (_, pullRequest, mappings) => {
  expect(verdictOf(pullRequest, mappings, gates(gate(SHOP)))).toEqual({ kind: 'none' });
});

it.each([139, 140, 141, 200])('describes in at most 140 characters, of %i', (length) => {
  const reason = '🛒'.repeat(length);
  const verdict = verdictOf(open(), [mapping(SHOP)], gates(gate(SHOP, { reason })));
  const { description } = verdict.kind === 'status' ? verdict : { description: '' };
  expect(description.length).toBeLessThanOrEqual(140);
  expect(description).toMatch(/^Shop: (🛒)+…$/u);
});
