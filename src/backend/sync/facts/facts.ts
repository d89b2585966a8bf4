/** What is known of GitHub: the newest state of each thing, whoever told it. */

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
  /** The account's name, a bot's without `[bot]`; null for one that is gone. */
  readonly author: string | null;
  /** By GitHub's own type of the account. */
  readonly isByBot: boolean;
  readonly baseBranch: string;
  readonly headBranch: string;
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
  /** Commit time of the commit before the first, where the branch left the base; null: not known. */
  readonly leftBaseAt: Date | null;
  /** Changed files; null: not known. */
  readonly paths: readonly string[] | null;
  /** The pull request of the same repository that this one reverts; null: none. */
  readonly revertsNumber: number | null;
  /** The commit that this one reverts, in lower case; null: none. */
  readonly revertsSha: string | null;
  /** The pull request that its branch alone says it reverts: its title must say so too; null: none. */
  readonly branchRevertsNumber: number | null;
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
  /** The run of GitHub Actions that made it; null: none, or it does not say. */
  readonly runId: number | null;
}

/** A commit that was deployed: what it holds. It never changes. */
export interface CommitFacts {
  readonly kind: 'commit';
  readonly repository: RepositoryIdentity;
  readonly sha: string;
  /** The newest hundred commits that it holds, itself first; empty for one that GitHub does not have. */
  readonly holds: readonly string[];
  /** Author time of each of these. */
  readonly authoredAt: readonly Date[];
}

/** How a run ended that may not be seen: whoever may see it later knows better. */
export const HIDDEN_RUN = 'unknown';

/** A run of GitHub Actions, of which a deployment failed. */
export interface RunFacts {
  readonly kind: 'run';
  readonly repository: RepositoryIdentity;
  readonly runId: number;
  /** GitHub's word: `failure`, `cancelled`, …; `HIDDEN_RUN`, or `gone` where GitHub has it no more. */
  readonly conclusion: string;
  /** Which of two states of a run is the newer. */
  readonly updatedAt: Date;
}

/** A push to a production branch. That of a merge is told as well. */
export interface PushFacts {
  readonly kind: 'push';
  readonly repository: RepositoryIdentity;
  readonly branch: string;
  /** The branch's commit before, and after. */
  readonly before: string;
  readonly sha: string;
  readonly pushedAt: Date;
  /** As of a pull request. */
  readonly author: string | null;
  readonly isByBot: boolean;
  /** When GitHub's API was asked, which knows better than an event; null: an event told it. */
  readonly readAt: Date | null;
}

/** A release or a tag: the name of a commit that is deployed. */
export interface NamedFacts {
  readonly kind: 'release' | 'tag';
  readonly repository: RepositoryIdentity;
  /** The tag's name. */
  readonly name: string;
  /** The commit; null: not known yet. */
  readonly sha: string | null;
  /** When it was published, or tagged: an annotated tag says when, of any other the commit does. */
  readonly namedAt: Date;
  /** Drafts and pre-releases are none. */
  readonly isFinal: boolean;
  /** When GitHub's API was asked, which knows better than an event; null: an event told it. */
  readonly readAt: Date | null;
}

/** Facts beside pull requests and deployments, each known by a key among its kind. */
export type OtherFacts = CommitFacts | RunFacts | PushFacts | NamedFacts;

export type Facts = PullRequestFacts | DeploymentFacts | OtherFacts;
