/** How GitHub sync signs in to GitHub: as an App with installation tokens, or with a personal token. */
export type GitHubCredentials =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      /** PEM; written `\n` in place of line ends, as environment variables hold it, is taken too. */
      readonly privateKey: string;
      /** Null: the installation is looked up for each owner of a repository. */
      readonly installationId: number | null;
    };

/** The public GitHub. */
export const GITHUB_COM = 'https://api.github.com';

/** Why a request has to wait: GitHub's hourly limit, its limit on bursts, or an error that may pass. */
export type WaitReason = 'rateLimit' | 'secondaryLimit' | 'retry';

/** A wait that begins now. */
export interface Wait {
  readonly reason: WaitReason;
  readonly milliseconds: number;
  /** What GitHub said, in one line without secrets. */
  readonly cause: string;
}

export interface GitHubApiSettings {
  readonly credentials: GitHubCredentials;
  /** The REST API's root. Default: `GITHUB_COM`; on GitHub Enterprise Server `https://HOST/api/v3`. */
  readonly baseUrl?: string;
  /** Told before each wait. */
  readonly onWait?: (wait: Wait) => void;
  /** A longer wait is refused with a failure of status 429. Default, and the most: two hours. */
  readonly maxWaitMs?: number;
  /** How long the first repetition after an error waits; each further one doubles it. Default: 1000. */
  readonly retryBaseMs?: number;
  /** How long one request may take until it counts as lost. Default: 30000. */
  readonly requestTimeoutMs?: number;
}
