import { join } from 'node:path';

import { temporaryFolder } from '../support/command-line';
import type { Folder } from '../support/command-line';
import { mergedPullRequests } from '../support/github/fake-data';
import { WEBHOOK_SECRET, webhookHeaders } from '../support/github/send-webhook';
import { openSyncBench } from '../support/github/sync-bench';
import type { SyncBench } from '../support/github/sync-bench';
import { webhookExamples } from '../support/github/webhook-examples';
import { SCHEDULED_EVENT, functionUrlEvent } from '../support/lambda/events';
import { FakeAws } from '../support/lambda/fake-aws';
import { buildLambdasInto, startLambda } from '../support/lambda/lambda-process';
import type { LambdaProcess } from '../support/lambda/lambda-process';
import { until } from '../support/until';

const OWN_SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:sre-metrics-AbCdEf';
const DATABASE_SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf';
const BODY = JSON.stringify(webhookExamples().find(({ event }) => event === 'pull_request')?.payload);
/** Time enough to be asked to stop at once. */
const HARDLY_ANY_MS = 17_000;

describe('the built StackFlowGitHubSync', () => {
  let folder: Folder;
  let printed: string;
  let bench: SyncBench;
  let aws: FakeAws;
  let env: Readonly<Record<string, string>>;
  let lambda: LambdaProcess;

  const start = (variables: Readonly<Record<string, string>>) =>
    startLambda(join(folder.path, 'StackFlowGitHubSync'), variables);

  beforeAll(async () => {
    folder = await temporaryFolder();
    printed = await buildLambdasInto(folder.path);
  }, 60_000);

  beforeEach(async () => {
    [bench, aws] = await Promise.all([openSyncBench(), FakeAws.start()]);
    const { SRE_METRICS_DATABASE_URL, SRE_METRICS_GITHUB_TOKEN, SRE_METRICS_GITHUB_API_URL } = bench.env;
    const { username, password, hostname, port, pathname } = new URL(SRE_METRICS_DATABASE_URL);
    aws.secrets.set(
      OWN_SECRET,
      JSON.stringify({ SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET, SRE_METRICS_GITHUB_TOKEN })
    );
    aws.secrets.set(DATABASE_SECRET, JSON.stringify({ username, password, engine: 'postgres', port: Number(port) }));
    env = {
      ...aws.env,
      SRE_METRICS_SECRET_ARN: OWN_SECRET,
      SRE_METRICS_DATABASE_SECRET_ARN: DATABASE_SECRET,
      PGHOST: hostname,
      PGDATABASE: pathname.slice(1),
      SRE_METRICS_GITHUB_API_URL,
    };
    lambda = start(env);
  });

  afterEach(async () => {
    await lambda.stop();
    await aws.stop();
    await bench.close();
  });

  afterAll(() => folder.remove());

  const signed = () => webhookHeaders('pull_request', BODY);
  const known = async () => (await bench.rows('select from stackflow.github_pull_requests')).length;
  const queued = () => bench.rows('select task_identifier as task, locked_at from sre_metrics_jobs.jobs');

  it('has its size printed', () => {
    expect(printed).toMatch(/^StackFlowGitHubSync .*index\.js +\d\.\d\d MB$/m);
  });

  it('syncs when it is time', async () => {
    bench.shop.pullRequests = mergedPullRequests(120);
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({ value: { done: 4, failed: 0 } });
    expect(await known()).toBe(120);
    expect(await queued()).toEqual([]);
  });

  it('queues a delivery, has itself called again, and does the work then', async () => {
    await lambda.invoke({ 'sre-metrics': 'drain' });
    expect(await lambda.invoke(functionUrlEvent({ headers: signed(), body: BODY }))).toEqual({
      value: { statusCode: 202, headers: expect.anything(), body: 'Queued.\n' },
    });
    expect(await known()).toBe(0);
    const [{ payload, ...invocation } = { payload: null }] = aws.invocations;
    expect(invocation).toEqual({ functionName: 'StackFlowGitHubSync', type: 'Event' });
    expect(await lambda.invoke(payload)).toEqual({ value: { done: 1, failed: 0 } });
    expect(await known()).toBe(1);
  });

  it('has another function called where it only answers the webhook', async () => {
    await lambda.invoke({ 'sre-metrics': 'drain' });
    const webhook = start({ ...env, SRE_METRICS_SYNC_FUNCTION: 'shop-StackFlowGitHubSync' });
    try {
      expect(await webhook.invoke(functionUrlEvent({ headers: signed(), body: BODY }))).toMatchObject({
        value: { statusCode: 202 },
      });
    } finally {
      await webhook.stop();
    }
    expect(aws.invocations).toMatchObject([{ functionName: 'shop-StackFlowGitHubSync', type: 'Event' }]);
  });

  it.each([
    ['as text', { isBase64Encoded: false }],
    ['in base 64', { isBase64Encoded: true }],
  ])('takes a body %s, and headers in any case', async (_, { isBase64Encoded }) => {
    await lambda.invoke({ 'sre-metrics': 'drain' });
    const headers = Object.fromEntries(Object.entries(signed()).map(([name, text]) => [name.toUpperCase(), text]));
    expect(await lambda.invoke(functionUrlEvent({ headers, body: BODY, isBase64Encoded }))).toMatchObject({
      value: { statusCode: 202 },
    });
  });

  it('leaves a delivery to the schedule where it may not call itself', async () => {
    await lambda.invoke({ 'sre-metrics': 'drain' });
    aws.isInvokeForbidden = true;
    expect(await lambda.invoke(functionUrlEvent({ headers: signed(), body: BODY }))).toMatchObject({
      value: { statusCode: 202 },
    });
    expect(lambda.log).toContainEqual(expect.objectContaining({ level: 'warn', error: 'AccessDeniedException' }));
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({ value: { done: 5, failed: 0 } });
    expect(await known()).toBe(1);
  });

  it.each([
    [401, 'another signature', { headers: webhookHeaders('pull_request', 'other') }],
    [404, 'another path', { path: '/' }],
    [405, 'another method', { method: 'GET' }],
    [200, 'an event it ignores', { headers: webhookHeaders('ping', BODY) }],
  ])('answers %i to %s, and does nothing', async (statusCode, _, more) => {
    const event = functionUrlEvent({ headers: signed(), body: BODY, ...more });
    expect(await lambda.invoke(event)).toMatchObject({ value: { statusCode } });
    expect(aws.invocations).toEqual([]);
  });

  it('says that the database does not take a delivery', async () => {
    // Nothing laid the queue's tables yet.
    expect(await lambda.invoke(functionUrlEvent({ headers: signed(), body: BODY }))).toMatchObject({
      value: { statusCode: 503 },
    });
    expect(lambda.log).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('stops before its time is up, and goes on the next time', async () => {
    bench.shop.pullRequests = mergedPullRequests(500);
    bench.github.hold();
    const first = lambda.invoke(SCHEDULED_EVENT, HARDLY_ANY_MS);
    await until(() => bench.github.held > 0);
    expect(await first).toEqual({ value: { done: 4, failed: 0 } });
    expect(lambda.log).toContainEqual(expect.objectContaining({ message: 'Worked on the queue', isTimeUp: true }));
    expect(await queued()).toEqual([{ task: 'githubSync', locked_at: null }]);
    bench.github.release();
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({ value: { done: 4, failed: 0 } });
    expect(await known()).toBe(500);
  });

  it('asks for its secrets once in a while only, and shows none', async () => {
    await lambda.invoke(SCHEDULED_EVENT);
    await lambda.invoke(SCHEDULED_EVENT);
    expect(aws.requests.toSorted()).toEqual([DATABASE_SECRET, OWN_SECRET].toSorted());
    const text = JSON.stringify(lambda.log);
    expect([WEBHOOK_SECRET, 'ghp_test'].filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('says what is wrong with a secret, without its values', async () => {
    aws.secrets.set(OWN_SECRET, JSON.stringify({ SRE_METRICS_GITHUB_TOKN: 'hunter2' }));
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({
      error: `The secret ${OWN_SECRET} must hold a JSON object of known names with texts (unknown names: SRE_METRICS_GITHUB_TOKN).`,
    });
    aws.secrets.delete(OWN_SECRET);
    expect(await lambda.invoke(SCHEDULED_EVENT)).toEqual({
      error: `The secret ${OWN_SECRET} cannot be read (ResourceNotFoundException).`,
    });
  });

  it('fails aloud for what it does not know', async () => {
    expect(await lambda.invoke({ Records: [] })).toEqual({ error: expect.stringContaining('This function takes') });
    expect(lambda.log).toContainEqual(expect.objectContaining({ level: 'error', message: 'The function failed' }));
  });
});
