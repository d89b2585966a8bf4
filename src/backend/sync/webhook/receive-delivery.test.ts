import { WEBHOOK_SECRET, webhookHeaders } from '../../../../test/support/github/send-webhook';
import { EXAMPLE_SOURCES, webhookExamples } from '../../../../test/support/github/webhook-examples';
import { parseDelivery } from './delivery';
import { MAX_BODY_BYTES } from './head-complaint';
import { receiveDelivery } from './receive-delivery';

interface Parts {
  readonly event?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const EXAMPLES = webhookExamples();
const CLOSED = EXAMPLES.find(
  ({ event, payload }) => event === 'pull_request' && 'action' in payload && payload.action === 'closed'
);

function receive({ event = 'pull_request', body = JSON.stringify(CLOSED?.payload), headers = {} }: Parts = {}) {
  return receiveDelivery({
    headers: { ...webhookHeaders(event, body, { id: 'one' }), ...headers },
    rawBody: Buffer.from(body),
    secret: WEBHOOK_SECRET,
  });
}

it('takes what a pull request’s event tells', () => {
  expect(receive()).toEqual({
    status: 202,
    body: 'Queued.\n',
    delivery: {
      id: 'one',
      event: 'pull_request',
      facts: {
        kind: 'pullRequest',
        repository: { id: 186853002, fullName: 'Codertocat/Hello-World' },
        number: 2,
        title: 'Update the README with new information.',
        url: 'https://github.com/Codertocat/Hello-World/pull/2',
        author: 'Codertocat',
        baseBranch: 'master',
        isByBot: false,
        headBranch: 'changes',
        leftBaseAt: null,
        branchRevertsNumber: null,
        headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
        openedAt: new Date('2019-05-15T15:20:33Z'),
        updatedAt: new Date('2019-05-15T15:21:18Z'),
        readAt: null,
        state: { kind: 'closed', closedAt: new Date('2019-05-15T15:21:18Z') },
        labels: ['bug'],
        firstCommitAt: null,
        paths: null,
        revertsNumber: null,
        revertsSha: null,
      },
    },
  });
});

it('takes what a deployment’s event tells', () => {
  const status = EXAMPLES.find(({ event }) => event === 'deployment_status');
  expect(receive({ event: 'deployment_status', body: JSON.stringify(status?.payload) })).toMatchObject({
    status: 202,
    delivery: {
      facts: {
        kind: 'deployment',
        repository: { id: 186853002 },
        deploymentId: 145988746,
        sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
        environment: 'production',
        state: 'success',
        stateAt: new Date('2019-05-15T15:20:55Z'),
        url: null,
      },
    },
  });
});

it('takes a form’s field as well', () => {
  const body = new URLSearchParams({ payload: JSON.stringify(CLOSED?.payload) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(receive({ body, headers })).toMatchObject({ status: 202, delivery: { facts: { number: 2 } } });
});

it('reads back what was queued as JSON', () => {
  const { delivery } = receive();
  expect(parseDelivery(JSON.parse(JSON.stringify(delivery)))).toEqual(delivery);
});

it('reads what version 0.2 queued', () => {
  const queued = (kind: string) => {
    const { event, payload } = (kind === 'pull_request' ? CLOSED : EXAMPLES.find((one) => one.event === kind)) ?? {};
    const { delivery } = receive({ event, body: JSON.stringify(payload) });
    return JSON.parse(JSON.stringify(delivery)) as { facts: Record<string, unknown> };
  };
  const without = (kind: string, keys: readonly string[]) => {
    const delivery = queued(kind);
    const facts = Object.fromEntries(Object.entries(delivery.facts).filter(([key]) => !keys.includes(key)));
    return { ...delivery, facts };
  };
  const pullRequest = without('pull_request', ['isByBot', 'headBranch', 'leftBaseAt', 'branchRevertsNumber']);
  const deployment = without('deployment_status', ['runId']);
  expect(parseDelivery(pullRequest).facts).toMatchObject({ number: 2, isByBot: false, headBranch: '' });
  expect(parseDelivery(deployment).facts).toMatchObject({ deploymentId: 145988746, runId: null });
});

it.each(EXAMPLE_SOURCES)('answers every event there is: %s', (source) => {
  const taken = new Set<string>();
  for (const { event, payload } of webhookExamples(source)) {
    const { status, body } = receive({ event, body: JSON.stringify(payload) });
    expect({ event, status, isFine: status === 200 || status === 202, body }).toMatchObject({ isFine: true });
    if (status === 202) {
      taken.add(event);
    }
  }
  // Of its pushes all of GHES 3.1's take something away.
  const pushes = source === 'ghes-31' ? [] : ['push'];
  expect([...taken].toSorted()).toEqual(['deployment_status', 'pull_request', ...pushes, 'release']);
});

const forged = webhookHeaders('pull_request', 'other');
const weak = webhookHeaders('pull_request', JSON.stringify(CLOSED?.payload), { secret: 'guess' });

it.each([
  ['no signature', { 'x-hub-signature-256': undefined }],
  ['another body’s signature', forged],
  ['another secret’s signature', weak],
  ['half a signature', { 'x-hub-signature-256': weak['x-hub-signature-256']?.slice(0, 30) }],
  ['a signature of another kind', { 'x-hub-signature-256': 'sha1=0123456789abcdef0123456789abcdef01234567' }],
])('refuses %s', (_, headers) => {
  expect(receive({ headers })).toMatchObject({ status: 401, delivery: null });
});

it('refuses a body that was changed on its way, before it is parsed', () => {
  const body = '{"half": ';
  expect(receive({ body, headers: forged })).toMatchObject({ status: 401 });
  expect(receive({ body })).toMatchObject({ status: 400, body: 'The body is not JSON.\n' });
});

it('refuses what lacks something, and says what', () => {
  expect(receive({ body: '{}' })).toEqual({
    status: 400,
    body: expect.stringMatching(/^The payload is none of pull_request: repository /),
    delivery: null,
  });
  expect(receive({ headers: { 'x-github-delivery': undefined } })).toMatchObject({ status: 400 });
  expect(receive({ body: '' })).toMatchObject({ status: 400 });
});

it.each([
  ['no delivery id', 'X-GitHub-Delivery', { 'x-github-delivery': undefined }],
  ['an empty one', 'X-GitHub-Delivery', { 'x-github-delivery': '' }],
  ['one of 5,000 characters', 'X-GitHub-Delivery', { 'x-github-delivery': 'a'.repeat(5_000) }],
  ['one with a line end', 'X-GitHub-Delivery', { 'x-github-delivery': 'a\n' }],
  ['no event', 'X-GitHub-Event', { 'x-github-event': undefined }],
  ['an event that is no name', 'X-GitHub-Event', { 'x-github-event': 'pull request' }],
])('refuses %s, and names the header', (_, header, headers) => {
  expect(receive({ headers })).toMatchObject({ status: 400, body: expect.stringContaining(header), delivery: null });
});

it.each([
  ['a web address', 'javascript:alert(1)', 400],
  ['a web address', 'https://github.com/acme/shop/pull/1', 202],
])('wants %s for a pull request’s page: %s is %i', (_, url, status) => {
  const body = JSON.stringify(CLOSED?.payload, (key, value: unknown) => (key === 'html_url' ? url : value));
  expect(receive({ body })).toMatchObject({ status });
});

it('keeps no address of a deployment that is none of the web', () => {
  const status = EXAMPLES.find(({ event }) => event === 'deployment_status');
  const body = JSON.stringify(status?.payload, (key, value: unknown) =>
    key === 'environment_url' ? 'javascript:alert(1)' : key === 'log_url' ? 'https://ci.example/1' : value
  );
  expect(receive({ event: 'deployment_status', body })).toMatchObject({
    delivery: { facts: { url: body.includes('log_url') ? 'https://ci.example/1' : null } },
  });
});

it('refuses what is too long', () => {
  const rawBody = new Uint8Array(MAX_BODY_BYTES + 1);
  expect(receiveDelivery({ headers: {}, rawBody, secret: 'x' })).toMatchObject({ status: 413 });
});

it('lets nobody in without a secret', () => {
  expect(() => receiveDelivery({ headers: {}, rawBody: new Uint8Array(), secret: '' })).toThrow('is empty');
});

it('knows no event by the name of an object’s own property', () => {
  expect(receive({ event: 'constructor', body: '{}' })).toMatchObject({ status: 200 });
});
