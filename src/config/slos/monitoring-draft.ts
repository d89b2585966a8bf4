/** Since when a service is monitored, while it is being entered: text in UTC. */
export interface MonitoringDraft {
  readonly service: string;
  /** Such as `2026-05-01 08:30`; empty where nobody says. */
  readonly monitoredSince: string;
}

/** A date, and maybe a time of day. */
const ENTERED = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(?: ?(?:Z|UTC))?$/;

/** What `monitoringSchema` judges; a text that is no time stays as it is, and is refused there. */
export function monitoringCandidate({ service, monitoredSince }: MonitoringDraft): unknown {
  return { service, monitoredSince: timeOf(monitoredSince.trim()) };
}

function timeOf(text: string): string | null {
  if (text === '') {
    return null;
  }
  const [, date, time = '00:00'] = ENTERED.exec(text) ?? [];
  const ms = Date.parse(`${date}T${time}Z`);
  // A day that the month lacks would become one of the next.
  return date === undefined || Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date)
    ? text
    : new Date(ms).toISOString();
}

/** A time as it is entered, to the minute where it is one: `2026-05-01 08:30`. */
export function enteredTime(at: string | null): string {
  return at === null ? '' : at.replace('T', ' ').replace(/(?:(?::00)?\.0+)?Z$/, '');
}
