package conformance

import (
	"strings"
	"testing"
	"time"
)

// notified is an alert as Grafana hands it to the templates of notifications.
type notified struct {
	Status                             string
	Labels, Annotations                map[string]string
	StartsAt                           time.Time
	GeneratorURL, SilenceURL, PanelURL string
}

type notifiedAlerts []notified

func (a notifiedAlerts) Firing() []notified   { return a.having("firing") }
func (a notifiedAlerts) Resolved() []notified { return a.having("resolved") }

func (a notifiedAlerts) having(status string) []notified {
	var found []notified
	for _, alert := range a {
		if alert.Status == status {
			found = append(found, alert)
		}
	}
	return found
}

func notification(t *testing.T, name string, alerts ...notified) string {
	t.Helper()
	file := provisioned[struct {
		Templates []struct{ Template string }
	}](t, "templates.yaml")
	var text strings.Builder
	for _, group := range file.Templates {
		text.WriteString(group.Template)
	}
	return expanded(t, "missingkey=zero", text.String(), name, object{
		"Alerts":      notifiedAlerts(alerts),
		"GroupLabels": map[string]string{"alertname": "Error budget exhausted", "service": "checkout"},
	})
}

var (
	firing = notified{
		Status:       "firing",
		Labels:       map[string]string{"severity": "page", "service": "checkout", "team": "core", "slo": "availability"},
		Annotations:  map[string]string{"summary": "Budget gone: checkout", "description": "Down for 43.2 minutes."},
		StartsAt:     time.Date(2026, 3, 1, 13, 0, 0, 0, time.FixedZone("", 3600)),
		GeneratorURL: "https://grafana/rule", SilenceURL: "https://grafana/silence", PanelURL: "https://grafana/panel",
	}
	resolved = notified{
		Status: "resolved", Labels: map[string]string{"severity": "page"},
		Annotations: map[string]string{"summary": "Budget gone: search"}, GeneratorURL: "https://grafana/other-rule",
	}
)

func TestNotificationTitles(t *testing.T) {
	cases := map[string][]notified{
		"[firing, page] Budget gone: checkout":                    {firing},
		"[resolved, page] Budget gone: search":                    {resolved},
		"[1 firing, 1 resolved] Error budget exhausted: checkout": {firing, resolved},
	}
	for expected, alerts := range cases {
		if title := notification(t, "stackflow_sre.title", alerts...); title != expected {
			t.Errorf("title %q instead of %q", title, expected)
		}
	}
}

func TestNotificationMessage(t *testing.T) {
	expected := `FIRING

Budget gone: checkout
Down for 43.2 minutes.
Service: checkout
SLO: availability
Team: core
Since: 2026-03-01 12:00 UTC
Panel: https://grafana/panel
Rule: https://grafana/rule
Silence: https://grafana/silence
RESOLVED

Budget gone: search
Rule: https://grafana/other-rule
`
	if message := notification(t, "stackflow_sre.message", firing, resolved); message != expected {
		t.Errorf("message\n%s\ninstead of\n%s", message, expected)
	}
}

func TestNotificationOfAnythingElse(t *testing.T) {
	foreign := notified{
		Status: "firing", Labels: map[string]string{"alertname": "DatasourceError"},
		Annotations: map[string]string{"Error": "the sign-in was refused"},
		StartsAt:    firing.StartsAt, GeneratorURL: "https://grafana/rule",
	}
	if title := notification(t, "stackflow_sre.title", foreign); title != "[firing] DatasourceError" {
		t.Errorf("title %q", title)
	}
	expected := `FIRING

DatasourceError
Error: the sign-in was refused
Since: 2026-03-01 12:00 UTC
Rule: https://grafana/rule
`
	if message := notification(t, "stackflow_sre.message", foreign); message != expected {
		t.Errorf("message\n%s\ninstead of\n%s", message, expected)
	}
}

func TestWhatPeopleWroteCallsNobodyInSlack(t *testing.T) {
	loud := firing
	loud.Annotations = map[string]string{"summary": "Budget burns: checkout", "description": "What burns: <!channel> & more (P1, 1.0 min)."}
	text := strings.TrimSpace(notification(t, "stackflow_sre.slack.text", loud))
	expected := `*Budget burns: checkout*
What burns: &lt;!channel> & more (P1, 1.0 min).
Team: core. <https://grafana/panel|Panel> <https://grafana/silence|Silence>`
	if text != expected {
		t.Errorf("text\n%s\ninstead of\n%s", text, expected)
	}
	gone := loud
	gone.Status = "resolved"
	if text := strings.TrimSpace(notification(t, "stackflow_sre.slack.text", gone)); text != "Resolved: Budget burns: checkout" {
		t.Errorf("text %q", text)
	}
}
