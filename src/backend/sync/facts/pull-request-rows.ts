import type { ClientBase } from 'pg';
import sql, { raw } from 'sql-template-tag';

import type { SkipReason } from '../mapping/decide';
import { asJson } from './as-json';
import type { PullRequestFacts } from './facts';
import type { KnownPullRequest } from './newest';

export interface PullRequestKey {
  readonly repositoryId: number;
  readonly number: number;
}

/** One text for one pull request. */
export function keyText({ repositoryId, number }: PullRequestKey): string {
  return `${repositoryId}#${number}`;
}

export function keyOf({ repository, number }: PullRequestFacts): PullRequestKey {
  return { repositoryId: repository.id, number };
}

/** What is stored of a pull request. */
export interface StoredPullRequest extends KnownPullRequest {
  readonly skipReason: SkipReason | null;
}

export interface PullRequestRow {
  readonly repository_id: string;
  readonly number: string;
  readonly repository: string;
  readonly title: string;
  readonly url: string;
  readonly author: string | null;
  readonly is_by_bot: boolean;
  readonly base_branch: string;
  readonly head_branch: string;
  readonly head_sha: string;
  readonly opened_at: Date;
  readonly updated_at: Date;
  readonly read_at: Date | null;
  readonly state: 'open' | 'closed' | 'merged';
  readonly ended_at: Date | null;
  readonly merge_commit_sha: string | null;
  readonly labels: string[];
  readonly reverts_number: string | null;
  readonly reverts_sha: string | null;
  readonly branch_reverts_number: string | null;
  readonly first_commit_at: Date | null;
  readonly first_commit_told_at: Date | null;
  readonly left_base_at: Date | null;
  readonly left_base_as_of: Date | null;
  readonly paths: string[] | null;
  readonly paths_told_at: Date | null;
  readonly skip_reason: SkipReason | null;
}

/** The columns of a row. */
export const PULL_REQUEST_COLUMNS = raw(`
  p.repository_id, p.number, p.repository, p.title, p.url, p.author, p.is_by_bot, p.base_branch, p.head_branch,
  p.head_sha, p.opened_at, p.updated_at, p.read_at, p.state, p.ended_at, p.merge_commit_sha, p.labels,
  p.reverts_number, p.reverts_sha, p.branch_reverts_number, p.first_commit_at, p.first_commit_told_at, p.left_base_at,
  p.left_base_as_of, p.paths, p.paths_told_at, p.skip_reason`);

/** What is stored of these; those that are not are missing. */
export async function loadPullRequests(
  client: ClientBase,
  keys: readonly PullRequestKey[]
): Promise<ReadonlyMap<string, StoredPullRequest>> {
  const { rows } = await client.query<PullRequestRow>(sql`
    select ${PULL_REQUEST_COLUMNS}
    from json_to_recordset(${asJson(keys)}::json) as k ("repositoryId" bigint, number bigint)
    join stackflow.github_pull_requests as p on p.repository_id = k."repositoryId" and p.number = k.number
  `);
  return new Map(rows.map(storedOf).map((one) => [keyText(keyOf(one.newest)), one]));
}

export function storedOf(row: PullRequestRow): StoredPullRequest {
  const observed = <T>(value: T | null, at: Date | null) => (value === null || at === null ? null : { value, at });
  return {
    newest: {
      kind: 'pullRequest',
      repository: { id: Number(row.repository_id), fullName: row.repository },
      number: Number(row.number),
      title: row.title,
      url: row.url,
      author: row.author,
      isByBot: row.is_by_bot,
      baseBranch: row.base_branch,
      headBranch: row.head_branch,
      headSha: row.head_sha,
      openedAt: row.opened_at,
      updatedAt: row.updated_at,
      readAt: row.read_at,
      state: stateOf(row),
      labels: row.labels,
      firstCommitAt: row.first_commit_at,
      leftBaseAt: row.left_base_at,
      paths: row.paths,
      revertsNumber: numberOf(row.reverts_number),
      revertsSha: row.reverts_sha,
      branchRevertsNumber: numberOf(row.branch_reverts_number),
    },
    firstCommitAt: observed(row.first_commit_at, row.first_commit_told_at),
    leftBaseAt: observed(row.left_base_at, row.left_base_as_of),
    paths: observed(row.paths, row.paths_told_at),
    skipReason: row.skip_reason,
  };
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}

function stateOf({ state, ended_at: endedAt, merge_commit_sha: mergeCommitSha }: PullRequestRow) {
  // A check of the table: what is not open has ended.
  if (state === 'open' || endedAt === null) {
    return { kind: 'open' } as const;
  }
  return state === 'closed'
    ? ({ kind: 'closed', closedAt: endedAt } as const)
    : ({ kind: 'merged', mergedAt: endedAt, mergeCommitSha } as const);
}

/** Stores them in place of what was known. */
export async function savePullRequests(client: ClientBase, all: readonly StoredPullRequest[]): Promise<void> {
  await client.query(sql`
    insert into stackflow.github_pull_requests as p (repository_id, number, repository, title, url, author, is_by_bot,
      base_branch, head_branch, head_sha, opened_at, updated_at, read_at, state, ended_at, merge_commit_sha, labels,
      reverts_number, reverts_sha, branch_reverts_number, first_commit_at, first_commit_told_at, left_base_at,
      left_base_as_of, paths, paths_told_at, skip_reason)
    select ${PULL_REQUEST_COLUMNS}
    from json_to_recordset(${asJson(all.map(rowOf))}::json) as p (repository_id bigint, number bigint,
      repository text, title text, url text, author text, is_by_bot boolean, base_branch text, head_branch text,
      head_sha text, opened_at timestamptz, updated_at timestamptz, read_at timestamptz, state text,
      ended_at timestamptz, merge_commit_sha text, labels text[], reverts_number bigint, reverts_sha text,
      branch_reverts_number bigint, first_commit_at timestamptz, first_commit_told_at timestamptz,
      left_base_at timestamptz, left_base_as_of timestamptz, paths text[], paths_told_at timestamptz,
      skip_reason text)
    on conflict (repository_id, number) do update set
      repository = excluded.repository, title = excluded.title, url = excluded.url, author = excluded.author,
      is_by_bot = excluded.is_by_bot, base_branch = excluded.base_branch, head_branch = excluded.head_branch, head_sha = excluded.head_sha, opened_at = excluded.opened_at,
      updated_at = excluded.updated_at, read_at = excluded.read_at, state = excluded.state,
      ended_at = excluded.ended_at, merge_commit_sha = excluded.merge_commit_sha, labels = excluded.labels,
      reverts_number = excluded.reverts_number, reverts_sha = excluded.reverts_sha,
      branch_reverts_number = excluded.branch_reverts_number,
      first_commit_at = excluded.first_commit_at, first_commit_told_at = excluded.first_commit_told_at,
      left_base_at = excluded.left_base_at, left_base_as_of = excluded.left_base_as_of,
      paths = excluded.paths, paths_told_at = excluded.paths_told_at, skip_reason = excluded.skip_reason,
      stored_at = now()
  `);
}

function rowOf({
  newest,
  firstCommitAt,
  leftBaseAt,
  paths,
  skipReason,
}: StoredPullRequest): Record<keyof PullRequestRow, unknown> {
  const { state } = newest;
  return {
    repository_id: newest.repository.id,
    number: newest.number,
    repository: newest.repository.fullName,
    title: newest.title,
    url: newest.url,
    author: newest.author,
    is_by_bot: newest.isByBot,
    base_branch: newest.baseBranch,
    head_branch: newest.headBranch,
    head_sha: newest.headSha,
    opened_at: newest.openedAt,
    updated_at: newest.updatedAt,
    read_at: newest.readAt,
    state: state.kind,
    ended_at: state.kind === 'open' ? null : state.kind === 'merged' ? state.mergedAt : state.closedAt,
    merge_commit_sha: state.kind === 'merged' ? state.mergeCommitSha : null,
    labels: newest.labels,
    reverts_number: newest.revertsNumber,
    reverts_sha: newest.revertsSha,
    branch_reverts_number: newest.branchRevertsNumber,
    first_commit_at: firstCommitAt?.value ?? null,
    first_commit_told_at: firstCommitAt?.at ?? null,
    left_base_at: leftBaseAt?.value ?? null,
    left_base_as_of: leftBaseAt?.at ?? null,
    paths: paths?.value ?? null,
    paths_told_at: paths?.at ?? null,
    skip_reason: skipReason,
  };
}

/**
 * Keeps why pull requests make no record.
 *
 * @param reasons by `keyText`; null: it makes one
 */
export async function noteReasons(
  client: ClientBase,
  all: readonly StoredPullRequest[],
  reasons: ReadonlyMap<string, SkipReason | null>
): Promise<void> {
  const changed = all.flatMap(({ newest, skipReason: before }) => {
    const skipReason = reasons.get(keyText(keyOf(newest))) ?? null;
    return skipReason === before ? [] : [{ ...keyOf(newest), skipReason }];
  });
  if (changed.length === 0) {
    return;
  }
  await client.query(sql`
    update stackflow.github_pull_requests as p
    set skip_reason = r."skipReason"
    from json_to_recordset(${asJson(changed)}::json) as r ("repositoryId" bigint, number bigint, "skipReason" text)
    where p.repository_id = r."repositoryId" and p.number = r.number
  `);
}
