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
	history.run(t, `insert into stackflow.job_status (job, last_succeeded_at, stale_after)
		values ('github-sync', now() - interval '3 hours', '2 hours')`)
	trouble := h.evaluateAll(t, history.source, rules)
	history.calmDown(t)
	// A plugin of its own has not read yet how new the records were.
	calm := launch(t).evaluateAll(t, history.source, rules)
	for _, uid := range slices.Sorted(maps.Keys(rules)) {
		describeRule(t, &text, trouble[uid], calm[uid])
	}
	if os.Getenv("ALERT_MESSAGES") == "write" {
		if err := os.WriteFile(messagesDocs, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(messagesDocs)
	if err != nil || string(committed) != text.String() {
		t.Errorf("docs/alert-messages.md is not what the rules say (%v). Make it anew with ALERT_MESSAGES=write.\n%s",
			err, firstDifference(string(committed), text.String()))
	}
}

// firstDifference shows the first line that differs, and the one before it.
func firstDifference(was, is string) string {
	before, after := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := 0; i < max(len(before), len(after)); i++ {
		from, to := lineAt(before, i), lineAt(after, i)
		if from != to {
			return fmt.Sprintf("line %d, after %q\n  was %q\n  is  %q", i+1, lineAt(before, i-1), from, to)
		}
	}
	return ""
}

func lineAt(lines []string, i int) string {
	if i < 0 || i >= len(lines) {
		return ""
	}
	return lines[i]
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

// evaluateAll evaluates the rule on jobs first: it alone tells how long ago something was, by the clock.
func (h *host) evaluateAll(t *testing.T, from source, rules map[string]alertRule) map[string]evaluation {
	t.Helper()
	evaluated := map[string]evaluation{stale: h.evaluate(t, from, rules[stale], time.Now())}
	for uid, rule := range rules {
		if uid != stale {
			evaluated[uid] = h.evaluate(t, from, rule, evaluatedAt)
		}
	}
	return evaluated
}

// describeRule shows the texts of one instance in trouble and in calm.
func describeRule(t *testing.T, text *strings.Builder, trouble, calm evaluation) {
	t.Helper()
	rule := trouble.rule
	fmt.Fprintf(text, "\n### %s\n", rule.Title)
	show := func(state string, labels data.Labels, figures map[string]figure) {
		fmt.Fprintf(text, "\n%s\n\n> %s\n>\n> %s\n", state, rule.expand(t, "summary", labels, figures),
			rule.expand(t, "description", labels, figures))
	}
	if rule.UID != unreadable {
		labels := firstFiring(t, trouble)
		show("Firing:", labels, trouble.figures(labels))
		// An instance that is gone is resolved: without an incident there is no MTTR.
		state, remains := calm.states(t)[labels.String()]
		if remains && state != stateNormal && state != stateNoData {
			t.Errorf("%s is %s in calm", rule.UID, state)
		}
		show("Recovering, normal, resolved:", labels, calm.figures(labels))
		if rule.UID == underQuart {
			gone := slo("all-used", "availability")
			show("Resolved since nothing is left:", gone, trouble.figures(gone))
		}
		show("Without figures:", labels, nil)
		show("Without an instance:", nil, nil)
		return
	}
	show("Firing:", nil, nil)
	show("Normal:", nil, trouble.figures(nil))
}

// firstFiring are the labels of the instance that the rule fires for in all histories.
func firstFiring(t *testing.T, result evaluation) data.Labels {
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
