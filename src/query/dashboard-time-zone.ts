/**
 * The IANA zone that a dashboard's time-zone setting means, for buckets that follow the calendar of
 * whoever looks.
 *
 * @param setting Grafana's setting: `browser`, `utc`, nothing, or an IANA name
 */
export function dashboardTimeZone(setting: string | undefined): string {
  switch (setting) {
    case 'browser':
      return new Intl.DateTimeFormat().resolvedOptions().timeZone;
    case undefined:
    case '':
    case 'utc':
      return 'UTC';
    default:
      return setting;
  }
}
