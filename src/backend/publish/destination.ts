import type { Dimensions } from '../../model/publishing';
import type { AwsIdentity } from '../aurora/aws-credentials';

/** Where in CloudWatch results go to. Its credentials may be secrets: never log it whole. */
export interface PublishDestination extends AwsIdentity {
  /** Null: AWS's own endpoint of the region. */
  readonly endpoint: string | null;
  /** Of the DORA metrics; default `StackFlow/DORA`. */
  readonly namespace: string;
  /** Of error budgets; default `StackFlow/SLO`. */
  readonly sloNamespace: string;
  /** Beside Service and SLO, on every series. */
  readonly dimensions: Dimensions;
  /** Whether error budgets are published too. */
  readonly isPublishingSlos: boolean;
}

/**
 * What the ledger calls a destination, such as `eu-central-1 StackFlow/DORA Environment=production`.
 * Who signs in is no part of it, so that two publishers of one account never publish twice because
 * one of them assumes a role.
 */
export function destinationKey({ region, namespace, dimensions, endpoint }: PublishDestination): string {
  const extra = Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted();
  return [region, namespace, ...(extra.length > 0 ? [extra.join(',')] : []), ...(endpoint ? [endpoint] : [])].join(' ');
}
