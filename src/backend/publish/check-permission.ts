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
 * Asks CloudWatch whether it would take data points, without sending one.
 *
 * @returns one for each permission and namespace that publishing needs
 * @throws Failure where CloudWatch cannot be asked: wrong credentials, region or endpoint, no network
 */
export function checkPermission(
  _destination: PublishDestination,
  _signal: AbortSignal
): Promise<readonly PermissionCheck[]> {
  return Promise.reject(new Error('not there yet'));
}
