/** What tells that a pull request reverts another. */
export interface RevertTexts {
  readonly title: string;
  readonly body: string | null;
  readonly headBranch: string;
  /** `owner/name` of the pull request's own repository. */
  readonly repository: string;
}

/** What a pull request reverts, in its own repository; null where it does not say so. */
export interface Revert {
  readonly revertsNumber: number | null;
  /** A commit, such as the one that merging the reverted pull request made. */
  readonly revertsSha: string | null;
  /** What the branch alone says: people call branches so for other reasons too. */
  readonly branchRevertsNumber: number | null;
}

/** PostgreSQL and GitHub count further, but no pull request has such a number. */
const MAX_NUMBER = 2 ** 31;

/**
 * At the beginning of a line: elsewhere people ask or refuse to revert something. Blanks before it must not
 * reach into the next line, which is looked at by itself: in a body of line ends alone each would be read to
 * the end again.
 */
const IN_BODY = /^[^\S\n\r\u2028\u2029]*(?:this (?:pr |pull request )?)?reverts:?\s+([\w.-]+\/[\w.-]+)?#(\d+)\b/im;
const IN_TITLE = /^\s*reverts?:?\s+([\w.-]+\/[\w.-]+)?#(\d+)\b/i;

/**
 * GitHub's own button writes `Reverts owner/name#12` and names the branch `revert-12-…`; `git revert`
 * writes `This reverts commit` and the commit's full name. A branch is no more than a hint: it may be
 * called `revert-500-errors`.
 */
export function revertOf({ title, body, headBranch, repository }: RevertTexts): Revert {
  const matches = [IN_BODY.exec(body ?? ''), IN_TITLE.exec(title)];
  const own = matches.find((match) => match && (match[1] ?? repository).toLowerCase() === repository.toLowerCase());
  const number = (digits: string | undefined) =>
    digits !== undefined && Number(digits) < MAX_NUMBER ? Number(digits) : null;
  const sha = /\bthis reverts commit ([0-9a-f]{40}([0-9a-f]{24})?)\b/i.exec(body ?? '')?.[1];
  return {
    revertsNumber: number(own?.[2]),
    revertsSha: sha?.toLowerCase() ?? null,
    branchRevertsNumber: number(/^revert-(\d+)-/.exec(headBranch)?.[1]),
  };
}
