import type { PublishDestination, PublishedKind } from '../../model/publishing';

export type { PublishDestination } from '../../model/publishing';

/** Where hours of a kind go to. */
export function namespaceOf({ namespace, sloNamespace }: PublishDestination, kind: PublishedKind): string {
  return kind === 'slo' ? sloNamespace : namespace;
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
