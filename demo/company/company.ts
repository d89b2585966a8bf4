import { deploymentsOf } from './changes';
import { outsideIncidentsOf } from './incidents';
import type { CompanyChange, CompanyIncident } from './records';
import { COMPANY_SERVICES, ORPHAN } from './services';
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
    ].toSorted((a, b) => a.createdAt - b.createdAt),
  };
}
