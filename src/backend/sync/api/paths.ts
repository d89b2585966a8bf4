import type { RepositoryIdentity } from '../facts/facts';
import { pathsAnswer } from './answers';
import type { PageInfo, PullRequestAnswer } from './answers';
import { Cursors } from './cursors';
import { PATHS_QUERY } from './queries';
import type { Requests } from './requests';

/** Of a hundred files each; GitHub itself shows no more than 3,000 files. */
const MOST_PAGES = 1_000;

/**
 * The changed files of a pull request: those that came with it, and further pages where it has more
 * than one holds. Null where no files were asked for.
 *
 * @throws Failure where the pages do not come to an end
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
  const cursors = new Cursors({ what: `files of ${fullName}#${number}`, from: null, mostPages: MOST_PAGES });
  const paths: string[] = [];
  let page = files;
  for (;;) {
    paths.push(...page.nodes.map(({ path }) => path));
    const after = nextOf(page.pageInfo);
    if (after === null) {
      return paths;
    }
    cursors.follow(after, page.nodes.length);
    const variables = { number, after };
    const query = { repository: fullName, text: PATHS_QUERY, variables: () => variables, answer: pathsAnswer };
    const { repository } = await requests.graphql(query, signal);
    page = repository.pullRequest.files;
  }
}

/** The cursor of the following page; null after the last. */
export function nextOf({ hasNextPage, endCursor }: PageInfo): string | null {
  return hasNextPage ? endCursor : null;
}
