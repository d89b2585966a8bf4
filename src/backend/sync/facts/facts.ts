/** What is known of GitHub: the newest state of a pull request or a deployment, whoever told it. */

/** A repository as GitHub knows it: the id stays when it is renamed. */
export interface RepositoryIdentity {
  readonly id: number;
  /** `owner/name`. */
  readonly fullName: string;
}

export interface PullRequestFacts {
  readonly kind: 'pullRequest';
  readonly repository: RepositoryIdentity;
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** Null for an account that is gone. */
  readonly author: string | null;
  readonly baseBranch: string;
  readonly headSha: string;
  readonly openedAt: Date;
  /** Which of two states of a pull request is the newer. */
  readonly updatedAt: Date;
  /** When GitHub's API was asked, which knows better than an event of the same second; null: an event told it. */
  readonly readAt: Date | null;
  readonly state:
    | { readonly kind: 'open' }
    | { readonly kind: 'closed'; readonly closedAt: Date }
    | { readonly kind: 'merged'; readonly mergedAt: Date; readonly mergeCommitSha: string | null };
  readonly labels: readonly string[];
  /** Author time of the first commit; null: not known yet. */
  readonly firstCommitAt: Date | null;
  /** Changed files; null: not known. */
  readonly paths: readonly string[] | null;
  /** The pull request of the same repository that this one reverts; null: none. */
  readonly revertsNumber: number | null;
  /** The commit that this one reverts, in lower case; null: none. */
  readonly revertsSha: string | null;
}

export interface DeploymentFacts {
  readonly kind: 'deployment';
  readonly repository: RepositoryIdentity;
  readonly deploymentId: number;
  readonly sha: string;
  readonly environment: string;
  /** GitHub's word in lower case: `success`, `failure`, `error`, `inactive`, `pending`, … */
  readonly state: string;
  /** Which of two states of a deployment is the newer. */
  readonly stateAt: Date;
  readonly url: string | null;
}

export type Facts = PullRequestFacts | DeploymentFacts;
