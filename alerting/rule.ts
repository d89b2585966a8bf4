import type { PanelLink } from '../dashboards/ids';
import type { DoraMetric } from '../src/model/dora-metrics';
import type { SreQueryInput } from '../src/model/query';

/** What an alert rule says, before it becomes Grafana's file: see `provisioned-rule.ts`. */
export interface AlertRule {
  /** At most 40 characters; by it Grafana knows the rule again, so it never changes. */
  readonly uid: string;
  readonly title: string;
  /** `page` wakes someone; `ticket` is for working hours. */
  readonly severity: Severity;
  /** Length of the range asked for, which ends at the evaluation. Seconds. */
  readonly rangeSeconds: number;
  /** Queries by refId. Each answers one number for every service, SLO or job. */
  readonly queries: Readonly<Record<string, SreQueryInput>>;
  /** Numbers worked out for the texts, as math by refId. */
  readonly figures?: Readonly<Record<string, string>>;
  /** Math over the queries; the rule fires where it is not 0. */
  readonly condition: string;
  /**
   * How long the condition, or an error, must hold first, as Grafana writes durations. None unless given, and none with
   * `KeepLast`: while the data source does not answer, an alert that is pending goes on to fire.
   */
  readonly pendingFor?: string;
  /** How long it goes on firing after the condition has passed. */
  readonly keepFiringFor?: string;
  /** Whether a notification is sent once and not again while the alert lasts. */
  readonly isNotifiedOnce?: boolean;
  /** A rule that is there to be switched on, and not evaluated until then. */
  readonly isPaused?: boolean;
  /** What becomes of the alerts while the data source does not answer. */
  readonly onError: 'KeepLast' | 'Error';
  readonly panel: PanelLink;
  /** The metric that its dashboard is to show, where the reader may choose one there. */
  readonly metric?: DoraMetric;
  /**
   * The label by which its alerts are told apart; an alert without it stands for the whole rule. `dataSource` is a rule
   * with a single alert, about whether its query is answered.
   */
  readonly about: 'service' | 'job' | 'dataSource';
  /** Of an alert about one service, SLO or job while it fires, or while the data source answers. */
  readonly texts: AlertTexts;
  /**
   * Of the same while the condition does not hold or is not known: normal, recovering, and resolved. Missing where
   * `texts` are true then too.
   */
  readonly calmTexts?: AlertTexts;
  /** Of the one alert there is where the rule had no data or no answer, if that is to say more than this. */
  readonly wholeRuleTexts?: AlertTexts;
}

/** Go templates, which say something in every state: see `whereKnown`. */
export interface AlertTexts {
  /** One line that names what it is about. */
  readonly summary: string;
  /** What the figures mean and what to do. */
  readonly description: string;
}

export type Severity = 'page' | 'ticket';

/** Rules that are evaluated together, in order. */
export interface AlertGroup {
  readonly name: string;
  /** Between two evaluations, as Grafana writes durations. */
  readonly interval: string;
  readonly rules: readonly AlertRule[];
}

/**
 * Text with figures, and what is said instead where one of them is not known: the rule had no data or
 * no answer, the figure is null, or it is infinite.
 *
 * Nothing here is written with `$`, which some releases of Grafana take for an environment variable in
 * these texts and others do not.
 *
 * @param refIds of the queries and figures in `text`
 */
export function whereKnown(refIds: readonly string[], text: string, otherwise: string): string {
  const condition = refIds.map(isNumber).join(' ');
  return `{{ if and ${condition} }}${text}${otherwise && `{{ else }}${otherwise}`}{{ end }}`;
}

/** Go's templates have no test for a number: neither NaN nor an infinity lies between these. */
function isNumber(refId: string): string {
  // A figure that the rule did not work out is missing, and "and" reads no further then.
  return `.Values.${refId} (gt ${valueOf(refId)} -1e300) (lt ${valueOf(refId)} 1e300)`;
}

/** Text while a query or figure is over a number, and what is said where it is not, or not known. */
export function whereOver(refId: string, bound: number, text: string, otherwise: string): string {
  // NaN is over nothing.
  return `{{ if and .Values.${refId} (gt ${valueOf(refId)} ${bound.toFixed(1)}) }}${text}{{ else }}${otherwise}{{ end }}`;
}

/** Text with words that a query brought as labels of its number, and what is said where they are not known. */
export function whereLabelled(refId: string, word: StoryWord, text: string, otherwise = ''): string {
  const condition = `{{ if and .Values.${refId} .Values.${refId}.Labels.${word} }}`;
  return `${condition}${text}${otherwise && `{{ else }}${otherwise}`}{{ end }}`;
}

/** Words that a query with details brings: what happened to a budget, why a metric has changed, and what is not known. */
export type StoryWord =
  'incidents' | 'incident_url' | 'deployment' | 'deployment_url' | 'runbook_url' | 'reason' | 'no_data_since';

/** Such a word. Only inside `whereLabelled`. */
export function word(refId: string, name: StoryWord): string {
  return `{{ .Values.${refId}.Labels.${name} }}`;
}

/** A figure in a rule's text, rounded. Only inside `whereKnown`. */
export function figure(refId: string, decimals: number): string {
  return `{{ printf "%.${decimals}f" ${valueOf(refId)} }}`;
}

/** A figure in a rule's text with as many decimals as it has, for what people once typed in. Only inside `whereKnown`. */
export function exactFigure(refId: string): string {
  return `{{ printf "%g" ${valueOf(refId)} }}`;
}

/** A figure's number, to compare inside a template. Only inside `whereKnown`. */
export function valueOf(refId: string): string {
  return `.Values.${refId}.Value`;
}

/** A label of the alert in its text. */
export function label(name: 'service' | 'team' | 'slo' | 'job'): string {
  return `{{ .Labels.${name} }}`;
}
