import { monitoringSchema } from '../../../../model/monitoring';
import { editMonitoring } from '../../../metrics/services/monitoring';
import { OF_SLOS, requireEditor } from '../../access/edit-rights';
import { enteredOf, jsonBody } from '../request-body';
import { ok, route } from '../routing';
import type { Route } from '../routing';
import { unknownService } from './refusals';

/** Since when services are monitored: whoever sets objectives says since when they can be judged. */
export const MONITORING_ROUTES: readonly Route[] = [
  route('PUT', 'service-monitoring', async ({ instance, user, asCaller, body, signal }) => {
    const { writer } = requireEditor(OF_SLOS, instance, user);
    const wanted = enteredOf(monitoringSchema, jsonBody(body));
    const kept = await writer.write((open) => editMonitoring(asCaller(open), wanted, signal), signal);
    if (kept === null) {
      throw unknownService(wanted);
    }
    return ok(kept);
  }),
];
