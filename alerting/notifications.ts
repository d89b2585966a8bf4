import type { Severity } from './rule';

/** Where alerts go and how they read. */

/** Name of the contact point; rules refer to it. */
export const CONTACT_POINT = 'StackFlow SRE';

/** To be replaced by whoever installs this. */
export const PLACEHOLDER_ADDRESS = 'sre-alerts@example.com';

/** How a rule's notifications are bundled and repeated. */
export function notificationSettings(severity: Severity, isToldOnce = false) {
  return {
    receiver: CONTACT_POINT,
    // One message for a service: all its SLOs that fire by one rule.
    group_by: ['grafana_folder', 'alertname', 'service'],
    ...(severity === 'page'
      ? { group_wait: '30s', group_interval: '5m', repeat_interval: '4h' }
      : // Grafana forgets what it told after `notification_log_retention`, 5 days unless set, and tells it again then.
        { group_wait: '5m', group_interval: '30m', repeat_interval: isToldOnce ? '365d' : '1d' }),
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

/**
 * What an alert is about, by its labels alone. A failed rule is called "DatasourceError" by Grafana and
 * has its own name as another label.
 */
const NAME = `{{ define "stackflow_sre.name" -}}
{{ with .Labels.rulename }}{{ . }}{{ else }}{{ .Labels.alertname }}{{ end }}
{{- with .Labels.service }}: {{ . }}{{ end }}
{{- with .Labels.slo }} ({{ . }}){{ end }}
{{- with .Labels.job }}: {{ . }}{{ end }}
{{- end }}
`;

/** True of an annotation that Grafana has not expanded: after a restart it has only the rule's own text until an answer comes. */
const isRaw = (annotation: string) => `match "[{]{2}" ${annotation}`;

/** Other rules may use the contact point too, so nothing but Grafana's own label is taken for granted. */
const HEADLINE = `{{ define "stackflow_sre.headline" -}}
{{ if not .Annotations.summary }}{{ template "stackflow_sre.name" . }}
{{- else if ${isRaw('.Annotations.summary')} }}{{ template "stackflow_sre.name" . }}
{{- else }}{{ .Annotations.summary }}{{ end }}
{{- end }}
`;

const DESCRIPTION = `{{ define "stackflow_sre.description" -}}
{{ if ${isRaw('.Annotations.description')} -}}
Grafana was restarted and has had no answer to this rule since, so its figures are not known. The alert keeps the state that it had.
{{- else }}{{ .Annotations.description }}{{ end }}
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
  .map(([name, title]) => {
    const line = `{{ if not (${isRaw('.')}) }}\n${title}: {{ . }}{{ end }}`;
    return `{{- with .Annotations.${name} }}${line}{{ end }}\n`;
  })
  .join('');

const TITLE = `{{ define "stackflow_sre.title" -}}
{{ if eq (len .Alerts) 1 -}}
{{ range .Alerts }}[{{ .Status }}{{ with .Labels.severity }}, {{ . }}{{ end }}] {{ template "stackflow_sre.headline" . }}{{ end }}
{{- else -}}
[{{ len .Alerts.Firing }} firing, {{ len .Alerts.Resolved }} resolved] {{ .GroupLabels.alertname }}
{{- with .GroupLabels.service }}: {{ . }}{{ end }}
{{- end }}
{{- end }}
`;

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

/**
 * For Slack, in its own marks: a line that says it all, what is wrong, and the addresses in a row. Slack shows what stands
 * between < and | as a link, so what people wrote must have none: a title could else call a whole channel.
 */
const SLACK_LINK = (address: string, title: string) =>
  `{{- with ${address} }}{{ if not (${isRaw('.')}) }} <{{ . }}|${title}>{{ end }}{{ end }}`;
const SLACK = `{{ define "stackflow_sre.slack.title" -}}
{{ template "stackflow_sre.title" . }}
{{- end }}
{{ define "stackflow_sre.slack.text" -}}
{{ range .Alerts.Firing }}
*{{ template "stackflow_sre.headline" . }}*
{{- if ${isRaw('.Annotations.description')} }}
{{ template "stackflow_sre.description" . }}
{{- else if .Annotations.description }}
{{ reReplaceAll "<" "&lt;" .Annotations.description }}
{{- end }}
{{- with .Labels.team }}
Team: {{ . }}.
{{- end }}
${SLACK_LINK('.PanelURL', 'Panel')}
${Object.entries(LINKS)
  .map(([name, title]) => SLACK_LINK(`.Annotations.${name}`, title))
  .join('\n')}
${SLACK_LINK('.SilenceURL', 'Silence')}
{{ end }}
{{- range .Alerts.Resolved }}
Resolved: {{ template "stackflow_sre.headline" . }}
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
    template: NAME + HEADLINE + DESCRIPTION + TITLE + ALERT + MESSAGE + SLACK + PAGERDUTY,
  },
] as const;
