import { troubleOf } from './trouble';
import { visibleAfterSeconds } from './visible-after';

const answer = (httpStatusCode: number, name: string, more: object = {}) =>
  Object.assign(new Error('of a test'), { name, $metadata: { httpStatusCode, ...more } });
const broken = (name: string, code: string, message = code) => Object.assign(new Error(message), { name, code });

/** As @smithy/node-http-handler words it; should it say otherwise one day, nobody knows, which is safe. */
const CONNECT_TIMEOUT =
  '@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of 5000 ms.';

it.each([
  ['throttling', answer(400, 'Throttling'), 'later'],
  ['too many requests', answer(429, 'Anything'), 'later'],
  ['an internal fault', answer(500, 'InternalServiceFault'), 'later'],
  ['no service', answer(503, 'ServiceUnavailable'), 'later'],
  ['a clock that the SDK has corrected', answer(403, 'SignatureDoesNotMatch', { clockSkewCorrected: true }), 'later'],
  ['nobody who listens', broken('Error', 'ECONNREFUSED'), 'later'],
  ['no such host', broken('Error', 'ENOTFOUND'), 'later'],
  [
    'an error that the SDK has wrapped',
    broken('Error', '', 'AWS SDK error wrapper for Error: connect ECONNREFUSED'),
    'later',
  ],
  ['no connection in time', broken('TimeoutError', '', CONNECT_TIMEOUT), 'later'],
  ['a refusal', answer(403, 'AccessDenied'), 'refused'],
  ['a complaint', answer(400, 'InvalidParameterValue'), 'invalid'],
  ['keys that are unknown, whatever the status', answer(400, 'UnrecognizedClientException'), 'refused'],
  ['a clock that is wrong', answer(400, 'RequestExpired'), 'refused'],
  ['a proxy that refuses', answer(403, 'Error'), 'refused'],
  ['a request that is too long', answer(413, 'RequestEntityTooLarge'), 'invalid'],
  ['any other complaint', answer(400, 'SerializationException'), 'invalid'],
  ['no credentials', broken('CredentialsProviderError', ''), 'refused'],
  ['a certificate that is not trusted', broken('Error', 'SELF_SIGNED_CERT_IN_CHAIN'), 'refused'],
  ['a gateway that got no answer', answer(504, 'GatewayTimeout'), 'unknown'],
  ['an answer that cannot be read', answer(200, 'SyntaxError'), 'unknown'],
  ['a connection that was cut', broken('TimeoutError', 'ECONNRESET'), 'unknown'],
  [
    'no answer in time',
    broken('TimeoutError', '', 'the request socket timed out after 30000 ms of inactivity'),
    'unknown',
  ],
  ['what is no error', 'nothing', 'unknown'],
])('takes %s for what it is', (_what, error, kind) => {
  expect(troubleOf(error).kind).toBe(kind);
});

it.each([
  ['a point of the last hour', 1, 30 * 60],
  ['one of three hours ago', 3, 4 * 3600],
  ['one of a day ago', 24, 72 * 3600],
])('waits for %s longer than CloudWatch says it takes', (_what, hours, seconds) => {
  expect(visibleAfterSeconds(hours * 3600_000)).toBe(seconds);
});
