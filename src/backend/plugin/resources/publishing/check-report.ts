import type { PublishingCheck } from '../../../../model/publishing-status';
import type { PermissionCheck } from '../../../publish/check-permission';

/** What CloudWatch permits, in a sentence or two. */
export function permissionReport(checks: readonly PermissionCheck[]): PublishingCheck {
  const refusals = checks.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]));
  return refusals.length > 0
    ? { permitted: false, message: refusals.join(' ') }
    : { permitted: true, message: `CloudWatch allows ${checks.map(inWords).join(', ')}. Nothing was published.` };
}

function inWords({ permission, namespace }: PermissionCheck): string {
  return namespace === null ? permission : `${permission} for ${namespace}`;
}
