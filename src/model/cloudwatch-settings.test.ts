import fc from 'fast-check';

import { dimensionTextSchema } from './dimension-text';
import { parseSettings } from './settings';

const JSON_DATA = {
  host: 'db.example.com',
  database: 'stackflow',
  user: 'grafana',
  cloudWatchPublishing: true,
  cloudWatchRegion: 'eu-central-1',
};
const publishing = (json: object, secure: object = {}) => {
  const parsed = parseSettings({ ...JSON_DATA, ...json }, { password: 'p', ...secure });
  return parsed.ok ? parsed.settings.publishing : parsed;
};

it('needs no more than a region', () => {
  expect(publishing({})).toEqual({
    enabled: true,
    writerHost: 'db.example.com',
    destination: {
      region: 'eu-central-1',
      endpoint: null,
      namespace: 'StackFlow/DORA',
      sloNamespace: 'StackFlow/SLO',
      dimensions: {},
      isPublishingSlos: false,
      credentials: { source: 'default' },
      assumedRole: null,
    },
  });
});

it('reads all that can be chosen', () => {
  const json = {
    writerHost: 'writer.example.com',
    cloudWatchRegion: ' us-gov-east-1 ',
    cloudWatchNamespace: 'Acme/DORA',
    cloudWatchSloNamespace: 'Acme/SLO',
    cloudWatchEndpoint: 'https://vpce-1.monitoring.eu-central-1.vpce.amazonaws.com',
    cloudWatchDimensions: 'Environment=production, Team=core=1 ,',
    cloudWatchSlos: true,
    cloudWatchAssumeRoleArn: 'arn:aws:iam::123456789012:role/r',
    cloudWatchExternalId: 'x1',
  };
  const secure = { cloudWatchAccessKeyId: 'AKIA', cloudWatchSecretAccessKey: 'shh' };
  expect(publishing(json, secure)).toEqual({
    enabled: true,
    writerHost: 'writer.example.com',
    destination: {
      region: 'us-gov-east-1',
      endpoint: 'https://vpce-1.monitoring.eu-central-1.vpce.amazonaws.com',
      namespace: 'Acme/DORA',
      sloNamespace: 'Acme/SLO',
      dimensions: { Environment: 'production', Team: 'core=1' },
      isPublishingSlos: true,
      credentials: { source: 'keys', accessKeyId: 'AKIA', secretAccessKey: 'shh' },
      assumedRole: { roleArn: 'arn:aws:iam::123456789012:role/r', externalId: 'x1' },
    },
  });
});

it('takes a blank for what is left out', () => {
  const blank = {
    cloudWatchNamespace: ' ',
    cloudWatchEndpoint: '',
    cloudWatchDimensions: ' ',
    cloudWatchExternalId: '',
  };
  expect(publishing(blank, { cloudWatchAccessKeyId: '', cloudWatchSecretAccessKey: '' })).toEqual(publishing({}));
});

it('looks at nothing while it is off', () => {
  expect(publishing({ cloudWatchPublishing: false, cloudWatchRegion: 'nowhere' })).toEqual({ enabled: false });
  expect(publishing({ cloudWatchPublishing: undefined })).toEqual({ enabled: false });
});

it.each<[string, object, object]>([
  ['cloudWatchPublishing', { cloudWatchPublishing: 'yes' }, {}],
  ['cloudWatchRegion', { cloudWatchRegion: ' ' }, {}],
  ['cloudWatchRegion', { cloudWatchRegion: 'Frankfurt' }, {}],
  ['cloudWatchNamespace', { cloudWatchNamespace: 'AWS/DORA' }, {}],
  ['cloudWatchNamespace', { cloudWatchNamespace: ':DORA' }, {}],
  ['cloudWatchSloNamespace', { cloudWatchSloNamespace: 'n'.repeat(256) }, {}],
  ['cloudWatchEndpoint', { cloudWatchEndpoint: 'monitoring.example.com' }, {}],
  ['cloudWatchEndpoint', { cloudWatchEndpoint: 'file:///etc/passwd' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: 'production' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: 'Environment=' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: 'Environment=prod,Environment=test' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: 'Service=shop' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: 'Stadt=Köln' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: ':a=b' }, {}],
  ['cloudWatchDimensions', { cloudWatchDimensions: Array.from({ length: 29 }, (_, n) => `d${n}=1`).join() }, {}],
  ['cloudWatchAssumeRoleArn', { cloudWatchAssumeRoleArn: 'metrics' }, {}],
  ['cloudWatchSlos', { cloudWatchSlos: 'true' }, {}],
  ['cloudWatchAccessKeyId', {}, { cloudWatchAccessKeyId: 'AKIA' }],
  ['cloudWatchAccessKeyId', {}, { cloudWatchSecretAccessKey: 'shh' }],
])('names what is wrong: %s in %j', (field, json, secure) => {
  expect(publishing(json, secure)).toMatchObject({ ok: false, field, message: expect.stringContaining(field) });
});

it('never puts a value into a complaint', () => {
  const field = fc.constantFrom(
    'cloudWatchRegion',
    'cloudWatchNamespace',
    'cloudWatchEndpoint',
    'cloudWatchDimensions'
  );
  fc.assert(
    fc.property(fc.stringMatching(/^:[a-z]{12,20}$/), field, (secret, name) => {
      const complaint = publishing({ [name]: secret }, { cloudWatchAccessKeyId: secret });
      expect(complaint).toMatchObject({ ok: false });
      expect(JSON.stringify(complaint)).not.toContain(secret);
    })
  );
});

it('reads back every list of dimensions that CloudWatch takes', () => {
  const refused = ['Service', 'SLO', '__proto__'];
  const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/).filter((text) => !refused.includes(text));
  fc.assert(
    fc.property(fc.dictionary(word, word, { maxKeys: 28, noNullPrototype: true }), (dimensions) => {
      const text = Object.entries(dimensions)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ');
      expect(dimensionTextSchema.parse(text)).toEqual(dimensions);
    })
  );
});

it('refuses a dimension that no object would keep', () => {
  expect(dimensionTextSchema.safeParse('Team=core, __proto__=a').error?.issues).toMatchObject([
    { message: 'must not name __proto__' },
  ]);
});
