import type { PanelLink } from '../dashboards/ids';
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
  /** How long the condition must hold, as Grafana writes durations. */
  readonly pendingFor: string;
  /** How long it goes on firing after the condition has passed. */
  readonly keepFiringFor?: string;
  /** What becomes of the alerts while the data source does not answer. */
  readonly onError: 'KeepLast' | 'Error';
  readonly panel: PanelLink;
  /** One line that names what it is about. A Go template. */
  readonly summary: string;
  /** What the figures mean and what to do. A Go template. */
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
 * A figure in a rule's text, rounded. Written without `$`, which some releases of Grafana take for
 * an environment variable in these texts and others do not.
 *
 * @param refId of a query or a figure of the rule
 */
export function figure(refId: string, decimals: number): string {
  return `{{ printf "%.${decimals}f" ${valueOf(refId)} }}`;
}

/** A figure in a rule's text with as many decimals as it has, for what people once typed in. */
export function exactFigure(refId: string): string {
  return `{{ printf "%g" ${valueOf(refId)} }}`;
}

/** A figure's number, to compare inside a template. NaN where there is none. */
export function valueOf(refId: string): string {
  return `(index .Values "${refId}").Value`;
}

/** A label of the alert in its text. */
export function label(name: 'service' | 'team' | 'slo' | 'job'): string {
  return `{{ .Labels.${name} }}`;
}
