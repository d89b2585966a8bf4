import { Failure } from '../../model/failure';
import { explainDatabaseError, isRetryable } from './advice';
import type { DatabaseAddress } from './advice';

const ADDRESS: DatabaseAddress = {
  host: 'db.example.com',
  port: 5432,
  database: 'stackflow',
  user: 'grafana',
  authMethod: 'password',
  statementTimeoutSeconds: 30,
};

const withCode = (code: string, message = 'raw') => Object.assign(new Error(message), { code });

it.each<[string, Error, number, RegExp, RegExp, boolean]>([
  ['refused', withCode('ECONNREFUSED'), 502, /db.example.com:5432 cannot be reached/, /security group/, true],
  [
    'several addresses refused',
    new AggregateError([withCode('ECONNREFUSED')]),
    502,
    /cannot be reached/,
    /route/,
    true,
  ],
  ['unknown host', withCode('ENOTFOUND'), 502, /host name/, /endpoint/, false],
  ['restart', withCode('57P01'), 502, /closed the connection/, /try again/, true],
  ['starting', withCode('57P03'), 502, /closed the connection/, /failing over/, true],
  ['lost', new Error('Connection terminated unexpectedly'), 502, /closed the connection/, /try again/, true],
  ['wrong password', withCode('28P01'), 401, /refused the sign-in of user "grafana"/, /password/, false],
  ['token', withCode('28000', 'PAM authentication failed for user "a"'), 401, /IAM token/, /awsTokenHost/, false],
  ['no such database', withCode('3D000'), 502, /no database "stackflow"/, /name/, false],
  ['no right', withCode('42501'), 403, /may not read/, /sre_metrics_reader/, false],
  ['no table', withCode('42P01'), 502, /lacks a table/, /sre-metrics migrate/, false],
  ['statement timeout', withCode('57014'), 504, /statement timeout of 30 s/, /shorter range/, false],
  ['too many connections', withCode('53300'), 429, /no free connection/, /connection limit/, false],
  ['pool busy', new Error('timeout exceeded when trying to connect'), 504, /became free in time/, /limit/, false],
  ['unknown zone', withCode('22023'), 400, /time zone/, /another/, false],
  ['reader conflict', withCode('40001'), 502, /catch up/, /max_standby/, true],
  ['no TLS', new Error('The server does not support SSL connections'), 502, /does not offer TLS/, /disable/, false],
  ['unknown authority', withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 502, /cannot be verified/, /PEM/, false],
  ['wrong name', withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 502, /another host name/, /endpoint/, false],
])('%s', (_, error, status, message, advice, retried) => {
  const failure = explainDatabaseError(error, ADDRESS);
  expect(failure).toMatchObject({
    status,
    source: 'downstream',
    message: expect.stringMatching(message),
    cause: error,
  });
  expect(failure.advice).toMatch(advice);
  expect(isRetryable(error)).toBe(retried);
});

it.each([
  ['EHOSTUNREACH', 'ECONNREFUSED'],
  ['ENETUNREACH', 'ECONNREFUSED'],
  ['ETIMEDOUT', 'ECONNREFUSED'],
  ['ECONNRESET', '57P01'],
  ['EPIPE', '57P01'],
  ['57P02', '57P01'],
  ['08000', '57P01'],
  ['08003', '57P01'],
  ['08006', '57P01'],
  ['28000', '28P01'],
  ['42703', '42P01'],
  ['3F000', '42P01'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
])('%s is told as %s is', (code, sibling) => {
  const { status, text } = explainDatabaseError(withCode(sibling), ADDRESS);
  expect(explainDatabaseError(withCode(code), ADDRESS)).toMatchObject({ status, text });
});

it.each([
  ['EAI_AGAIN', 502, /DNS/, true],
  ['53400', 429, /raise the limit/, false],
])('%s', (code, status, text, retried) => {
  expect(explainDatabaseError(withCode(code), ADDRESS)).toMatchObject({ status, text: expect.stringMatching(text) });
  expect(isRetryable(withCode(code))).toBe(retried);
});

it('never repeats what the driver says where the code explains it', () => {
  for (const code of ['28P01', '42501', '57014', 'ECONNREFUSED', 'CERT_HAS_EXPIRED']) {
    expect(explainDatabaseError(withCode(code, 'raw words with s3cret'), ADDRESS).text).not.toContain('s3cret');
  }
});

it("keeps PostgreSQL's own words and code for what nobody foresaw", () => {
  expect(explainDatabaseError(withCode('22012', 'division by zero'), ADDRESS)).toMatchObject({
    status: 502,
    message: 'Aurora answered with an error (22012): division by zero',
  });
});

it('tells missing AWS credentials apart from a refused sign-in', () => {
  const error = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
  expect(explainDatabaseError(error, { ...ADDRESS, authMethod: 'iam' })).toMatchObject({
    status: 401,
    advice: expect.stringContaining('forward'),
  });
});

it('leaves what is a failure already as it is', () => {
  const failure = new Failure({ status: 400, source: 'downstream', message: 'm', advice: null });
  expect(explainDatabaseError(failure, ADDRESS)).toBe(failure);
});

it.each([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P01', '28P01', '3D000', '42501', '42P01', '57014', '53300', '40001'],
  ...['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'XX000'],
])('tells a Viewer the advice for %s, and not where the database is', (code) => {
  const { host, port, database, user } = ADDRESS;
  const error = withCode(code, `no entry for host "${host}:${port}", user "${user}", database "${database}"`);
  const failure = explainDatabaseError(error, { ...ADDRESS, database: 'the-database', user: 'the-user' });
  const shown = failure.forViewers();
  expect(shown.text).not.toMatch(/example|5432|the-database|the-user/);
  expect(shown).toMatchObject({ status: failure.status, source: failure.source, advice: failure.advice });
});
