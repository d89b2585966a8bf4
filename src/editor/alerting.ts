import { CoreApp } from '@grafana/data';

/** Whether a query is for an alert rule, which wants numbers and can use no table of texts. */
export function isAlerting(app: CoreApp | undefined): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}
