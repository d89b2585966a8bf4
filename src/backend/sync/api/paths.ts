import type { RepositoryIdentity } from '../facts/facts';
import { pathsAnswer } from './answers';
import type { PageInfo, PullRequestAnswer } from './answers';
import { PATHS_QUERY } from './queries';
import type { Requests } from './requests';
import { CutShort } from './trouble';

/**
 * The changed files of a pull request: those that came with it, and further pages where it has more
 * than one holds. Null where no files were asked for.
 */
export async function allPaths(
  requests: Requests,
  { fullName }: RepositoryIdentity,
  { number, files }: PullRequestAnswer,
  signal: AbortSignal
): Promise<readonly string[] | null> {
  if (!files) {
    return null;
  }
  const paths = files.nodes.map(({ path }) => path);
  let after = nextOf(files.pageInfo);
  while (after !== null) {
    const variables = { number, after };
    const query = { repository: fullName, text: PATHS_QUERY, variables: () => variables, answer: pathsAnswer };
    const { repository } = await requests.graphql(query, signal);
    paths.push(...repository.pullRequest.files.nodes.map(({ path }) => path));
    after = nextOf(repository.pullRequest.files.pageInfo);
  }
  return paths;
}

/** The cursor of the following page; null after the last. */
export function nextOf({ hasNextPage, endCursor }: PageInfo): string | null {
  if (hasNextPage && endCursor === null) {
    throw new CutShort('a list');
  }
  return hasNextPage ? endCursor : null;
}
