import type { PublishDestination, PublishedKind } from '../../model/publishing';
import { withoutSlashesAtEnd } from '../../model/without-slashes';

export type { PublishDestination } from '../../model/publishing';

/** Where hours of a kind go to. */
export function namespaceOf({ namespace, sloNamespace }: PublishDestination, kind: PublishedKind): string {
  return kind === 'slo' ? sloNamespace : namespace;
}

/**
 * What the ledger calls a destination, such as `eu-central-1 StackFlow/DORA Environment=production`.
 * By whichever of its endpoints AWS is reached, it is the same CloudWatch; an endpoint of others is named.
 * Who signs in is no part of it, so that two publishers of one account never publish twice because
 * one of them assumes a role.
 */
export function destinationKey({ region, namespace, dimensions, endpoint }: PublishDestination): string {
  const extra = Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted();
  const other = endpoint === null ? null : otherEndpoint(new URL(endpoint));
  return [region, namespace, ...(extra.length > 0 ? [extra.join(',')] : []), ...(other === null ? [] : [other])].join(
    ' '
  );
}

/** AWS's own domains, those of VPC endpoints and of dual-stack endpoints among them. */
const AWS_HOST = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|api\.aws)\.?$/;

/** One spelling of an endpoint; null for AWS's. */
function otherEndpoint({ protocol, host, hostname, pathname }: URL): string | null {
  return AWS_HOST.test(hostname) ? null : `${protocol}//${host}${withoutSlashesAtEnd(pathname)}`;
}
