import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

import { awsCredentials } from '../../aurora/aws-credentials';
import type { PublishDestination } from '../destination';

/** A connection that does not come about in this time never began: nothing was sent. */
const CONNECT_TIMEOUT_MS = 5_000;
/** CloudWatch answers within a second; a request that is silent for so long may still have arrived. */
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * The SDK's client of a destination. It tries nothing twice by itself: to it a request whose answer
 * was lost is one that failed, and CloudWatch would count it double.
 */
export function cloudWatchClient(destination: PublishDestination): CloudWatchClient {
  const { region, endpoint } = destination;
  return new CloudWatchClient({
    region,
    ...(endpoint !== null && { endpoint }),
    credentials: awsCredentials(destination),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: ANSWER_TIMEOUT_MS },
  });
}
