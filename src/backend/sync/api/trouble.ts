/** What can go wrong between GitHub and us, as the one thing that the rest of the client looks at. */
export type Trouble =
  /** The hourly limit is used up. */
  | { readonly kind: 'rateLimit'; readonly waitMs: number; readonly text: string }
  /** Too many requests in a short time; null: GitHub did not say for how long. */
  | { readonly kind: 'secondaryLimit'; readonly waitMs: number | null; readonly text: string }
  /** An error of the server or the network, or an answer that was cut short. It may pass. */
  | { readonly kind: 'passing'; readonly text: string }
  | { readonly kind: 'signIn'; readonly text: string }
  | { readonly kind: 'forbidden'; readonly text: string }
  | { readonly kind: 'notFound'; readonly text: string }
  /** A place in a list that GitHub does not know any more. */
  | { readonly kind: 'staleCursor'; readonly text: string }
  /** Values that GitHub does not take, such as a commit that is gone. */
  | { readonly kind: 'invalid'; readonly text: string }
  /** What GitHub holds against the request itself. */
  | { readonly kind: 'refused'; readonly text: string };

/** An answer that is not what was asked for: cut short on its way, or in parts empty. */
export class CutShort extends Error {
  constructor(what: string, cause?: unknown) {
    super(`GitHub's answer to ${what} was incomplete.`, { cause });
    this.name = 'CutShort';
  }
}

/** An answer that is longer than any of GitHub's. */
export class TooLong extends Error {
  constructor(maxBytes: number) {
    super(`GitHub's answer is longer than ${maxBytes} bytes.`);
    this.name = 'TooLong';
  }
}
