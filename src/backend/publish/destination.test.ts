import { destinationKey } from './destination';

const keyOf = (endpoint: string | null) =>
  destinationKey({
    region: 'eu-central-1',
    namespace: 'StackFlow/DORA',
    sloNamespace: 'StackFlow/SLO',
    dimensions: { Team: 'core', Environment: 'production' },
    isPublishingSlos: true,
    endpoint,
    credentials: { source: 'default' },
    assumedRole: null,
  });
const KEY = 'eu-central-1 StackFlow/DORA Environment=production,Team=core';

it.each([
  null,
  'https://monitoring.eu-central-1.amazonaws.com',
  'https://MONITORING.eu-central-1.amazonaws.com:443/',
  'https://monitoring.cn-north-1.amazonaws.com.cn',
  'https://monitoring.eu-central-1.api.aws',
  'https://vpce-0123-abcd.monitoring.eu-central-1.vpce.amazonaws.com/',
])('is the same CloudWatch by %s', (endpoint) => {
  expect(keyOf(endpoint)).toBe(KEY);
});

it.each(['http://localhost:5000', 'http://localhost:5000/', 'HTTP://LocalHost:5000//'])(
  'is one emulator by %s',
  (endpoint) => {
    expect(keyOf(endpoint)).toBe(`${KEY} http://localhost:5000`);
  }
);

it.each(['https://amazonaws.com.example.org', 'https://notamazonaws.com'])(
  'takes %s for no endpoint of AWS',
  (endpoint) => {
    expect(keyOf(endpoint)).toBe(`${KEY} ${endpoint}`);
  }
);
