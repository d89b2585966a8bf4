import { CoreApp } from '@grafana/data';

import { isOneOf } from '../model/saved-query';

/** Whether a query is for an alert rule, which wants numbers and can use no table of texts. */
export function isAlerting(app: CoreApp | undefined): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}

/**
 * What an alert rule is offered: the choices that it can use, and the one that is saved, so that it is shown.
 *
 * @param fit the choices that have numbers
 */
export function offeredToAlerts<Option extends { readonly value: string }>(
  options: readonly Option[],
  fit: readonly string[],
  saved: string | undefined
): Option[] {
  return options.filter(({ value }) => isOneOf(fit, value) || value === saved);
}
