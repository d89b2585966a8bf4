import type { DataQualityCheck } from './data-quality-checks';

/** Where the records that a check found are listed: the dashboard that comes with the plugin. */

/** Its uid. */
export const DATA_QUALITY_UID = 'sre-data-quality';

/** Its variable that chooses the check. */
export const CHECK_VARIABLE = 'check';

/** The check that the linked cell holds. */
export const OF_THE_CELL = '${__value.raw}';

/** The address of a check's list, for a link on a value: Grafana fills in the time range and the dashboard's variables. */
export function toDataQuality(check: DataQualityCheck | typeof OF_THE_CELL): string {
  return `/d/${DATA_QUALITY_UID}?\${__url_time_range}&\${__all_variables}&var-${CHECK_VARIABLE}=${check}`;
}
