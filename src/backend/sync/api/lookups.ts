import { z } from 'zod';

import { Failure } from '../../../model/failure';
import { HIDDEN_RUN } from '../facts/facts';
import type { CommitFacts, RunFacts } from '../facts/facts';
import type { Requests } from './requests';

/** Single things that sync looks up: what a deployed commit holds, and how a run ended. */

/** The most commits that one request asks for. */
export const MOST_COMMITS = 10;

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const commit = z.object({
  history: z.object({ nodes: z.array(z.object({ oid: z.string(), authoredDate: time })).max(100) }),
});
const commitsAnswer = z.object({
  repository: z.looseObject({ databaseId: z.number().int(), nameWithOwner: z.string() }),
});

/**
 * Of commits the newest hundred that each holds, in one request. One that GitHub does not have, or that is
 * no commit, holds nothing.
 *
 * @param request up to `MOST_COMMITS` names, in full
 */
export async function fetchCommits(
  requests: Requests,
  { repository, shas }: { readonly repository: string; readonly shas: readonly string[] },
  signal: AbortSignal
): Promise<readonly CommitFacts[]> {
  const text = commitsQuery(shas.length);
  const variables = Object.fromEntries(shas.map((sha, index) => [`sha${index}`, sha]));
  const answer = await requests.graphql(
    { repository, text, variables: () => variables, answer: commitsAnswer },
    signal
  );
  const { databaseId: id, nameWithOwner: fullName } = answer.repository;
  return shas.map((sha, index) => {
    const history = commit.safeParse(answer.repository[`c${index}`]).data?.history.nodes ?? [];
    return {
      kind: 'commit',
      repository: { id, fullName },
      sha,
      holds: history.map(({ oid }) => oid),
      authoredAt: history.map(({ authoredDate }) => authoredDate),
    };
  });
}

/** A query for so many commits. */
export function commitsQuery(count: number): string {
  const places = Array.from({ length: count }, (_, index) => index);
  return `
query commits($owner: String!, $name: String!${places.map((index) => `, $sha${index}: GitObjectID!`).join('')}) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
${places.map((index) => `    c${index}: object(oid: $sha${index}) { ... on Commit { history(first: 100) { nodes { oid authoredDate } } } }`).join('\n')}
  }
}`;
}

const runAnswer = z.object({
  id: z.number().int(),
  conclusion: z.string().nullable(),
  updated_at: time,
});

/**
 * How a run ended. One that GitHub has no more, or does not show us, ended nobody knows how. Needs the permission
 * to read actions.
 *
 * @returns null while it goes on
 */
export async function fetchRun(
  requests: Requests,
  { repository, runId }: { readonly repository: RunFacts['repository']; readonly runId: number },
  signal: AbortSignal
): Promise<RunFacts | null> {
  const [owner, repo] = repository.fullName.split('/');
  try {
    const answer = await requests.rest(
      {
        repository: repository.fullName,
        route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
        parameters: { owner, repo, run_id: runId },
        etag: null,
        answer: runAnswer,
      },
      signal
    );
    if (answer.kind === 'notModified' || answer.body.conclusion === null) {
      return null;
    }
    const { conclusion, updated_at: updatedAt } = answer.body;
    return { kind: 'run', repository, runId, conclusion, updatedAt };
  } catch (error) {
    if (error instanceof Failure && (error.status === 403 || error.status === 404)) {
      const conclusion = error.status === 403 ? HIDDEN_RUN : 'gone';
      return { kind: 'run', repository, runId, conclusion, updatedAt: new Date(0) };
    }
    throw error;
  }
}
