import { badRequest } from '../../../../model/failure';
import { publishingStateOf } from '../../../../model/publishing-status';
import type { PublishingCheck, PublishingItem } from '../../../../model/publishing-status';
import { publishingStatus } from '../../../metrics/status/publishing';
import type { PublishingStatus } from '../../../metrics/status/publishing';
import { checkPermission } from '../../../publish/check-permission';
import { requireEditorRole } from '../../access/editor-roles';
import { ok, route } from '../routing';
import type { ResourceCall, Route } from '../routing';
import { permissionReport } from './check-report';

/** How publishing to CloudWatch stands, and whether it is permitted, for the settings page. */
export const PUBLISHING_ROUTES: readonly Route[] = [
  route('GET', 'cloudwatch-publishing', async ({ instance, asCaller, signal }) => {
    const streams = await publishingStatus(asCaller(instance.reader), Date.now(), signal);
    return ok(streams.map(itemOf));
  }),
  route('POST', 'cloudwatch-check', async (call) => ok(await check(call))),
];

async function check({ instance, user, signal }: ResourceCall): Promise<PublishingCheck> {
  requireEditorRole(user, 'test what AWS permits');
  const { publishing } = instance.settings;
  if (!publishing.enabled) {
    throw badRequest(
      'This data source does not publish to CloudWatch.',
      'Turn on "Publish to CloudWatch" (cloudWatchPublishing) in its settings, and save them.'
    );
  }
  return permissionReport(await checkPermission(publishing.destination, signal));
}

function itemOf(stream: PublishingStatus): PublishingItem {
  const state = publishingStateOf(stream);
  const { destination, kind, lastPublishedHourMs, backlogHours, uncertainBatches, lostHours, driftCount } = stream;
  return {
    ...{ destination, kind, state, backlogHours, uncertainBatches, lostHours, drifted: driftCount },
    lastPublishedHour: lastPublishedHourMs === null ? null : new Date(lastPublishedHourMs).toISOString(),
    error: stream.lastError,
  };
}
