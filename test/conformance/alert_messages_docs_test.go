package conformance

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// docs/alert-messages.md shows what is sent. It is made here, of the plugin's answers: ALERT_MESSAGES=write
// writes it, else it must be what is committed.

var messagesDocs = filepath.Join("..", "..", "docs", "alert-messages.md")

const messagesIntro = `# What alerts say

Made by the conformance test of the rules and templates in ` + "`provisioning/alerting`" + `, of a database that has something of
everything. See [alerts.md](alerts.md).
`

func TestMessagesInTheDocs(t *testing.T) {
	h := launch(t)
	history := newDatabase(t, "messages_docs")
	history.addCases(t)
	history.run(t, `insert into stackflow.job_status (job, last_succeeded_at, stale_after)
		values ('github-sync', now() - interval '3 hours', '2 hours')`)
	history.tellOfBurning(t)
	var text strings.Builder
	text.WriteString(messagesIntro + "\n## One page, in every template\n")
	rules := alertRules(t)
	page := notifiedOf(t, h.evaluate(t, history.source, rules[fastBurn], evaluatedAt), slo("burns-fast", "availability"))
	for _, shown := range [][2]string{
		{"Mail: subject", "stackflow_sre.title"}, {"Mail, webhook: message", "stackflow_sre.message"},
		{"Slack: title", "stackflow_sre.slack.title"}, {"Slack: text", "stackflow_sre.slack.text"},
		{"PagerDuty: summary", "stackflow_sre.pagerduty.summary"}, {"PagerDuty: details", "stackflow_sre.pagerduty.details"},
	} {
		fmt.Fprintf(&text, "\n%s (`%s`)\n\n```\n%s\n```\n", shown[0], shown[1], strings.TrimSpace(notification(t, shown[1], page)))
	}
	text.WriteString("\n## Every rule\n")
	for _, uid := range slices.Sorted(maps.Keys(rules)) {
		h.describeRule(t, &text, history.source, rules[uid])
	}
	if os.Getenv("ALERT_MESSAGES") == "write" {
		if err := os.WriteFile(messagesDocs, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(messagesDocs)
	if err != nil || string(committed) != text.String() {
		t.Errorf("docs/alert-messages.md is not what the rules say (%v). Make it anew with ALERT_MESSAGES=write.", err)
	}
}

// tellOfBurning makes the case of a page one that tells everything.
func (d database) tellOfBurning(t *testing.T) {
	t.Helper()
	service := d.id(t, "select id from stackflow.services where name = 'burns-fast'")
	change := d.addDeployment(t, service, stretch{40 * time.Minute, 10 * time.Minute}, "successful")
	d.run(t, `update stackflow.change_records set title = 'Faster baskets', url = 'https://changes.example/812' where id = $1`, change)
	d.run(t, `update stackflow.slos set runbook_url = 'https://wiki.example/burns-fast' where service_id = $1`, service)
	d.run(t, `update stackflow.incidents set title = 'Checkout times out', priority = 'P1', url = 'https://incidents.example/77'
		where id in (select incident_id from stackflow.incident_downtimes where service_id = $1)`, service)
}

// notifiedOf is an alert as it is sent.
func notifiedOf(t *testing.T, result evaluation, labels data.Labels) notified {
	t.Helper()
	all := labels.Copy()
	maps.Copy(all, result.rule.Labels)
	all["alertname"] = result.rule.Title
	return notified{
		Status: "firing", Labels: all, Annotations: result.verdict(t, labels, stateAlerting).annotations,
		StartsAt: evaluatedAt, GeneratorURL: "https://grafana.example/rule", SilenceURL: "https://grafana.example/silence",
		PanelURL: "https://grafana.example/panel",
	}
}

func (h *host) describeRule(t *testing.T, text *strings.Builder, from source, rule alertRule) {
	t.Helper()
	fmt.Fprintf(text, "\n### %s\n", rule.Title)
	at := evaluatedAt
	if rule.UID == stale {
		at = time.Now()
	}
	result := h.evaluate(t, from, rule, at)
	show := func(state string, labels data.Labels, figures map[string]figure) {
		fmt.Fprintf(text, "\n%s\n\n> %s\n>\n> %s\n", state, rule.expand(t, "summary", labels, figures),
			rule.expand(t, "description", labels, figures))
	}
	if rule.UID != unreadable {
		labels := h.firstFiring(t, result)
		show("Firing:", labels, result.figures(labels))
		show("Without figures:", labels, nil)
		show("Without an instance:", nil, nil)
		return
	}
	show("Firing:", nil, nil)
	show("Normal:", nil, result.figures(nil))
}

// firstFiring are the labels of the instance that the rule fires for in all histories.
func (h *host) firstFiring(t *testing.T, result evaluation) data.Labels {
	t.Helper()
	for _, verdict := range result.verdicts(t) {
		about := verdict.labels["service"] + verdict.labels["job"]
		if verdict.state == stateAlerting && (about == firesFor[result.rule.UID] || result.rule.UID == stale) {
			return verdict.labels
		}
	}
	t.Fatalf("%s does not fire for %s", result.rule.UID, firesFor[result.rule.UID])
	return nil
}
