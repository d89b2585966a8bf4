/** The checks of data quality, as data: names, and the one sentence that says what to do. */

/** What may be missing or odd in the records. */
export const DATA_QUALITY_CHECKS = [
  'unlinkedIncidents',
  'openIncidents',
  'openChanges',
  'unknownOutcome',
  'weighedDeployments',
  'excludedLeadTimes',
  'excludedRestores',
  'incidentsWithoutService',
  'outagesWithoutUsers',
  'servicesWithoutTeam',
  'orphanServices',
] as const;
export type DataQualityCheck = (typeof DATA_QUALITY_CHECKS)[number];

export interface DataQualityCheckInfo {
  /** Name on screens. */
  readonly label: string;
  /** What is counted, and what to do about it. */
  readonly sentence: string;
}

export const DATA_QUALITY_CHECK_INFO: Readonly<Record<DataQualityCheck, DataQualityCheckInfo>> = {
  unlinkedIncidents: {
    label: 'Unlinked incidents',
    sentence:
      'P1 and P2 incidents created in the range that no change is linked to. Link those that a deployment caused, else no failure rate counts them.',
  },
  openIncidents: {
    label: 'Open incidents',
    sentence: 'P1 and P2 incidents that are not resolved now. Resolve those that are over: MTTR leaves them out.',
  },
  openChanges: {
    label: 'Open changes',
    sentence:
      'Production deployments that are neither closed nor cancelled now. Close those that are done: no metric counts them before.',
  },
  unknownOutcome: {
    label: 'Unknown outcome',
    sentence: 'Deployments whose outcome nobody noted. They count as successful; note the outcome.',
  },
  weighedDeployments: {
    label: 'Weighed deployments',
    sentence:
      'Deployments that GitHub sync weighed: redeployed, cancelled, reverted late or before they were live, or begun where the branch left the base. See that it is right.',
  },
  excludedLeadTimes: {
    label: 'Excluded lead times',
    sentence: 'Successful deployments closed before they were created, or without a closing time. Correct their times.',
  },
  excludedRestores: {
    label: 'Excluded restores',
    sentence: 'P1 and P2 incidents resolved before they were created. Correct their times.',
  },
  incidentsWithoutService: {
    label: 'Incidents without a service',
    sentence:
      'P1 and P2 incidents created in the range with neither downtime nor a linked change, so that they belong to no service. Note what they took down.',
  },
  outagesWithoutUsers: {
    label: 'Outages without users',
    sentence: 'Incidents with downtime in the range whose affected users nobody counted. Their impact is unknown.',
  },
  servicesWithoutTeam: {
    label: 'Services without a team',
    sentence: 'Services in use that no team owns. Name the team, else no team sees them.',
  },
  orphanServices: {
    label: 'Orphan services',
    sentence:
      'Services in use without a deployment, downtime or SLO in the range. Map their repository, or retire them.',
  },
};
