import type { Company } from './company';
import type { CompanyChange, CompanyIncident } from './records';
import { serviceNamed } from './services';

/** The company's records as rows of the files that `sre-metrics import` loads. */

/** What blank means there, and `null` here. */
const BLANK = '';

/** A time as ISO 8601; blank where there is none. */
export function timeOf(endMs: number, seconds: number | null): string {
  return seconds === null ? BLANK : new Date(endMs + seconds * 1000).toISOString();
}

export function serviceRows({ services }: Company, endMs: number) {
  return services.map(({ name, team, tier, monitoredSince }) => ({
    name,
    team: team ?? BLANK,
    tier,
    monitored_since: timeOf(endMs, monitoredSince),
  }));
}

/** Whether GitHub sync makes the record. */
export function isOfGitHub({ service }: CompanyChange): boolean {
  return serviceNamed(service).github !== null;
}

export function changeRow(change: CompanyChange, endMs: number) {
  return {
    external_id: change.externalId,
    service: change.service,
    title: change.title,
    change_type: change.type,
    criticality: change.isCritical ? 'critical' : 'non_critical',
    state: change.state,
    deployment_outcome: change.outcome ?? BLANK,
    unplanned: String(change.isUnplanned),
    created_at: timeOf(endMs, change.createdAt),
    implementation_end_at: timeOf(endMs, change.liveAt),
    closed_at: timeOf(endMs, change.closedAt),
    url: `https://changes.larkfield.example/${change.externalId}`,
  };
}

export function incidentRow(incident: CompanyIncident, endMs: number) {
  return {
    external_id: incident.externalId,
    title: incident.title,
    priority: incident.priority,
    created_at: timeOf(endMs, incident.createdAt),
    resolved_at: timeOf(endMs, incident.resolvedAt),
    affected_users: incident.affectedUsers ?? BLANK,
    url: `https://incidents.larkfield.example/${incident.externalId}`,
    changes: incident.changes.join(' '),
    fixes: incident.fixes.join(' '),
  };
}

export function downtimeRows({ externalId, downtimes }: CompanyIncident, endMs: number) {
  return downtimes.map(({ service, startedAt, endedAt }) => ({
    service,
    started_at: timeOf(endMs, startedAt),
    ended_at: timeOf(endMs, endedAt),
    incident: externalId,
  }));
}
