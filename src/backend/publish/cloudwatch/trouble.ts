/** What the end of a request to AWS says of whether it was taken. */
export type Trouble = {
  /** Whether anyone answered at all. */
  readonly isAnswered: boolean;
} &
  /** Nothing was taken; the same may work in a moment. */
  (
    | { readonly kind: 'later'; readonly reason: string }
    /** Nothing was taken, and it will not be as things are. */
    | { readonly kind: 'refused'; readonly reason: string }
    /** Nothing was taken, because of what this very request holds. */
    | { readonly kind: 'invalid'; readonly reason: string }
    /** Nobody knows. */
    | { readonly kind: 'unknown'; readonly reason: string }
  );

/** Without a connection nothing can have been sent. In the code or the text: the SDK wraps some errors. */
const UNREACHABLE = /\b(ECONNREFUSED|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)\b/;

/** AWS's names for too much at a time, whatever status they come with. */
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|LimitExceeded|LimitExceededException|SlowDown)$/;

/** AWS's names for who may not, whose keys or clock are wrong, or whose account is not subscribed. */
const REFUSED =
  /^(AccessDenied|Unauthorized|NotAuthorized|AuthFailure|ExpiredToken|TokenRefreshRequired|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture|OptInRequired|SubscriptionRequired)/;

/**
 * Reads the end of a request. An answer that is an error says that nothing was taken, save for a
 * gateway's that CloudWatch did not answer it in time; a connection that was lost says nothing.
 */
export function troubleOf(error: unknown): Trouble {
  const { name, message, code, status, isClockCorrected } = read(error);
  const reason = [name, message].filter((text) => text !== '').join(': ');
  if (status !== null) {
    const kind = kindOfAnswer(status, name, isClockCorrected);
    return { kind, reason: `${reason} (HTTP ${status})`, isAnswered: true };
  }
  if (UNREACHABLE.test(`${code} ${message}`) || isConnectTimeout(name, message)) {
    return { kind: 'later', reason, isAnswered: false };
  }
  return { kind: isNeverSent(name, code, message) ? 'refused' : 'unknown', reason, isAnswered: false };
}

function kindOfAnswer(status: number, name: string, isClockCorrected: boolean): Trouble['kind'] {
  if (status === 504 || status < 400) {
    return 'unknown';
  }
  // 408: the request did not come through whole.
  if (status >= 500 || status === 429 || status === 408 || THROTTLED.test(name) || isClockCorrected) {
    return 'later';
  }
  return status === 401 || status === 403 || REFUSED.test(name) ? 'refused' : 'invalid';
}

/** The SDK has one name for both its timeouts; this one's text alone tells that nothing was sent. */
function isConnectTimeout(name: string, message: string): boolean {
  return name === 'TimeoutError' && message.includes('did not establish a connection');
}

/** No credentials, a certificate that is not trusted, or a request that the SDK itself refuses. */
function isNeverSent(name: string, code: string, message: string): boolean {
  return /ProviderError$/.test(name) || /^(ERR_|CERT_|DEPTH_|SELF_|UNABLE_)/.test(code) || /certificate/i.test(message);
}

interface AwsError {
  readonly name: string;
  readonly message: string;
  /** Of Node; blank where there is none. */
  readonly code: string;
  /** Null where nobody answered. */
  readonly status: number | null;
  /** This machine's clock was wrong; the SDK has taken AWS's and signs the next request by it. */
  readonly isClockCorrected: boolean;
}

function read(error: unknown): AwsError {
  if (!(error instanceof Error)) {
    return { name: '', message: String(error), code: '', status: null, isClockCorrected: false };
  }
  const { name, message } = error;
  const metadata = '$metadata' in error && typeof error.$metadata === 'object' ? error.$metadata : null;
  const status = metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  return {
    name,
    message,
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    status: typeof status === 'number' ? status : null,
    isClockCorrected: metadata !== null && 'clockSkewCorrected' in metadata && metadata.clockSkewCorrected === true,
  };
}
