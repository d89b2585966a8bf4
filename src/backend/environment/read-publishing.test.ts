import { readPublishing } from './read-publishing';

const REGION = { SRE_METRICS_CLOUDWATCH_REGION: 'eu-central-1' };

function read(env: Readonly<Record<string, string>>) {
  const errors: string[] = [];
  return { destination: readPublishing({ ...env }, errors), errors };
}

it('publishes nothing where nothing is set', () => {
  expect(read({ SRE_METRICS_CLOUDWATCH_REGION: ' ' })).toEqual({ destination: null, errors: [] });
});

it('needs no more than a region', () => {
  expect(read(REGION).destination).toEqual({
    region: 'eu-central-1',
    credentials: { source: 'default' },
    assumedRole: null,
    endpoint: null,
    namespace: 'StackFlow/DORA',
    sloNamespace: 'StackFlow/SLO',
    dimensions: {},
    isPublishingSlos: false,
  });
});

it('takes every variable', () => {
  const env = {
    ...REGION,
    SRE_METRICS_CLOUDWATCH_NAMESPACE: 'Acme/DORA',
    SRE_METRICS_CLOUDWATCH_SLO_NAMESPACE: 'Acme/SLO',
    SRE_METRICS_CLOUDWATCH_DIMENSIONS: 'Environment=production, Team=a=b,',
    SRE_METRICS_CLOUDWATCH_SLOS: 'true',
    SRE_METRICS_CLOUDWATCH_ROLE_ARN: 'arn:aws:iam::123456789012:role/metrics',
    SRE_METRICS_CLOUDWATCH_EXTERNAL_ID: 'acme',
    SRE_METRICS_CLOUDWATCH_ENDPOINT: 'https://vpce-1.monitoring.eu-central-1.vpce.amazonaws.com',
  };
  expect(read(env)).toEqual({
    destination: {
      region: 'eu-central-1',
      credentials: { source: 'default' },
      assumedRole: { roleArn: 'arn:aws:iam::123456789012:role/metrics', externalId: 'acme' },
      endpoint: 'https://vpce-1.monitoring.eu-central-1.vpce.amazonaws.com',
      namespace: 'Acme/DORA',
      sloNamespace: 'Acme/SLO',
      dimensions: { Environment: 'production', Team: 'a=b' },
      isPublishingSlos: true,
    },
    errors: [],
  });
});

it.each([
  ['REGION', 'Frankfurt', 'must be an AWS region'],
  ['NAMESPACE', 'AWS/EC2', 'must be 1 to 255 .* begin with neither : nor AWS/'],
  ['NAMESPACE', 'n'.repeat(256), 'must be 1 to 255'],
  ['SLO_NAMESPACE', ':x', 'must be 1 to 255 .* begin with neither : nor AWS/'],
  ['DIMENSIONS', 'Service=a', 'must not name Service'],
  ['DIMENSIONS', 'Team', 'must be pairs such as Environment=production'],
  ['DIMENSIONS', 'Team=a,Team=b', 'names a dimension twice'],
  ['DIMENSIONS', 'Team=größer', 'must be of printable ASCII'],
  ['DIMENSIONS', Array.from({ length: 29 }, (_, index) => `d${index}=x`).join(','), 'must be at most 28'],
  ['SLOS', 'yes', 'must be true or false'],
  ['ROLE_ARN', 'metrics', 'must be the ARN of a role'],
  ['ENDPOINT', 'https://user:hunter2@example.com', 'must be a URL'],
  ['ENDPOINT', 'monitoring.amazonaws.com', 'must be a URL'],
])('refuses %s=%s', (name, value, complaint) => {
  const { destination, errors } = read({ ...REGION, [`SRE_METRICS_CLOUDWATCH_${name}`]: value });
  expect(destination).toBeNull();
  expect(errors).toEqual([expect.stringMatching(new RegExp(`^SRE_METRICS_CLOUDWATCH_${name} ${complaint}`))]);
  expect(errors.join()).not.toContain('hunter2');
});

it('refuses an external id without a role, and settings without a region', () => {
  expect(read({ ...REGION, SRE_METRICS_CLOUDWATCH_EXTERNAL_ID: 'x' }).errors).toEqual([
    'SRE_METRICS_CLOUDWATCH_EXTERNAL_ID needs SRE_METRICS_CLOUDWATCH_ROLE_ARN.',
  ]);
  expect(read({ SRE_METRICS_CLOUDWATCH_SLOS: 'true' }).errors).toEqual([
    'SRE_METRICS_CLOUDWATCH_REGION is missing: without it nothing is published to CloudWatch.',
  ]);
});
