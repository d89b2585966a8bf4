import fc from 'fast-check';

import { parseSettings } from './settings';

const JSON_DATA = { host: 'db.example.com', database: 'stackflow', user: 'grafana' };

it('fills in every default', () => {
  expect(parseSettings(JSON_DATA, { password: 'p' })).toEqual({
    ok: true,
    settings: {
      ...JSON_DATA,
      port: 5432,
      tls: { mode: 'verify', caPem: null },
      auth: { method: 'password', password: 'p' },
      maxConnections: null,
      statementTimeoutSeconds: 30,
    },
  });
});

it('reads IAM sign-in with keys and a role', () => {
  const json = {
    ...JSON_DATA,
    authMethod: 'iam',
    awsRegion: 'eu-central-1',
    awsAssumeRoleArn: 'arn:aws:iam::1:role/r',
    awsExternalId: '',
  };
  expect(parseSettings(json, { awsAccessKeyId: 'a', awsSecretAccessKey: 's' })).toMatchObject({
    settings: {
      auth: {
        method: 'iam',
        region: 'eu-central-1',
        credentials: { source: 'keys', accessKeyId: 'a', secretAccessKey: 's' },
        assumedRole: { roleArn: 'arn:aws:iam::1:role/r', externalId: null },
      },
    },
  });
});

it("takes AWS's default chain where no keys are given", () => {
  const json = { ...JSON_DATA, authMethod: 'iam', awsRegion: 'eu-central-1' };
  expect(parseSettings(json, {})).toMatchObject({
    settings: { auth: { credentials: { source: 'default' }, assumedRole: null } },
  });
});

it.each<[string, Record<string, unknown>, Record<string, string>]>([
  ['host', { host: ' ' }, {}],
  ['database', { database: undefined }, {}],
  ['user', { user: '' }, {}],
  ['port', { port: 70000 }, {}],
  ['port', { port: 'http' }, {}],
  ['tlsMode', { tlsMode: 'maybe' }, {}],
  ['authMethod', { authMethod: 'kerberos' }, {}],
  ['awsRegion', { authMethod: 'iam' }, {}],
  ['tlsMode', { authMethod: 'iam', awsRegion: 'r', tlsMode: 'disable' }, {}],
  ['awsAccessKeyId', { authMethod: 'iam', awsRegion: 'r' }, { awsAccessKeyId: 'a' }],
  ['maxConnections', { maxConnections: 0 }, {}],
  ['statementTimeoutSeconds', { statementTimeoutSeconds: 601 }, {}],
])('names what is wrong: %s', (field, json, secure) => {
  expect(parseSettings({ ...JSON_DATA, ...json }, secure)).toMatchObject({
    ok: false,
    field,
    message: expect.stringContaining(field),
  });
});

it.each<[unknown, unknown]>([
  [null, {}],
  [[], {}],
  ['text', {}],
  [JSON_DATA, null],
])('refuses %j and %j, which are no two objects', (json, secure) => {
  expect(parseSettings(json, secure)).toEqual({ ok: false, field: '', message: 'The settings must be JSON objects.' });
});

it('takes a number that a form saved as text', () => {
  expect(parseSettings({ ...JSON_DATA, port: '6432' }, {})).toMatchObject({ settings: { port: 6432 } });
});

it('never puts a value into a complaint: it may be a secret in the wrong field', () => {
  const secret = fc.stringMatching(/^[a-z]{12,20}$/);
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom('port', 'tlsMode', 'authMethod', 'maxConnections', 'statementTimeoutSeconds'),
      (text, field) => {
        const parsed = parseSettings({ ...JSON_DATA, [field]: text }, { password: text, awsAccessKeyId: text });
        expect(parsed.ok).toBe(false);
        expect(JSON.stringify(parsed)).not.toContain(text);
      }
    )
  );
});
