import fc from 'fast-check';

import { parseSettings } from './settings';
import { MAX_TEAMS, MAX_TEAM_LENGTH } from './settings-teams';

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
      showEditorsTo: 'editors',
      storedCells: true,
      teams: [],
      usualGaps: { changes: null, incidents: null, sync: null, downtime: null },
      edits: { slos: false, gate: false, writerHost: 'db.example.com' },
      publishing: { enabled: false },
    },
  });
});

it('takes a blank for a setting that is left out, as provisioning leaves it', () => {
  const json = { ...JSON_DATA, port: '', tlsMode: '', authMethod: '', maxConnections: '', statementTimeoutSeconds: '' };
  expect(parseSettings(json, { password: 'p' })).toEqual(parseSettings(JSON_DATA, { password: 'p' }));
});

it.each(['host', 'database', 'user'])('says that a blank %s is missing', (field) => {
  const complaint = parseSettings({ ...JSON_DATA, [field]: '' }, { password: 'p' });
  expect(complaint).toMatchObject({ ok: false, field, message: expect.stringContaining('is missing') });
});

it.each([
  [{}, { slos: false, gate: false, writerHost: 'db.example.com' }],
  [
    { allowSloEdits: false, writerHost: 'w.example.com' },
    { slos: false, gate: false, writerHost: 'w.example.com' },
  ],
  [{ allowSloEdits: true }, { slos: true, gate: false, writerHost: 'db.example.com' }],
  [
    { allowSloEdits: true, writerHost: '  ' },
    { slos: true, gate: false, writerHost: 'db.example.com' },
  ],
  [
    { allowGateOverrides: true, writerHost: ' w.example.com ' },
    { slos: false, gate: true, writerHost: 'w.example.com' },
  ],
])('reads what may be edited, and where that goes, from %j', (json, edits) => {
  expect(parseSettings({ ...JSON_DATA, ...json }, { password: 'p' })).toMatchObject({ settings: { edits } });
});

it.each(['allowSloEdits', 'allowGateOverrides'])('takes nothing but true and false for %s', (field) => {
  expect(parseSettings({ ...JSON_DATA, [field]: 'yes' }, { password: 'p' })).toMatchObject({ ok: false, field });
});

describe('teams', () => {
  const read = (teams: unknown, more: object = {}) =>
    parseSettings({ ...JSON_DATA, ...more, teams }, { password: 'p' });

  it.each([[[]], [['Sales']], [[' Sales ', 'Data']], [Array.from({ length: MAX_TEAMS }, (_, index) => `t${index}`)]])(
    'are names to the letter: %j',
    (teams) => {
      expect(read(teams)).toMatchObject({ ok: true, settings: { teams } });
    }
  );

  it.each([
    ['', 'must be a list'],
    [null, 'must be a list'],
    ['Sales', 'must be a list'],
    [{}, 'must be a list'],
    [[''], 'is blank'],
    [['Sales', ' '], 'is blank'],
    [[7], 'is not a text'],
    [['a\u0000b'], 'NUL'],
    [['x'.repeat(MAX_TEAM_LENGTH + 1)], 'longer'],
    [Array.from({ length: MAX_TEAMS + 1 }, () => 'x'), 'names'],
  ])('are never taken for no limit where they are no names: %j', (teams, word) => {
    const complaint = read(teams);
    expect(complaint).toMatchObject({ ok: false, message: expect.stringContaining(word) });
    expect('field' in complaint && complaint.field).toMatch(/^teams/);
  });

  it('do not go with publishing, which tells of all teams', () => {
    const publishing = { cloudWatchPublishing: true, cloudWatchRegion: 'eu-central-1' };
    expect(read(['Sales'], publishing)).toMatchObject({ ok: false, field: 'teams' });
    expect(read([], publishing)).toMatchObject({ ok: true });
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

it.each([
  [{ tlsMode: 'verify' }, { tlsCaCert: 'PEM' }, { mode: 'verify', caPem: 'PEM' }],
  [{ tlsMode: 'verify' }, { tlsCaCert: ' \n' }, { mode: 'verify', caPem: null }],
  [{ tlsMode: 'require' }, { tlsCaCert: 'PEM' }, { mode: 'require' }],
  [{ tlsMode: 'disable' }, {}, { mode: 'disable' }],
])('reads TLS from %j', (json, secure, tls) => {
  expect(parseSettings({ ...JSON_DATA, ...json }, { password: 'p', ...secure })).toMatchObject({ settings: { tls } });
});

it('takes blanks off names, but not off a password', () => {
  expect(parseSettings({ ...JSON_DATA, host: ' db ' }, { password: ' p ' })).toMatchObject({
    settings: { host: 'db', auth: { password: ' p ' } },
  });
});

it.each([
  ['maxConnections', 1],
  ['maxConnections', 100],
  ['statementTimeoutSeconds', 1],
  ['statementTimeoutSeconds', 600],
  ['port', 1],
  ['port', 65535],
])('takes %s at its edge, %d', (field, value) => {
  expect(parseSettings({ ...JSON_DATA, [field]: value }, { password: 'p' })).toMatchObject({
    settings: { [field]: value },
  });
});

it('takes a usual gap of each source, as a form or provisioning writes it', () => {
  const json = { ...JSON_DATA, changesGapHours: 72, incidentsGapHours: '8784', syncGapHours: '', downtimeGapHours: 1 };
  expect(parseSettings(json, { password: 'p' })).toMatchObject({
    settings: { usualGaps: { changes: 72, incidents: 8784, sync: null, downtime: 1 } },
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
  ['host', { host: 7 }, {}],
  ['host', { host: 'h'.repeat(501) }, {}],
  ['database', { database: undefined }, {}],
  ['database', { database: '  ' }, {}],
  ['user', { user: '' }, {}],
  ['user', { user: undefined }, {}],
  ['port', { port: 70000 }, {}],
  ['port', { port: 0 }, {}],
  ['port', { port: 5432.5 }, {}],
  ['port', { port: 'http' }, {}],
  ['tlsMode', { tlsMode: 'maybe' }, {}],
  ['authMethod', { authMethod: 'kerberos' }, {}],
  ['password', {}, {}],
  ['awsRegion', { authMethod: 'iam' }, {}],
  ['awsRegion', { authMethod: 'iam', awsRegion: ' ' }, {}],
  ['awsAssumeRoleArn', { awsAssumeRoleArn: 'a'.repeat(2001) }, {}],
  ['awsExternalId', { awsExternalId: 1 }, {}],
  ['tlsMode', { authMethod: 'iam', awsRegion: 'r', tlsMode: 'disable' }, {}],
  ['awsAccessKeyId', { authMethod: 'iam', awsRegion: 'r' }, { awsAccessKeyId: 'a' }],
  ['awsAccessKeyId', { authMethod: 'iam', awsRegion: 'r' }, { awsSecretAccessKey: 's' }],
  ['maxConnections', { maxConnections: 0 }, {}],
  ['maxConnections', { maxConnections: 101 }, {}],
  ['statementTimeoutSeconds', { statementTimeoutSeconds: 0 }, {}],
  ['statementTimeoutSeconds', { statementTimeoutSeconds: 601 }, {}],
  ['changesGapHours', { changesGapHours: 0 }, {}],
  ['downtimeGapHours', { downtimeGapHours: 8785 }, {}],
  ['incidentsGapHours', { incidentsGapHours: 1.5 }, {}],
  ['syncGapHours', { syncGapHours: 'a day' }, {}],
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
  expect(parseSettings({ ...JSON_DATA, port: '6432' }, { password: 'p' })).toMatchObject({ settings: { port: 6432 } });
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

it('never throws, and never tells a secret, whatever stands in the fields', () => {
  const SECRET = 's3cret-Passw0rd';
  const anything = fc.oneof(
    fc.constant(SECRET),
    fc.constant([SECRET]),
    fc.constant({ [SECRET]: SECRET }),
    fc.jsonValue()
  );
  const field = fc.constantFrom(
    ...['host', 'port', 'database', 'user', 'tlsMode', 'authMethod', 'awsRegion', 'awsAssumeRoleArn', SECRET]
  );
  const secureField = fc.constantFrom('password', 'tlsCaCert', 'awsAccessKeyId', 'awsSecretAccessKey');
  fc.assert(
    fc.property(fc.dictionary(field, anything), fc.dictionary(secureField, anything), (json, secure) => {
      const parsed = parseSettings({ ...JSON_DATA, ...json }, secure);
      expect(parsed.ok ? '' : parsed.message).not.toContain(SECRET);
    }),
    { numRuns: 300 }
  );
});
