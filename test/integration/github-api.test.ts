import { createGitHubApi } from '../../src/backend/sync/api/github-api';
import type { GitHubApiSettings, Wait } from '../../src/backend/sync/api/settings';
import type { PageRequest } from '../../src/backend/sync/api/page';
import { fakeRepository, mergedPullRequest, mergedPullRequests, rename } from '../support/github/fake-data';
import type { Fault } from '../support/github/fake-faults';
import { FakeGitHub } from '../support/github/fake-github';
import { until } from '../support/until';

const NEVER = new AbortController().signal;
const PAGE: PageRequest = {
  repository: 'acme/shop',
  size: 100,
  pullRequests: { after: null, withPaths: false },
  deployments: null,
};

/** All but the time of day. */
const REAL_CLOCKS = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
];

describe('GitHub API', () => {
  let github: FakeGitHub;
  let waits: Wait[];

  beforeEach(async () => {
    github = await FakeGitHub.start();
    const shop = fakeRepository(7, 'acme/shop');
    shop.pullRequests = mergedPullRequests(250);
    github.repositories.push(shop);
    waits = [];
  });

  afterEach(() => github.stop());

  const apiOf = (settings: Partial<GitHubApiSettings> = {}) =>
    createGitHubApi({
      credentials: { kind: 'token', token: 'ghp_test' },
      baseUrl: github.url,
      retryBaseMs: 1,
      onWait: (wait) => waits.push(wait),
      ...settings,
    });

  const shop = () => {
    const [found] = github.repositories;
    if (found === undefined) {
      throw new Error('The repository is gone.');
    }
    return found;
  };

  it('reads a pull request with all that sync needs', async () => {
    const page = await apiOf().page(PAGE, NEVER);
    expect(page.pullRequests?.facts[0]).toEqual({
      kind: 'pullRequest',
      repository: { id: 7, fullName: 'acme/shop' },
      number: 250,
      title: 'Change 250',
      url: 'https://github.com/acme/shop/pull/250',
      author: 'dev-12',
      isByBot: false,
      headBranch: 'feature/250',
      leftBaseAt: new Date('2025-01-08T00:40:00Z'),
      branchRevertsNumber: null,
      baseBranch: 'main',
      headSha: expect.stringMatching(/^[\da-f]{40}$/),
      openedAt: new Date('2025-01-08T01:40:00Z'),
      updatedAt: new Date('2025-01-08T03:10:00Z'),
      state: {
        kind: 'merged',
        mergedAt: new Date('2025-01-08T03:10:00Z'),
        mergeCommitSha: expect.stringMatching(/^[\da-f]{40}$/),
      },
      labels: [],
      firstCommitAt: new Date('2025-01-08T00:55:00Z'),
      paths: null,
      revertsNumber: null,
      revertsSha: null,
      readAt: expect.any(Date),
    });
  });

  it('pages from the newest to the oldest', async () => {
    const api = apiOf();
    const numbers: number[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof api.page>> = await api.page(
        { ...PAGE, pullRequests: { after, withPaths: false } },
        NEVER
      );
      numbers.push(...(page.pullRequests?.facts.map(({ number }) => number) ?? []));
      after = page.pullRequests?.next ?? null;
    } while (after !== null);
    expect(numbers).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index));
    expect(api.requests).toBe(3);
  });

  it('brings deployments along in the same request', async () => {
    shop().deployments.push({
      id: 31,
      sha: 'abc',
      environment: 'production',
      createdAt: new Date('2025-02-01T10:00:00Z'),
      statuses: [
        { state: 'IN_PROGRESS', at: new Date('2025-02-01T10:01:00Z') },
        { state: 'SUCCESS', at: new Date('2025-02-01T10:05:00Z') },
        { state: 'INACTIVE', at: new Date('2025-02-02T10:00:00Z') },
      ],
    });
    const api = apiOf();
    const page = await api.page({ ...PAGE, deployments: { after: null, environments: ['production'] } }, NEVER);
    expect(page.deployments?.facts).toEqual([
      expect.objectContaining({ deploymentId: 31, state: 'success', stateAt: new Date('2025-02-01T10:05:00Z') }),
    ]);
    const other = await api.page({ ...PAGE, deployments: { after: null, environments: ['staging'] } }, NEVER);
    expect(other.deployments).toEqual({ facts: [], created: null, next: null });
  });

  it('reads every changed file of a pull request that has more than a page of them', async () => {
    const paths = Array.from({ length: 230 }, (_, index) => `src/${index}.ts`);
    shop().pullRequests.push(mergedPullRequest(251, { paths }));
    const facts = await apiOf().pullRequest({ repository: 'acme/shop', number: 251, withPaths: true }, NEVER);
    expect(facts.paths).toEqual(paths);
  });

  it.each<Fault>([
    { kind: 'status', status: 502 },
    { kind: 'status', status: 500 },
    { kind: 'cut' },
    { kind: 'halfJson' },
    { kind: 'reset' },
    { kind: 'graphqlError', type: null, message: 'Something went wrong while executing your query.' },
  ])('asks again after %j', async (fault) => {
    github.faults.push(fault, fault);
    const page = await apiOf().page(PAGE, NEVER);
    // The second repetition asks for half as much.
    expect(page.pullRequests?.facts).toHaveLength(50);
    expect(waits.map(({ reason }) => reason)).toEqual(['retry', 'retry']);
  });

  it('asks again when no answer comes', async () => {
    github.faults.push({ kind: 'silence' });
    const page = await apiOf({ requestTimeoutMs: 300 }).page(PAGE, NEVER);
    expect(page.pullRequests?.facts).toHaveLength(100);
  });

  it('asks for less where a page is too much for GitHub', async () => {
    github.meddle = ({ variables }) =>
      Number(variables['size']) > 30
        ? { kind: 'graphqlError', type: null, message: 'Something went wrong while executing your query.' }
        : undefined;
    const page = await apiOf().page(PAGE, NEVER);
    expect(page.size).toBe(25);
    expect(page.pullRequests?.facts.map(({ number }) => number).at(-1)).toBe(226);
  });

  it('gives up in the end, and says what GitHub said', async () => {
    github.meddle = () => ({ kind: 'status', status: 503 });
    await expect(apiOf().page(PAGE, NEVER)).rejects.toMatchObject({
      status: 502,
      text: expect.stringContaining('GitHub did not give acme/shop: GitHub answered 503.'),
    });
    expect(github.requests).toBe(6);
  });

  it('waits for the reset of the rate limit', async () => {
    github.limits.graphql.set({ limit: 1, windowSeconds: 2 });
    const api = apiOf();
    await api.page(PAGE, NEVER);
    expect(api.limits).toEqual([expect.objectContaining({ resource: 'graphql', limit: 1, remaining: 0 })]);
    await api.page(PAGE, NEVER);
    expect(waits).toEqual([
      expect.objectContaining({ reason: 'rateLimit', cause: expect.stringContaining('exceeded') }),
    ]);
    expect(github.seen.map(({ status }) => status)).toEqual([200, 403, 200]);
  });

  it('refuses to wait for longer than it may', async () => {
    github.limits.graphql.set({ limit: 0, windowSeconds: 900 });
    await expect(apiOf({ maxWaitMs: 5_000 }).page(PAGE, NEVER)).rejects.toMatchObject({
      status: 429,
      message: expect.stringMatching(/^GitHub asks to wait (90[01]|89\d) s: API rate limit exceeded/),
    });
  });

  it.each([403, 429] as const)('waits for as long as a secondary limit of status %s says', async (status) => {
    github.faults.push({ kind: 'secondaryLimit', status, retryAfterSeconds: 1 });
    await apiOf().page(PAGE, NEVER);
    expect(waits).toEqual([expect.objectContaining({ reason: 'secondaryLimit', milliseconds: 1_000 })]);
  });

  it('lets nobody else ask while one waits for a secondary limit', async () => {
    github.faults.push({ kind: 'secondaryLimit', status: 403, retryAfterSeconds: 1 });
    const api = apiOf();
    const first = api.page(PAGE, NEVER);
    await until(() => waits.length === 1);
    await Promise.all([first, api.page(PAGE, NEVER), api.probe('acme/shop', null, NEVER)]);
    expect(waits.map(({ reason }) => reason)).toEqual(['secondaryLimit', 'secondaryLimit', 'secondaryLimit']);
    expect(github.seen.map(({ status }) => status)).toEqual([0, 200, 200, 200]);
  });

  it('does not ask again before the reset, where it may not wait for so long', async () => {
    github.limits.graphql.set({ limit: 0, windowSeconds: 900 });
    const api = apiOf({ maxWaitMs: 5_000 });
    await expect(api.page(PAGE, NEVER)).rejects.toMatchObject({ status: 429 });
    await expect(api.page(PAGE, NEVER)).rejects.toMatchObject({
      status: 429,
      message: expect.stringMatching(/^GitHub asks to wait (90[01]|8\d\d) s: API rate limit exceeded/),
    });
    expect(github.requests).toBe(1);
    // REST has a limit of its own.
    expect(await api.probe('acme/shop', null, NEVER)).toMatchObject({ kind: 'changed' });
  });

  it('stops at once while it waits', async () => {
    github.limits.graphql.set({ limit: 0, windowSeconds: 900 });
    const stop = new AbortController();
    const page = apiOf().page(PAGE, stop.signal);
    const refused = expect(page).rejects.toThrow('enough');
    await until(() => waits.length === 1);
    stop.abort(new Error('enough'));
    await refused;
  });

  it('spends nothing of the limit to hear that nothing changed', async () => {
    const api = apiOf();
    const first = await api.probe('acme/shop', null, NEVER);
    if (first.kind !== 'changed') {
      throw new Error('A first probe knows of nothing.');
    }
    expect(first.repository).toEqual({ id: 7, fullName: 'acme/shop' });
    const remainingBefore = api.limits[0]?.remaining;
    expect(await api.probe('acme/shop', first.etag, NEVER)).toEqual({ kind: 'unchanged' });
    expect(github.seen.map(({ status }) => status)).toEqual([200, 304]);
    expect(api.limits[0]?.remaining).toBe(remainingBefore);
    shop().pullRequests.push(mergedPullRequest(251));
    expect(await api.probe('acme/shop', first.etag, NEVER)).toMatchObject({ kind: 'changed' });
  });

  it('finds a renamed repository by its former name', async () => {
    rename(shop(), 'acme/store');
    const api = apiOf();
    expect(await api.probe('acme/shop', null, NEVER)).toMatchObject({ repository: { id: 7, fullName: 'acme/store' } });
    expect((await api.page(PAGE, NEVER)).repository).toEqual({ id: 7, fullName: 'acme/store' });
    expect(await api.nameOf(7, 'acme/shop', NEVER)).toEqual({ id: 7, fullName: 'acme/store' });
  });

  it('reaches GitHub Enterprise Server at its own address', async () => {
    const api = apiOf({ baseUrl: `${github.url}/api/v3` });
    expect((await api.page(PAGE, NEVER)).pullRequests?.total).toBe(250);
    expect(await api.probe('acme/shop', null, NEVER)).toMatchObject({ kind: 'changed' });
  });

  it('says that it may not see a repository, and what to check', async () => {
    await expect(apiOf().page({ ...PAGE, repository: 'acme/none' }, NEVER)).rejects.toMatchObject({
      status: 404,
      text: expect.stringContaining("Could not resolve to a Repository with the name 'acme/none'. Check the name"),
    });
  });

  it('keeps a wrong token out of what it says', async () => {
    const api = apiOf({ credentials: { kind: 'token', token: 'ghp_stolen' } });
    const error: unknown = await api.page(PAGE, NEVER).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 401, message: 'GitHub did not give acme/shop: Bad credentials.' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('stolen');
  });

  describe('as an App', () => {
    const asApp = (installationId: number | null) =>
      apiOf({ credentials: { kind: 'app', ...github.signIn.app, installationId } });

    it('signs in with a token of the installation on the owner, and keeps it', async () => {
      github.signIn.installations.set('acme', 99);
      const api = asApp(null);
      await api.page(PAGE, NEVER);
      await api.page(PAGE, NEVER);
      expect(github.seen.map(({ path }) => path)).toEqual([
        '/repos/acme/shop/installation',
        '/app/installations/99/access_tokens',
        '/graphql',
        '/graphql',
      ]);
    });

    it('takes the installation that it was told', async () => {
      github.signIn.installations.set('acme', 99);
      await asApp(99).page(PAGE, NEVER);
      expect(github.seen.map(({ kind }) => kind)).toEqual(['signIn', 'graphql']);
    });

    it('has one installation for each owner', async () => {
      github.signIn.installations.set('acme', 99).set('other', 100);
      github.repositories.push(fakeRepository(8, 'other/tool'));
      const api = asApp(null);
      await api.page(PAGE, NEVER);
      await api.page({ ...PAGE, repository: 'other/tool' }, NEVER);
      expect(api.limits.map(({ account }) => account)).toEqual(['acme', 'other']);
    });

    it('finds its new installation where it was removed and installed again', async () => {
      github.signIn.installations.set('acme', 99);
      const api = asApp(null);
      await api.page(PAGE, NEVER);
      github.signIn.installations.set('acme', 101);
      github.signIn.revokeAll();
      // Of a token of this very moment Octokit believes that GitHub does not know it yet, and waits.
      jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: REAL_CLOCKS });
      try {
        expect((await api.page(PAGE, NEVER)).pullRequests?.total).toBe(250);
      } finally {
        jest.useRealTimers();
      }
    });

    it('asks for one owner where another’s limit is used up', async () => {
      github.signIn.installations.set('acme', 99).set('other', 100);
      github.repositories.push(fakeRepository(8, 'other/tool'));
      github.faults.push({ kind: 'secondaryLimit', status: 403, retryAfterSeconds: 60 });
      const api = apiOf({ credentials: { kind: 'app', ...github.signIn.app, installationId: null }, maxWaitMs: 1_000 });
      await expect(api.page(PAGE, NEVER)).rejects.toMatchObject({ status: 429 });
      expect((await api.page({ ...PAGE, repository: 'other/tool' }, NEVER)).repository.id).toBe(8);
    });

    it('says that it is not installed', async () => {
      await expect(asApp(null).page(PAGE, NEVER)).rejects.toMatchObject({
        status: 404,
        text: expect.stringContaining('the App is installed on it'),
      });
    });
  });
});
