/** HTTP statuses that a failed query, resource call or health check may carry. */
export type FailureStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 414 | 429 | 500 | 502 | 504;

/** Whose fault a failure is: this program's (`plugin`), or the caller's, Aurora's or AWS's (`downstream`). */
export type FailureSource = 'plugin' | 'downstream';

export interface FailureDetails {
  readonly status: FailureStatus;
  readonly source: FailureSource;
  /** What happened, and to what. Never holds a secret. */
  readonly message: string;
  /** The same without what a Viewer need not know: where the database is and who signs in. Default: `message`. */
  readonly messageForViewers?: string;
  /** What to do about it; null where the message says it all. */
  readonly advice: string | null;
  readonly cause?: unknown;
}

/** The one error class whose text is meant for users. */
export class Failure extends Error {
  readonly status: FailureStatus;
  readonly source: FailureSource;
  readonly advice: string | null;
  readonly #messageForViewers: string | null;

  constructor({ status, source, message, messageForViewers, advice, cause }: FailureDetails) {
    super(message, { cause });
    this.name = 'Failure';
    this.status = status;
    this.source = source;
    this.advice = advice;
    this.#messageForViewers = messageForViewers ?? null;
  }

  /** The same failure as a Viewer is told it: the advice without the address. */
  forViewers(): Failure {
    const { status, source, advice, cause } = this;
    return this.#messageForViewers === null
      ? this
      : new Failure({ status, source, message: this.#messageForViewers, advice, cause });
  }

  /** Message and advice in one text. */
  get text(): string {
    return this.advice === null ? this.message : `${this.message} ${this.advice}`;
  }
}

/** A query, filter or range that cannot be answered as it was asked. */
export function badRequest(message: string, advice: string | null = null): Failure {
  return new Failure({ status: 400, source: 'downstream', message, advice });
}

/** Any thrown value as a `Failure`: what is not one already is this program's fault. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) {
    return thrown;
  }
  return new Failure({
    status: 500,
    source: 'plugin',
    message: 'The plugin failed unexpectedly.',
    advice: "See the plugin's lines in Grafana's log for the cause.",
    cause: thrown,
  });
}
