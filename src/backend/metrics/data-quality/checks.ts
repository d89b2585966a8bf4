import type { DataQualityCheck } from '../../../model/data-quality-checks';
import { openChanges, unknownOutcome, weighedDeployments } from './changes';
import type { CheckedRecords, CheckRequest } from './check';
import { excludedLeadTimes, excludedRestores } from './excluded';
import { incidentsWithoutService, openIncidents, unlinkedIncidents } from './incidents';
import { outagesWithoutUsers } from './outages';
import { orphanServices, servicesWithoutTeam } from './services';

const CHECKS: Readonly<Record<DataQualityCheck, (request: CheckRequest) => CheckedRecords>> = {
  unlinkedIncidents,
  openIncidents,
  openChanges,
  unknownOutcome,
  weighedDeployments,
  excludedLeadTimes,
  excludedRestores,
  incidentsWithoutService,
  outagesWithoutUsers,
  servicesWithoutTeam,
  orphanServices,
};

/** What a check looks at, whichever it is. */
export function checkedRecords(check: DataQualityCheck, request: CheckRequest): CheckedRecords {
  return CHECKS[check](request);
}
