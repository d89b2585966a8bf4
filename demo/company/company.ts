import { deploymentsOf } from './changes';
import { outsideIncidentsOf } from './incidents';
import type { CompanyChange, CompanyDowntime, CompanyIncident } from './records';
import { COMPANY_SERVICES, ORPHAN, serviceNamed } from './services';
import type { CompanyService } from './services';
import { TOLD_CHANGES, TOLD_INCIDENTS } from './story';

/** A year of the sample company, apart from SLOs and the gate: those are decided by the product itself. */
export interface Company {
  readonly services: readonly CompanyService[];
  readonly changes: readonly CompanyChange[];
  readonly incidents: readonly CompanyIncident[];
}

/** The same at every call: times are seconds from an end that is the caller's to choose. */
export function makeCompany(): Company {
  const happened = COMPANY_SERVICES.map(deploymentsOf);
  return {
    services: [...COMPANY_SERVICES, ORPHAN],
    changes: [...happened.flatMap(({ changes }) => changes), ...TOLD_CHANGES].toSorted(
      (a, b) => a.createdAt - b.createdAt
    ),
    incidents: [
      ...happened.flatMap(({ incidents }) => incidents),
      ...COMPANY_SERVICES.flatMap(outsideIncidentsOf),
      ...TOLD_INCIDENTS,
    ]
      .map(asNoted)
      .toSorted((a, b) => a.createdAt - b.createdAt),
  };
}

/** Nobody noted the downtime of a service that was not monitored yet. */
function asNoted(incident: CompanyIncident): CompanyIncident {
  const isNoted = ({ service, startedAt }: CompanyDowntime) =>
    startedAt >= (serviceNamed(service).monitoredSince ?? -Infinity);
  return { ...incident, downtimes: incident.downtimes.filter(isNoted) };
}
