import { createHash } from 'node:crypto';

/** What the fake GitHub holds. Tests change it in place, as people on GitHub would. */

export interface FakePullRequest {
  number: number;
  title: string;
  body: string;
  author: string | null;
  /** Whether GitHub calls the author a bot. */
  isBot: boolean;
  base: string;
  head: string;
  headSha: string;
  createdAt: Date;
  updatedAt: Date;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  /** Null while it is open. */
  closedAt: Date | null;
  /** Null unless it was merged. */
  merge: { at: Date; sha: string } | null;
  labels: string[];
  firstCommitAt: Date;
  /** Commit time of the commit before the first. */
  leftBaseAt: Date;
  paths: string[];
}

export interface FakeDeployment {
  id: number;
  sha: string;
  environment: string;
  createdAt: Date;
  statuses: {
    state: 'SUCCESS' | 'FAILURE' | 'ERROR' | 'INACTIVE' | 'IN_PROGRESS' | 'PENDING';
    at: Date;
    /** The run of GitHub Actions that set it. */
    runId?: number;
  }[];
}

/** A push to a branch that merged no pull request. */
export interface FakePush {
  branch: string;
  before: string;
  after: string;
  at: Date;
  author: string;
}

/** A release, or a tag without one. */
export interface FakeName {
  name: string;
  sha: string;
  at: Date;
  isPrerelease?: boolean;
}

/** A run of GitHub Actions that has ended. */
export interface FakeRun {
  id: number;
  conclusion: 'success' | 'failure' | 'cancelled';
  updatedAt: Date;
}

export interface FakeRepository {
  readonly id: number;
  fullName: string;
  /** Names it had, which still lead to it unless another repository took them. */
  formerNames: string[];
  pullRequests: FakePullRequest[];
  deployments: FakeDeployment[];
  runs: FakeRun[];
  pushes: FakePush[];
  releases: FakeName[];
  tags: FakeName[];
  /** What commits hold beside themselves, by their names: those before them, the newest first. */
  ancestors: Map<string, string[]>;
  /** Author times of commits; those that are missing: the beginning of 2025. */
  authoredAt: Map<string, Date>;
}

/** A repository without anything in it. */
export function fakeRepository(id: number, fullName: string): FakeRepository {
  return {
    id,
    fullName,
    formerNames: [],
    pullRequests: [],
    deployments: [],
    runs: [],
    pushes: [],
    releases: [],
    tags: [],
    ancestors: new Map(),
    authoredAt: new Map(),
  };
}

/** Renames or transfers it; the old name goes on leading to it. */
export function rename(repository: FakeRepository, fullName: string): void {
  repository.formerNames.push(repository.fullName);
  repository.fullName = fullName;
}

const MINUTE_MS = 60_000;
const FIRST_OPENED = Date.parse('2025-01-06T08:00:00Z');

/** A merged pull request; numbers further apart lie further apart in time. */
export function mergedPullRequest(number: number, changes: Partial<FakePullRequest> = {}): FakePullRequest {
  const openedAt = FIRST_OPENED + number * 10 * MINUTE_MS;
  const mergedAt = new Date(openedAt + 90 * MINUTE_MS);
  return {
    number,
    title: `Change ${number}`,
    body: `What change ${number} is about.`,
    author: `dev-${number % 17}`,
    isBot: false,
    base: 'main',
    head: `feature/${number}`,
    headSha: sha(`head ${number}`),
    createdAt: new Date(openedAt),
    updatedAt: mergedAt,
    state: 'MERGED',
    closedAt: mergedAt,
    merge: { at: mergedAt, sha: sha(`merge ${number}`) },
    labels: [],
    firstCommitAt: new Date(openedAt - 45 * MINUTE_MS),
    leftBaseAt: new Date(openedAt - 60 * MINUTE_MS),
    paths: [`src/file-${number % 50}.ts`],
    ...changes,
  };
}

/** Pull requests 1 to `count`, all merged. */
export function mergedPullRequests(count: number): FakePullRequest[] {
  return Array.from({ length: count }, (_, index) => mergedPullRequest(index + 1));
}

function sha(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
