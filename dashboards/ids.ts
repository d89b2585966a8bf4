/**
 * The names by which dashboards and panels are linked to, in one place: alert rules point at them,
 * and a link that someone has kept must go on working.
 */

export const DASHBOARD_UIDS = {
  metrics: 'sre-metrics',
  dora: 'sre-dora',
  errorBudget: 'sre-error-budget',
  reliability: 'sre-reliability',
  dataQuality: 'sre-data-quality',
  wall: 'sre-wall',
} as const;

/** A panel of a dashboard. */
export interface PanelLink {
  readonly dashboardUid: string;
  /** Unique on its dashboard; never given to another panel. */
  readonly panelId: number;
}

/** Panels that something links to. */
export const LINKED_PANELS = {
  budgetRemaining: { dashboardUid: DASHBOARD_UIDS.errorBudget, panelId: 1 },
  burnDown: { dashboardUid: DASHBOARD_UIDS.errorBudget, panelId: 2 },
  burnRate: { dashboardUid: DASHBOARD_UIDS.errorBudget, panelId: 3 },
  deploymentFrequency: { dashboardUid: DASHBOARD_UIDS.dora, panelId: 5 },
  leadTime: { dashboardUid: DASHBOARD_UIDS.dora, panelId: 2 },
  mttr: { dashboardUid: DASHBOARD_UIDS.dora, panelId: 3 },
  changeFailureRate: { dashboardUid: DASHBOARD_UIDS.dora, panelId: 4 },
  changeGate: { dashboardUid: DASHBOARD_UIDS.metrics, panelId: 70 },
  jobFreshness: { dashboardUid: DASHBOARD_UIDS.dataQuality, panelId: 1 },
} as const satisfies Readonly<Record<string, PanelLink>>;
