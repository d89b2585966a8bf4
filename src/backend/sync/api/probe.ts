import type { RepositoryIdentity } from '../facts/facts';
import { newestAnswer, repositoryAnswer } from './answers';
import type { Requests } from './requests';

/** Whether a repository's pull requests changed since an ETag. */
export type Probe =
  | { readonly kind: 'unchanged' }
  /** `repository` is null where it has no pull requests. */
  | { readonly kind: 'changed'; readonly etag: string | null; readonly repository: RepositoryIdentity | null };

/**
 * Looks at the one pull request that changed last. Where it is the one of the ETag, nothing changed,
 * and the answer costs nothing of the limit.
 */
export async function probe(
  requests: Requests,
  repository: string,
  etag: string | null,
  signal: AbortSignal
): Promise<Probe> {
  const [owner, repo] = repository.split('/');
  const answer = await requests.rest(
    {
      repository,
      route: 'GET /repos/{owner}/{repo}/pulls',
      parameters: { owner, repo, state: 'all', sort: 'updated', direction: 'desc', per_page: 1 },
      etag,
      answer: newestAnswer,
    },
    signal
  );
  if (answer.kind === 'notModified') {
    return { kind: 'unchanged' };
  }
  const base = answer.body[0]?.base.repo;
  return {
    kind: 'changed',
    etag: answer.etag,
    repository: base === undefined ? null : { id: base.id, fullName: base.full_name },
  };
}

/** What a repository is called now, by its id, which it keeps whatever it is called. */
export async function nameOf(
  requests: Requests,
  id: number,
  repository: string,
  signal: AbortSignal
): Promise<RepositoryIdentity> {
  const answer = await requests.rest(
    { repository, route: 'GET /repositories/{id}', parameters: { id }, etag: null, answer: repositoryAnswer },
    signal
  );
  if (answer.kind === 'notModified') {
    throw new Error('GitHub says that nothing changed without having been asked so.');
  }
  return { id: answer.body.id, fullName: answer.body.full_name };
}
