import type { SreQueryInput } from '../src/model/query';
import { notificationSettings } from './notifications';
import type { LinkAnnotation } from './notifications';
import { whereLabelled, whereOver, word } from './rule';
import type { AlertGroup, AlertRule, AlertTexts, StoryWord } from './rule';

/** Rules as Grafana's file provisioning reads them. */

/** Uid of the data source in `provisioning/datasources/sre-metrics.yaml`. */
export const DATASOURCE_UID = 'stackflow-sre-metrics';
/** Type of that data source: our plugin's id. */
export const DATASOURCE_TYPE = 'stackflow-sremetrics-datasource';
/** Grafana's own uid and type of server-side expressions. */
export const EXPRESSION_UID = '__expr__';
/** RefId of every rule's condition. */
export const CONDITION = 'C';
/** Folder in Grafana that holds the rules. */
export const FOLDER = 'SRE Metrics';

/** Of no effect on single numbers, but Grafana's editor wants them. */
const RESOLUTION = { intervalMs: 60_000, maxDataPoints: 100 } as const;

/** What a file of rules may say otherwise than the one that comes with the data source. */
export interface RuleContext {
  readonly dataSourceUid: string;
  /** What to do, where an SLO does not say; null where nobody does. */
  readonly runbookUrl: string | null;
}

const SHIPPED: RuleContext = { dataSourceUid: DATASOURCE_UID, runbookUrl: null };

export function provisionedGroup({ name, interval, rules }: AlertGroup, context = SHIPPED) {
  return {
    orgId: 1,
    name,
    folder: FOLDER,
    interval,
    rules: rules.map((rule) => provisionedRule(rule, context)),
  };
}

function provisionedRule(rule: AlertRule, { dataSourceUid, runbookUrl }: RuleContext) {
  const expressions = { ...rule.figures, [CONDITION]: rule.condition };
  return {
    uid: rule.uid,
    title: rule.title,
    condition: CONDITION,
    data: [
      ...Object.entries(rule.queries).map(([refId, query]) =>
        queryNode(refId, query, rule.rangeSeconds, dataSourceUid)
      ),
      ...Object.entries(expressions).map(([refId, expression]) => mathNode(refId, expression)),
    ],
    dashboardUid: rule.panel.dashboardUid,
    panelId: rule.panel.panelId,
    // Nothing to watch is no trouble: no SLO, no deployment, a target of 100 % that has no rate.
    noDataState: 'OK',
    execErrState: rule.onError,
    for: rule.pendingFor ?? '0s',
    ...(rule.keepFiringFor !== undefined && { keepFiringFor: rule.keepFiringFor }),
    annotations: {
      __dashboardUid__: rule.panel.dashboardUid,
      __panelId__: String(rule.panel.panelId),
      summary: textOf(rule, 'summary'),
      description: textOf(rule, 'description'),
      ...linksOf(rule, runbookUrl),
    },
    labels: { severity: rule.severity },
    isPaused: rule.isPaused ?? false,
    notification_settings: notificationSettings(rule.severity, rule.isNotifiedOnce),
  };
}

/** The dashboard with the alert's own service, where its records are; Grafana's address ends in a slash. */
function recordsUrl({ panel: { dashboardUid }, metric }: AlertRule): string {
  const service = `var-service={{ urlquery .Labels.service }}`;
  const slo = `{{ if .Labels.slo }}&var-slo={{ urlquery .Labels.slo }}{{ end }}`;
  return `{{ if .Labels.service }}{{ externalURL }}d/${dashboardUid}?${service}${slo}${metric === undefined ? '' : `&var-metric=${metric}`}{{ end }}`;
}

/** Addresses that a notification shows; one that is not known is empty. */
function linksOf(rule: AlertRule, runbookUrl: string | null): Partial<Record<LinkAnnotation, string>> {
  const story = Object.entries(rule.queries).find(
    ([, query]) => query.queryType === 'errorBudget' && query.details === true
  );
  const link = (name: StoryWord, otherwise = '') =>
    story === undefined ? otherwise : whereLabelled(story[0], name, word(story[0], name), otherwise);
  const runbook = link('runbook_url', runbookUrl ?? '');
  return {
    ...(rule.about === 'service' && { records_url: recordsUrl(rule) }),
    ...(story !== undefined && { incident_url: link('incident_url'), deployment_url: link('deployment_url') }),
    ...(runbook !== '' && { runbook_url: runbook }),
  };
}

function textOf(rule: AlertRule, name: keyof AlertTexts): string {
  const whole = rule.wholeRuleTexts ?? withoutInstances(rule);
  // Without an answer there is no figure, in whatever state the rule is.
  const condition = rule.about === 'dataSource' ? '.Values.A' : `.Labels.${rule.about}`;
  const text =
    rule.calmTexts === undefined ? rule.texts[name] : whereOver(CONDITION, 0, rule.texts[name], rule.calmTexts[name]);
  return `{{ if ${condition} }}${text}{{ else }}${whole[name]}{{ end }}`;
}

/** Grafana shows these in its list of alerts; a notification is only made of them where a rule fires on errors. */
function withoutInstances({ title, about }: AlertRule): AlertTexts {
  return {
    // A title may hold what people named, which is no template.
    summary: `${title.replaceAll('{{', '{{ "{{" }}')}: nothing to tell yet`,
    description: `This rule had no data or no answer when it was evaluated last, so there is no ${about} to tell of.`,
  };
}

function queryNode(refId: string, query: SreQueryInput, rangeSeconds: number, dataSourceUid: string) {
  return {
    refId,
    queryType: query.queryType,
    relativeTimeRange: { from: rangeSeconds, to: 0 },
    datasourceUid: dataSourceUid,
    model: { refId, datasource: { type: DATASOURCE_TYPE, uid: dataSourceUid }, ...query, ...RESOLUTION },
  };
}

function mathNode(refId: string, expression: string) {
  return {
    refId,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: EXPRESSION_UID,
    model: {
      refId,
      type: 'math',
      datasource: { type: EXPRESSION_UID, uid: EXPRESSION_UID },
      // A single $: Grafana expands no environment variables in a node's model.
      expression,
      ...RESOLUTION,
    },
  };
}
