import type { Severity } from './rule';

/** Where alerts go and how they read. */

/** Name of the contact point; rules refer to it. */
export const CONTACT_POINT = 'StackFlow SRE';

/** To be replaced by whoever installs this. */
export const PLACEHOLDER_ADDRESS = 'sre-alerts@example.com';

/** How a rule's notifications are bundled and repeated. */
export function notificationSettings(severity: Severity, isNotifiedOnce = false) {
  return {
    receiver: CONTACT_POINT,
    // One message for a service: all its SLOs that fire by one rule.
    group_by: ['grafana_folder', 'alertname', 'service'],
    ...(severity === 'page'
      ? { group_wait: '30s', group_interval: '5m', repeat_interval: '4h' }
      : // Grafana forgets what it told after `notification_log_retention`, 5 days unless set, and tells it again then.
        { group_wait: '5m', group_interval: '30m', repeat_interval: isNotifiedOnce ? '365d' : '1d' }),
  };
}

export const CONTACT_POINTS = [
  {
    orgId: 1,
    name: CONTACT_POINT,
    receivers: [
      {
        uid: 'stackflow-sre-email',
        type: 'email',
        settings: {
          addresses: PLACEHOLDER_ADDRESS,
          singleEmail: true,
          subject: '{{ template "stackflow_sre.title" . }}',
          message: '{{ template "stackflow_sre.message" . }}',
        },
        disableResolveMessage: false,
      },
    ],
  },
] as const;

/** Puts what people wrote into a text. */
type Insert = (text: string) => string;
const asWritten: Insert = (text) => `{{ ${text} }}`;
/** Slack shows what stands between < and > as a link or a call, so what people wrote must have none. */
const forSlack: Insert = (text) => `{{ reReplaceAll "<" "&lt;" ${text} }}`;

/**
 * What an alert is about, by its labels alone. A failed rule is called "DatasourceError" by Grafana and
 * has its own name as another label.
 */
const name = (prefix: string, insert: Insert) => `{{ define "${prefix}.name" -}}
{{ with .Labels.rulename }}${insert('.')}{{ else }}${insert('.Labels.alertname')}{{ end }}
{{- with .Labels.service }}: ${insert('.')}{{ end }}
{{- with .Labels.slo }} (${insert('.')}){{ end }}
{{- with .Labels.job }}: ${insert('.')}{{ end }}
{{- end }}
`;

/** True of an annotation that Grafana has not expanded: after a restart it has only the rule's own text until an answer comes. */
const isRaw = (annotation: string) => `match "[{]{2}" ${annotation}`;

/** Other rules may use the contact point too, so nothing but Grafana's own label is taken for granted. */
const headline = (prefix: string, insert: Insert) => `{{ define "${prefix}.headline" -}}
{{ if not .Annotations.summary }}{{ template "${prefix}.name" . }}
{{- else if ${isRaw('.Annotations.summary')} }}{{ template "${prefix}.name" . }}
{{- else }}${insert('.Annotations.summary')}{{ end }}
{{- end }}
`;

const description = (prefix: string, insert: Insert) => `{{ define "${prefix}.description" -}}
{{ if ${isRaw('.Annotations.description')} -}}
Grafana was restarted and has had no answer to this rule since, so its figures are not known. The alert keeps the state that it had.
{{- else }}${insert('.Annotations.description')}{{ end }}
{{- end }}
`;

/** Annotations that hold an address, and what it is called. */
const LINKS = {
  incident_url: 'Incident',
  deployment_url: 'Deployment',
  records_url: 'Records',
  runbook_url: 'Runbook',
} as const;
export type LinkAnnotation = keyof typeof LINKS;

/** A line for each address that is known. */
const LINES = Object.entries(LINKS)
  .map(([annotation, word]) => {
    const line = `{{ if not (${isRaw('.')}) }}\n${word}: {{ . }}{{ end }}`;
    return `{{- with .Annotations.${annotation} }}${line}{{ end }}\n`;
  })
  .join('');

const title = (prefix: string, insert: Insert) => `{{ define "${prefix}.title" -}}
{{ if eq (len .Alerts) 1 -}}
{{ range .Alerts }}[{{ .Status }}{{ with .Labels.severity }}, ${insert('.')}{{ end }}] {{ template "${prefix}.headline" . }}{{ end }}
{{- else -}}
[{{ len .Alerts.Firing }} firing, {{ len .Alerts.Resolved }} resolved] ${insert('.GroupLabels.alertname')}
{{- with .GroupLabels.service }}: ${insert('.')}{{ end }}
{{- end }}
{{- end }}
`;

/** The same of each alert in all receivers, but for the marks that a receiver takes for its own. */
const common = (prefix: string, insert: Insert) =>
  [name, headline, description, title].map((part) => part(prefix, insert)).join('');

const ALERT = `{{ define "stackflow_sre.alert" -}}
{{ template "stackflow_sre.headline" . }}
{{- if .Annotations.description }}
{{ template "stackflow_sre.description" . }}
{{- end }}
{{- with .Annotations.Error }}
Error: {{ . }}
{{- end }}
{{- with .Labels.service }}
Service: {{ . }}
{{- end }}
{{- with .Labels.slo }}
SLO: {{ . }}
{{- end }}
{{- with .Labels.team }}
Team: {{ . }}
{{- end }}
Since: {{ .StartsAt.UTC.Format "2006-01-02 15:04 UTC" }}
{{- with .PanelURL }}
Panel: {{ . }}
{{- end }}
${LINES}{{- "" }}
Rule: {{ .GeneratorURL }}
{{- with .SilenceURL }}
Silence: {{ . }}
{{- end }}
{{ end }}
`;

const MESSAGE = `{{ define "stackflow_sre.message" -}}
{{ if .Alerts.Firing }}FIRING
{{ range .Alerts.Firing }}
{{ template "stackflow_sre.alert" . }}{{ end }}{{ end }}
{{- if .Alerts.Resolved }}RESOLVED
{{ range .Alerts.Resolved }}
{{ template "stackflow_sre.headline" . }}
Rule: {{ .GeneratorURL }}
{{ end }}{{ end }}
{{- end }}
`;

/** For Slack, in its own marks: a line that says it all, what is wrong, and the addresses in a row. */
const SLACK_LINK = (address: string, word: string) =>
  `{{- with ${address} }}{{ if not (${isRaw('.')}) }} <{{ reReplaceAll "<" "%3C" . }}|${word}>{{ end }}{{ end }}`;
const SLACK = `${common('stackflow_sre.slack', forSlack)}{{ define "stackflow_sre.slack.text" -}}
{{ range .Alerts.Firing }}
*{{ template "stackflow_sre.slack.headline" . }}*
{{- if .Annotations.description }}
{{ template "stackflow_sre.slack.description" . }}
{{- end }}
{{- with .Labels.team }}
Team: ${forSlack('.')}.
{{- end }}
${SLACK_LINK('.PanelURL', 'Panel')}
${Object.entries(LINKS)
  .map(([annotation, word]) => SLACK_LINK(`.Annotations.${annotation}`, word))
  .join('\n')}
${SLACK_LINK('.SilenceURL', 'Silence')}
{{ end }}
{{- range .Alerts.Resolved }}
Resolved: {{ template "stackflow_sre.slack.headline" . }}
{{ end }}
{{- end }}
`;

/** For PagerDuty: what the pager reads out, and details by their names. A summary has at most 1,024 characters there. */
const PAGERDUTY = `{{ define "stackflow_sre.pagerduty.summary" -}}
{{ template "stackflow_sre.title" . }}
{{- end }}
{{ define "stackflow_sre.pagerduty.details" -}}
{{ range .Alerts.Firing }}{{ template "stackflow_sre.alert" . }}{{ end }}
{{- end }}
`;

export const TEMPLATES = [
  {
    orgId: 1,
    name: 'stackflow_sre',
    template: common('stackflow_sre', asWritten) + ALERT + MESSAGE + SLACK + PAGERDUTY,
  },
] as const;
