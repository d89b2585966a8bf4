import type { AnnotationKind } from '../../model/annotations-query';
import type { DoraMetric } from '../../model/dora-metrics';
import type { DoraView } from '../../model/dora-query';
import type { ErrorBudgetShape } from '../../model/error-budget-query';
import type { GateView } from '../../model/gate-query';
import type { RecordSelection } from '../../model/records-query';
import type { ReliabilityView } from '../../model/reliability-query';
import { isOneOf, isVariableReference } from '../../model/saved-query';
import type { StatusMeasure, StatusView } from '../../model/status-query';

/** What the choices of the editors mean, in a sentence each; blank where the name says all. */

/** What a look at a DORA metric tells beyond the metric itself. */
export const DORA_VIEW_SENTENCES: Readonly<Record<DoraView, string>> = {
  metric: '',
  signal:
    'Held against its own past: natural process limits of the 24 buckets before the last eight, and the finished buckets that break them. As a value: 1 where the newest finished bucket does, else 0.',
  difference:
    'Split against the period of the same length before: what each group contributed by doing better or worse and by its share of the whole, and in a second table the ten records that moved it most.',
};

export const BUDGET_SHAPE_SENTENCES: Readonly<Record<ErrorBudgetShape, string>> = {
  series: 'A line for each SLO.',
  value: "One number for each SLO, at the time range's end.",
  table: "Every SLO with all its measures, at the time range's end.",
  incidents: 'The incidents that spent the budget of the window that ends with the time range.',
  edits: 'Who changed which SLO in the time range.',
};

/** What `details` adds. */
export const DETAILS_SENTENCE =
  'Labels tell its incidents, the last deployment before them, and the runbook, for the texts of an alert rule.';

export const VIEW_SENTENCES: Readonly<Record<ReliabilityView, string>> = {
  availability: 'Share of the time range in which a service was not down: one number for each service.',
  ranking: 'Services from least to most reliable over the time range, as a table.',
  overTime: 'Availability in each bucket: a line for each service.',
  heat: 'Availability in each bucket: a row for each service, the least reliable first, for a status history.',
  downNow: "In one row: which services are down at the time range's end.",
  outages: 'The outages with the most user minutes lost: users affected times minutes of downtime.',
};

export const RECORD_SENTENCES: Readonly<Record<DoraMetric, string>> = {
  deploymentFrequency: 'Deployments, each with its verdict and the reason.',
  leadTime: 'Successful deployments, each with its lead time.',
  mttr: 'P1 and P2 incidents that were resolved in the range or are still open.',
  changeFailureRate: 'Deployments, each with its verdict and the reason.',
  failedDeploymentRecoveryTime: 'Failed deployments, each with the incidents that made it fail.',
  reworkRate: 'Deployments and emergency changes.',
};

export const SELECT_SENTENCES: Readonly<Record<RecordSelection, string>> = {
  all: '',
  counted: 'Only those that the metric counts.',
  leftOut: 'Only those left out: still open, or with a duration that is missing or negative.',
};

export const GATE_VIEW_SENTENCES: Readonly<Record<GateView, string>> = {
  decisions:
    "Every service with an SLO: whether its non-critical changes are blocked at the time range's end, by which SLO, and since when.",
  summary: "In one row: which services are gated at the time range's end, and how many changes are held now.",
  blocked: 'The changes that are held now, the longest waiting first, each with the reason.',
  spells: 'When services were gated in the time range, newest first.',
  overrides: 'Who let the changes of a gated service through in the time range, until when and why.',
};

/** What a number of each view says. */
export const GATE_VALUE_SENTENCES = {
  decisions: "1 for each service that is gated at the time range's end, 0 for any other that has an SLO.",
  blocked: 'How many changes of each service are held now.',
} as const satisfies Partial<Record<GateView, string>>;

export const STATUS_VIEW_SENTENCES: Readonly<Record<StatusView, string>> = {
  jobs: 'Every background job: whether its data is fresh, when it last succeeded or failed, and the last error. As of now.',
  freshness: 'In one row: whether any background job is late, the newest deployment and incident. As of now.',
  dataQuality: 'How many records of the time range are missing something or odd, by check.',
  findings: 'The records of the time range that fail one check, newest first.',
  githubSync: 'Every repository: whether it is synced, what came of its pull requests, and the last error. As of now.',
  githubLimits: 'How many requests GitHub still answers each account until the hour ends. As of now.',
  publishing:
    'Every destination in CloudWatch: the last hour published, hours that wait or are lost, and the last error. As of now.',
  publishingDrift: 'What was published in the last two weeks and has been corrected since, newest hour first.',
  stored:
    'How many services and days are not stored yet as they are now, since when, and when they were last stored. As of now.',
};

/** Of publishing as a value. */
export const PUBLISHING_VALUE_SENTENCE =
  'Hours that are due in each destination in CloudWatch and not published yet. As of now.';

export const STATUS_SENTENCES: Readonly<Record<StatusMeasure, string>> = {
  age: 'Seconds since each background job last succeeded.',
  staleness: '1 for each background job that has not succeeded for too long, else 0.',
};

export const MARK_SENTENCES: Readonly<Record<AnnotationKind, string>> = {
  deployments: 'Every production deployment.',
  failedDeployments: 'Deployments that failed, each with the reason.',
  incidents: 'Incidents from creation to resolution; an open one lasts to the end of the time range.',
  sloEdits: 'Each edit of an SLO: who changed what.',
  gateSpells: 'When the non-critical changes of a service were blocked; one that lasts ends with the time range.',
};

/** The sentence for a choice that may also be a variable, or a slip in a hand-written dashboard. */
export function sentenceOf<T extends string>(
  field: string,
  choice: string | undefined,
  choices: readonly T[],
  sentence: (choice: T) => string
): string {
  if (choice === undefined || isOneOf(choices, choice)) {
    return choice === undefined ? '' : sentence(choice);
  }
  return isVariableReference(choice)
    ? `The dashboard variable ${choice} decides which ${field} is shown.`
    : `There is no ${field} “${choice}”; choose one from the list.`;
}
