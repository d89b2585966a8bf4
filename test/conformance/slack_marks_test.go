package conformance

import (
	"strings"
	"testing"
)

// Whatever people name so, nothing of it calls a channel in Slack.
func TestNoNameCallsAChannelInSlack(t *testing.T) {
	const call = "<!channel>"
	named := firing
	named.Labels = map[string]string{
		"severity": "page" + call, "alertname": call, "service": call, "team": call, "slo": call, "job": call,
	}
	named.Annotations = map[string]string{
		"summary": "Budget burns: " + call, "description": "Down: " + call,
		"incident_url": "https://x" + call, "deployment_url": "https://x" + call,
		"records_url": "https://x" + call, "runbook_url": "https://x><!here>",
	}
	unnamed := named
	unnamed.Annotations = nil
	failed := unnamed
	failed.Labels = map[string]string{"rulename": call, "service": call}
	for _, alert := range []notified{named, unnamed, failed} {
		over := alert
		over.Status = "resolved"
		for _, alerts := range [][]notified{{alert}, {over}, {alert, over}} {
			for _, template := range []string{"stackflow_sre.slack.title", "stackflow_sre.slack.text"} {
				text := notification(t, template, alerts...)
				if strings.Contains(text, "<!") {
					t.Errorf("%s calls: %s", template, text)
				}
			}
		}
	}
	if title := notification(t, "stackflow_sre.slack.title", named); title != "[firing, page&lt;!channel>] Budget burns: &lt;!channel>" {
		t.Errorf("title %q", title)
	}
}
