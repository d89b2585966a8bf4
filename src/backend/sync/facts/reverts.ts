/** What tells that a pull request reverts another. */
export interface RevertTexts {
  readonly title: string;
  readonly body: string | null;
  readonly headBranch: string;
  /** `owner/name` of the pull request's own repository. */
  readonly repository: string;
}

/**
 * The number of the pull request of the same repository that is reverted; null: none is. GitHub's
 * own button writes `Reverts owner/name#12` and names the branch `revert-12-…`.
 */
export function revertOf({ title, body, headBranch, repository }: RevertTexts): number | null {
  const told = [body ?? '', title].map((text) => /\breverts?:?\s+([\w.-]+\/[\w.-]+)?#(\d+)\b/i.exec(text));
  const own = told.find((match) => match && (match[1] ?? repository).toLowerCase() === repository.toLowerCase());
  const number = own?.[2] ?? /^revert-(\d+)-/.exec(headBranch)?.[1];
  return number === undefined ? null : Number(number);
}
