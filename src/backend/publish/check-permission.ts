import { GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

import { HOUR_MS } from '../metrics/hourly/due-hours';
import { explainTrouble } from './cloudwatch/advice';
import type { CloudWatchAction } from './cloudwatch/advice';
import { cloudWatchClient } from './cloudwatch/client';
import { troubleOf } from './cloudwatch/trouble';
import type { PublishDestination } from './destination';

/** Whether CloudWatch lets the destination's credentials do one thing. */
export interface PermissionCheck {
  readonly permission: 'cloudwatch:PutMetricData' | 'cloudwatch:GetMetricData';
  /** Null for what knows no namespace. */
  readonly namespace: string | null;
  /** Null where it is allowed; else what to do. */
  readonly refusal: string | null;
}

/**
 * Asks CloudWatch whether it would take data points, without sending one: the request is an empty one.
 * AWS looks at permissions before it looks at what a request holds, so that one who may publish is told
 * that the data is missing, and one who may not that access is denied; nothing is stored either way.
 *
 * @returns one for each permission and namespace that publishing needs
 * @throws Failure where CloudWatch cannot be asked: wrong credentials, region or endpoint, no network
 */
export async function checkPermission(
  destination: PublishDestination,
  signal: AbortSignal
): Promise<readonly PermissionCheck[]> {
  const client = cloudWatchClient(destination);
  const { namespace, sloNamespace, isPublishingSlos } = destination;
  const actions: CloudWatchAction[] = [
    ...[namespace, ...(isPublishingSlos && sloNamespace !== namespace ? [sloNamespace] : [])].map(
      (name) => ({ operation: 'PutMetricData', namespace: name }) as const
    ),
    { operation: 'GetMetricData' },
  ];
  try {
    const checks: PermissionCheck[] = [];
    for (const action of actions) {
      checks.push(await check(client, action, destination, signal));
    }
    return checks;
  } finally {
    client.destroy();
  }
}

/** How AWS says that a request from one who may publish holds nothing; anything else is somebody else's answer. */
const LACKS_DATA = /^(InvalidParameter|MissingParameter|MissingRequiredParameter|Validation|InvalidFormat)/;

async function check(
  client: CloudWatchClient,
  action: CloudWatchAction,
  destination: PublishDestination,
  signal: AbortSignal
): Promise<PermissionCheck> {
  const answer = {
    permission: `cloudwatch:${action.operation}`,
    namespace: action.operation === 'PutMetricData' ? action.namespace : null,
  } as const;
  try {
    await ask(client, action, destination.namespace, signal);
    return { ...answer, refusal: null };
  } catch (error) {
    signal.throwIfAborted();
    const trouble = troubleOf(error);
    if (action.operation === 'PutMetricData' && trouble.kind === 'invalid' && LACKS_DATA.test(trouble.reason)) {
      return { ...answer, refusal: null };
    }
    const failure = explainTrouble(trouble, action, destination);
    if (failure.status !== 403) {
      throw failure;
    }
    return { ...answer, refusal: failure.text };
  }
}

async function ask(
  client: CloudWatchClient,
  action: CloudWatchAction,
  namespace: string,
  signal: AbortSignal
): Promise<void> {
  const options = { abortSignal: signal };
  if (action.operation === 'PutMetricData') {
    await client.send(new PutMetricDataCommand({ Namespace: action.namespace, MetricData: [] }), options);
    return;
  }
  const now = Date.now();
  const Metric = { Namespace: namespace, MetricName: 'DeploymentFrequency' };
  const query = { Id: 'q', MetricStat: { Metric, Period: HOUR_MS / 1000, Stat: 'SampleCount' } };
  const range = { StartTime: new Date(now - HOUR_MS), EndTime: new Date(now) };
  await client.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [query] }), options);
}
