package conformance

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// nonsense is what a template leaves behind where it took something for granted.
var nonsense = regexp.MustCompile(`NaN|Inf|no value|\{\{|%!|map\[|  | [:,.;]|\(\)`)

// checkSentence fails where a text is none; about must be in it.
func checkSentence(t *testing.T, rule alertRule, annotation, text, about string) {
	t.Helper()
	isSentence := annotation != "description" || strings.HasSuffix(text, ".")
	if text == "" || text != strings.TrimSpace(text) || nonsense.MatchString(text) || !isSentence ||
		!strings.Contains(text, about) {
		t.Errorf("%s: %s reads: %s", rule.UID, annotation, text)
	}
}

// instanceLabels are those of an instance of the rule.
func (r alertRule) instanceLabels() (labels data.Labels, about string) {
	switch r.UID {
	case stale:
		return data.Labels{"job": "github-sync"}, "github-sync"
	case unreadable:
		return nil, "SRE "
	}
	return slo("checkout", "availability"), "checkout"
}

// figuresOf gives every node of the rule the same number.
func (r alertRule) figuresOf(labels data.Labels, value float64) map[string]figure {
	figures := map[string]figure{}
	for _, node := range r.Data {
		figures[node.RefID] = figure{labels, value}
	}
	return figures
}

func TestTextsAreSentencesWhateverTheFiguresAre(t *testing.T) {
	for _, rule := range alertRules(t) {
		labels, about := rule.instanceLabels()
		check := func(figures map[string]figure) {
			t.Helper()
			for _, annotation := range []string{"summary", "description"} {
				checkSentence(t, rule, annotation, rule.expand(t, annotation, labels, figures), about)
			}
		}
		values := []float64{1, 0, -1, math.NaN(), math.Inf(1), math.Inf(-1)}
		for _, value := range values {
			check(rule.figuresOf(labels, value))
		}
		check(nil)
		for _, node := range rule.Data {
			for _, value := range values {
				figures := rule.figuresOf(labels, 1)
				figures[node.RefID] = figure{labels, value}
				check(figures)
			}
			figures := rule.figuresOf(labels, 1)
			delete(figures, node.RefID)
			check(figures)
		}
	}
}

func TestTextsAreSentencesWithoutAnInstance(t *testing.T) {
	// No data and an error have labels of Grafana's own, or none at all.
	for _, labels := range []data.Labels{nil, {"datasource_uid": "stackflow-sre-metrics", "ref_id": "A"}} {
		for _, rule := range alertRules(t) {
			for _, annotation := range []string{"summary", "description"} {
				checkSentence(t, rule, annotation, rule.expand(t, annotation, labels, nil), "")
			}
		}
	}
}

func TestAnInstanceWithoutDataSaysSo(t *testing.T) {
	rules := alertRules(t)
	cases := map[string][2]string{
		failures: {"No change failure rate: checkout", "checkout has no production deployment in the last 30 days."},
		leadTime: {"Lead time for changes against its own past is not known: checkout", "What changed for checkout is not known. It is held " +
			"against its own past: natural process limits (XmR chart) of the 24 weeks before the last eight; no level is asked " +
			"for. Half of those weeks must have data."},
	}
	for uid, expected := range cases {
		null := evaluation{rule: rules[uid], nodes: map[string]samples{"A": {{labels: checkout}}, "H": {{labels: checkout}}}}
		checkText(t, null, checkout, expected[0], expected[1])
	}
}

func TestNotificationsReplaceTextsThatGrafanaDidNotExpand(t *testing.T) {
	for _, rule := range alertRules(t) {
		labels, about := rule.instanceLabels()
		alert := notified{
			Status: "firing", Labels: labels.Copy(), Annotations: rule.Annotations,
			StartsAt: firing.StartsAt, GeneratorURL: "https://grafana/rule",
		}
		alert.Labels["alertname"], alert.Labels["severity"] = rule.Title, rule.Labels["severity"]
		title := notification(t, "stackflow_sre.title", alert)
		expected := "[firing, " + rule.Labels["severity"] + "] " + rule.Title
		if labels != nil {
			expected += ": " + about
		}
		if name, found := labels["slo"]; found {
			expected += " (" + name + ")"
		}
		if title != expected {
			t.Errorf("title %q instead of %q", title, expected)
		}
		message := notification(t, "stackflow_sre.message", alert)
		if nonsense.MatchString(strings.ReplaceAll(message, "\n", "|")) || !strings.Contains(message, "figures are not known") {
			t.Errorf("message %q", message)
		}
		alert.Status = "resolved"
		if message := notification(t, "stackflow_sre.message", alert); strings.Contains(message, "{{") {
			t.Errorf("message %q", message)
		}
	}
}

func TestNotificationOfAFailedRuleNamesIt(t *testing.T) {
	alert := notified{
		Status:      "firing",
		Labels:      map[string]string{"alertname": "DatasourceError", "rulename": "SRE data is stale", "severity": "ticket"},
		Annotations: alertRules(t)[stale].Annotations,
	}
	if title := notification(t, "stackflow_sre.title", alert); title != "[firing, ticket] SRE data is stale" {
		t.Errorf("title %q", title)
	}
}
