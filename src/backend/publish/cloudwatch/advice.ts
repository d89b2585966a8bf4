import { Failure } from '../../../model/failure';
import type { FailureStatus } from '../../../model/failure';
import type { PublishDestination } from '../destination';
import type { Trouble } from './trouble';

/** What was asked of CloudWatch; decides which permission a refusal is about. */
export type CloudWatchAction =
  { readonly operation: 'PutMetricData'; readonly namespace: string } | { readonly operation: 'GetMetricData' };

interface Explanation {
  readonly status: FailureStatus;
  readonly message: string;
  readonly advice: string;
}

/** A refusal, or a trouble that lasted, as a `Failure` that says what to do. Holds no secret. */
export function explainTrouble(trouble: Trouble, action: CloudWatchAction, destination: PublishDestination): Failure {
  const { kind } = trouble;
  const reason = withoutQuotes(trouble);
  const where = destination.endpoint ?? destination.region;
  const { status, message, advice } =
    kind === 'unknown'
      ? {
          status: 504 as const,
          message: `CloudWatch (${where}) did not answer: ${reason}.`,
          advice: 'A later run asks CloudWatch what it has before anything is sent again.',
        }
      : explanationOf(reason, action, destination, where);
  return new Failure({ status, source: 'downstream', message, advice });
}

/** Who refuses a request for its signature may quote it; the error's name says enough. */
function withoutQuotes({ kind, reason, isAnswered }: Trouble): string {
  const isQuoting = kind === 'refused' && isAnswered && !/sts:AssumeRole/i.test(reason);
  const [name, status] = [reason.split(':', 1)[0] ?? '', / \(HTTP \d+\)$/.exec(reason)];
  return isQuoting && status !== null && name.length < status.index ? `${name}${status[0]}` : reason;
}

function explanationOf(
  reason: string,
  action: CloudWatchAction,
  { region, assumedRole }: PublishDestination,
  where: string
): Explanation {
  if (/sts:AssumeRole/i.test(reason)) {
    return {
      status: 403,
      message: `AWS does not let these credentials assume the role ${assumedRole?.roleArn ?? ''}.`,
      advice: "Allow sts:AssumeRole to them, and let the role's trust policy name them (and the external id).",
    };
  }
  if (/^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)\b/.test(reason)) {
    return { status: 403, message: `AWS refuses ${permissionOf(action)} in ${region}.`, advice: adviceOf(action) };
  }
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)\b/.test(reason)) {
    return {
      status: 401,
      message: 'The AWS credentials have expired.',
      advice: 'Renew them; a role of the machine, or one to assume, renews itself.',
    };
  }
  if (
    /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken)\b/.test(
      reason
    )
  ) {
    return {
      status: 401,
      message: `AWS does not know these credentials in ${region}.`,
      advice: 'Check access key and secret, and whether the region is enabled for the account.',
    };
  }
  if (/ProviderError\b/.test(reason)) {
    return {
      status: 401,
      message: 'There are no AWS credentials.',
      advice: 'Give the process a role or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    };
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|did not establish|certificate/i.test(reason)) {
    return {
      status: 502,
      message: `CloudWatch (${where}) cannot be reached: ${reason}.`,
      advice: 'Check region and endpoint, and that firewall and route let this machine out, or a VPC endpoint in.',
    };
  }
  return {
    status: 502,
    message: `CloudWatch (${where}) refuses ${action.operation}: ${reason}.`,
    advice: 'What was not taken is sent with the next run.',
  };
}

function permissionOf(action: CloudWatchAction): string {
  return action.operation === 'PutMetricData'
    ? `cloudwatch:PutMetricData for the namespace ${action.namespace}`
    : 'cloudwatch:GetMetricData';
}

function adviceOf(action: CloudWatchAction): string {
  return action.operation === 'PutMetricData'
    ? `Allow cloudwatch:PutMetricData on resource * with the condition StringEquals cloudwatch:namespace "${action.namespace}".`
    : 'Allow cloudwatch:GetMetricData on resource *; without it nobody can tell whether a lost request arrived.';
}
