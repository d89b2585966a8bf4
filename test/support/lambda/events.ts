import type { EventBridgeEvent, LambdaFunctionURLEvent } from 'aws-lambda';

interface UrlRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the body comes as Lambda gives binary ones. */
  readonly isBase64Encoded?: boolean;
}

/** What Lambda makes of a request to a function's URL. */
export function functionUrlEvent({
  method = 'POST',
  path = '/github/webhook',
  headers,
  body,
  isBase64Encoded = false,
}: UrlRequest): LambdaFunctionURLEvent {
  const domainName = 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { ...headers, host: domainName, 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abcdefghijklmnopqrstuvwxyz012345',
      domainName,
      domainPrefix: 'abcdefghijklmnopqrstuvwxyz012345',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'GitHub-Hookshot/0000000' },
      requestId: '7f3a2a5e-0000-4000-8000-000000000000',
      routeKey: '$default',
      stage: '$default',
      time: '21/Aug/2026:16:02:17 +0000',
      timeEpoch: 1_787_328_137_000,
    },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  };
}

/** What a rule of EventBridge sends when it is time. */
export const SCHEDULED_EVENT: EventBridgeEvent<'Scheduled Event', Record<string, never>> = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-08-21T16:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:events:eu-central-1:123456789012:rule/StackFlowGitHubSync'],
  detail: {},
};
