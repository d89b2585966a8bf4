import type { DataQualityCheck } from '../../../model/data-quality-checks';
import type { CheckCount } from '../data-quality/counts';
import type { Feed } from './silence';

/** Where the records of a check come from; null: the catalogue of services, which is no feed. */
const FEEDS: Readonly<Record<DataQualityCheck, Feed | null>> = {
  unlinkedIncidents: 'incidents',
  openIncidents: 'incidents',
  openChanges: 'changes',
  unknownOutcome: 'changes',
  weighedDeployments: 'changes',
  excludedLeadTimes: 'changes',
  excludedRestores: 'incidents',
  incidentsWithoutService: 'incidents',
  outagesWithoutUsers: 'downtime',
  servicesWithoutTeam: null,
  orphanServices: null,
};

/** The feed on whose silence it rests that no record fails a check; null where records were looked at. */
export function countRestsOn({ check, count, of }: CheckCount): Feed | null {
  return count === 0 && (of ?? 0) === 0 ? FEEDS[check] : null;
}
