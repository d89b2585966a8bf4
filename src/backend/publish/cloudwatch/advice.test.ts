import { explainTrouble } from './advice';

const DESTINATION = {
  region: 'eu-central-1',
  namespace: 'StackFlow/DORA',
  sloNamespace: 'StackFlow/SLO',
  dimensions: {},
  isPublishingSlos: false,
  endpoint: null,
  credentials: { source: 'default' },
  assumedRole: null,
} as const;

it.each(['SignatureDoesNotMatch', 'RequestTimeTooSkewed', 'Error'])('quotes no signed request for %s', (name) => {
  const reason = `${name}: The Canonical String was\nx-amz-security-token: FwoGZXIv (HTTP 403)`;
  const trouble = { kind: 'refused', reason, isAnswered: true } as const;
  const { text } = explainTrouble(trouble, { operation: 'GetMetricData' }, DESTINATION);
  expect(text).toContain('eu-central-1');
  expect(text).not.toContain('FwoGZXIv');
});
