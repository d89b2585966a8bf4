import type { Mapping } from '../mapping/mapping';
import type { CarriedRecord, Carrier } from './carried-rows';
import type { Verdict } from './carriage';
import { NOTES } from './derive-record';
import type { Managed } from './managed';
import type { DesiredRecord } from './reconcile-records';

/** The record of a deployment, release or tag, for teams that count these: the worst of all that it carried. */

/** The subject of the record that stands for a change; null: the change has one of its own. */
export function carrierOf(verdict: Verdict, { recordPer }: Mapping): string | null {
  return recordPer === 'deployment' && verdict.kind === 'ended' ? verdict.by.subject : null;
}

/** More are counted. */
const MOST_NAMES = 20;

/** @param carrier carries something, of the mapping's repository and service */
export function carrierRecord(carrier: Carrier, mapping: Mapping): DesiredRecord {
  const { key, carried } = carrier;
  const records = carried.map(({ record }) => record);
  const endedAt = greatest(records, 'closed_at');
  return {
    key,
    externalIds: externalIds(key.subject, mapping),
    derived: {
      title: `${nameOf(carrier)}: ${listOf(carried)}`,
      url: urlOf(carrier),
      criticality: records.some(({ criticality }) => criticality === 'critical') ? 'critical' : 'non_critical',
      unplanned: String(records.some(({ unplanned }) => unplanned === 'true')),
      state: 'closed',
      deployment_outcome: worstOutcome(records),
      created_at: least(records, 'created_at'),
      implementation_end_at: endedAt,
      closed_at: endedAt,
    },
    notes: NOTES.filter((note) => carried.some(({ notes }) => notes.includes(note))),
  };
}

function worstOutcome(records: readonly Managed[]): string {
  const outcomes = new Set(records.map((record) => record.deployment_outcome));
  return ['rolled_back', 'failed'].find((outcome) => outcomes.has(outcome)) ?? 'successful';
}

/** Times as ISO 8601 in UTC sort as texts. */
function least(records: readonly Managed[], column: 'created_at'): string | null {
  return records.map((record) => record[column]).toSorted()[0] ?? null;
}

function greatest(records: readonly Managed[], column: 'closed_at'): string | null {
  return (
    records
      .map((record) => record[column])
      .toSorted()
      .at(-1) ?? null
  );
}

function nameOf({ key: { subject }, deployment }: Carrier): string {
  const [kind, ...name] = subject.split(' ');
  return deployment === null
    ? `${kind === 'release' ? 'Release' : 'Tag'} ${name.join(' ')}`
    : `Deployment of ${deployment.sha.slice(0, 7)} to ${deployment.environment}`;
}

function listOf(carried: readonly CarriedRecord[]): string {
  const names = carried.map(({ key: { subject } }) => subject.replace(/^push (.{1,7}).*$/, 'push $1'));
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The run that deployed, else what the deployment says, else its commit; a release's or tag's page. */
function urlOf({ key: { subject }, deployment, carried }: Carrier): string | null {
  // A repository that was renamed has its new name in the newest.
  const repository = carried.flatMap(({ record }) => /^(.+)\/pull\/\d+$/.exec(record.url ?? '')?.[1] ?? []).at(-1);
  const page = (path: string) => (repository === undefined ? null : `${repository}/${path}`);
  if (deployment === null) {
    const tag = subject.slice(subject.indexOf(' ') + 1);
    return page(`releases/tag/${encodeURIComponent(tag)}`);
  }
  const { runId, url, sha } = deployment;
  return (runId === null ? null : page(`actions/runs/${runId}`)) ?? url ?? page(`commit/${sha}`);
}

/** `owner/name/deployments/12`, as pull requests are named. */
function externalIds(
  subject: string,
  { repository, service, repositoryId, serviceId, isOnly }: Mapping
): readonly string[] {
  const plain = `${repository}/${subject.replace(' ', 's/')}`;
  const long = [`${plain}:${service}`, `${plain}:${repositoryId}/${serviceId}`];
  return isOnly ? [plain, ...long] : long;
}
