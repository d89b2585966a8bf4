package conformance

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// figure is a node's number as Grafana hands it to the templates of annotations.
type figure struct {
	Labels data.Labels
	Value  float64
}

// text expands an annotation for an instance as Grafana does.
func (e evaluation) text(t *testing.T, annotation string, labels data.Labels) string {
	t.Helper()
	return e.rule.expand(t, annotation, labels, e.figures(labels))
}

// figures are the numbers that Grafana finds for an instance: those with its labels, else those with fewer
// or more. One that is null is NaN; one that is not there has no entry.
func (e evaluation) figures(labels data.Labels) map[string]figure {
	figures := map[string]figure{}
	for refID, numbers := range e.nodes {
		for _, number := range numbers {
			_, found := figures[refID]
			_, related := joined(number.labels, labels)
			if number.labels.Equals(labels) || related && !found {
				figures[refID] = figure{number.labels, math.NaN()}
				if number.value != nil {
					figures[refID] = figure{number.labels, *number.value}
				}
			}
		}
	}
	return figures
}

// expand runs an annotation's template; labels and figures may be missing.
func (r alertRule) expand(t *testing.T, annotation string, labels data.Labels, figures map[string]figure) string {
	t.Helper()
	return expanded(t, "missingkey=invalid", "{{ define \"text\" }}"+r.Annotations[annotation]+"{{ end }}", "text", object{
		"Labels": map[string]string(labels), "Values": figures,
	})
}

// expanded runs one of the templates in a text, with the option of Grafana's that says what a missing key is.
func expanded(t *testing.T, missingKey, text, name string, data any) string {
	t.Helper()
	functions := template.FuncMap{
		"match":       regexp.MatchString,
		"externalURL": func() string { return "https://grafana.example/" },
		"reReplaceAll": func(pattern, replacement, text string) string {
			return regexp.MustCompile(pattern).ReplaceAllString(text, replacement)
		},
	}
	parsed, err := template.New("").Funcs(functions).Option(missingKey).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var result strings.Builder
	if err := parsed.ExecuteTemplate(&result, name, data); err != nil {
		t.Fatal(err)
	}
	return result.String()
}

func checkText(t *testing.T, result evaluation, labels data.Labels, summary, description string) {
	t.Helper()
	if text := result.text(t, "summary", labels); text != summary {
		t.Errorf("summary\n%s\ninstead of\n%s", text, summary)
	}
	if text := result.text(t, "description", labels); text != description {
		t.Errorf("description\n%s\ninstead of\n%s", text, description)
	}
}

func slo(service, name string) data.Labels {
	return data.Labels{"service": service, "team": "core", "slo": name}
}

func TestAlertTexts(t *testing.T) {
	h := launch(t)
	history := newDatabase(t, "alert_texts")
	history.addCases(t)
	// What is said to be the last deployment before trouble.
	burning := history.id(t, "select id from stackflow.services where name = 'burns-fast'")
	history.addDeployment(t, burning, stretch{40 * time.Minute, 10 * time.Minute}, "successful")
	rules := alertRules(t)
	evaluated := map[string]evaluation{}
	for uid, rule := range rules {
		if uid == stale || uid == unreadable {
			continue
		}
		evaluated[uid] = h.evaluate(t, history.source, rule, evaluatedAt)
	}

	checkText(t, evaluated[exhausted], slo("all-used", "availability"),
		"Error budget exhausted: all-used (availability)",
		"all-used was down for 43.2 minutes in the last 30 days: availability 99.900 %, objective 99.9 %. No error budget "+
			"is left. Spent by: incident (P3, 43.2 min). Changes that are not critical wait where the gate is enforced, unless an "+
			"override lets them pass; critical ones pass. If nothing new happens, the budget is back in 20.0 days. Put reliability work first until then. "+
			"Nobody has to get up for this: what burns now pages by itself.")
	checkText(t, evaluated[exhausted], slo("whole-target-down", "always up"),
		"Error budget exhausted: whole-target-down (always up)",
		"whole-target-down was down for 5.0 minutes in the last 30 days: availability 99.988 %, objective 100 %. No error "+
			"budget is left. Spent by: incident (P3, 5.0 min). Changes that are not critical wait where the gate is enforced, "+
			"unless an override lets them pass; critical ones pass. If nothing new happens, the budget is back in 30.0 days. "+
			"Put reliability work first until then. Nobody has to get up for this: while the service is down for 5 minutes on "+
			"end, that pages by itself.")
	checkText(t, evaluated[exhausted], slo("a-second-left", "availability"),
		"Error budget not exhausted: a-second-left (availability)",
		"a-second-left was down for 43.2 minutes in the last 30 days: availability 99.900 %, objective 99.9 %. There is "+
			"error budget left.")
	checkText(t, evaluated[downOut], slo("low-target-down", "out of reach"),
		"Down for 5 minutes: low-target-down (out of reach)",
		"low-target-down has been down for the last 5 minutes. No burn rate pages at an objective of 83.3333 %, so this "+
			"does. Restore the service now; roll back what was deployed last.")
	checkText(t, evaluated[downOut], slo("never-down", "availability"),
		"Availability 100.0 % in the last 5 minutes: never-down (availability)",
		"This alert fires while never-down is down for 5 minutes on end, if its objective is one that no page of a burn "+
			"rate reaches.")
	checkText(t, evaluated[burn3d], slo("burnt-for-days-and-stopped", "availability"),
		"Burn rate 1.2 over 72 h, 0.0 over 360 min: burnt-for-days-and-stopped (availability)",
		"Over the last 72 h burnt-for-days-and-stopped spent its error budget 1.2 times as fast as it lasts (0.0 times over "+
			"the last 360 min). The alert fires while both are over 1.")
	checkText(t, evaluated[underQuart], slo("all-used", "availability"),
		"Error budget exhausted, which has an alert of its own: all-used (availability)",
		"No error budget of all-used is left. That is told by an alert of its own, and not by this one.")
	checkText(t, evaluated[underQuart], slo("exactly-a-quarter-left", "availability"),
		"Error budget at 25.0 %: exactly-a-quarter-left (availability)",
		"exactly-a-quarter-left may be down for another 10.8 minutes before its objective over 30 days is missed.")
	checkText(t, evaluated[gated], data.Labels{"service": "never-down", "team": "core"},
		"Changes not gated: never-down", "The error budgets of never-down let its changes pass.")
	checkText(t, evaluated[fastBurn], slo("burns-fast", "availability"),
		"Error budget burns at 16.7 times its rate: burns-fast (availability)",
		"Over the last 1 h burns-fast spent its error budget 16.7 times as fast as it lasts (200.0 times over the last 5 min). "+
			"At this rate the 42.2 minutes (97.7 %) that are left are gone in 42.2 hours. If this goes on, the objective over "+
			"30 days is missed. Restore the service now; roll back what was deployed last. What burns: incident (P3, 1.0 min). "+
			"The last deployment before it: deployment (2026-03-01 11:30 UTC).")
	checkText(t, evaluated[fastBurn], slo("down-now", "availability"),
		"Error budget burns at 833.3 times its rate: down-now (availability)",
		"Over the last 1 h down-now spent its error budget 833.3 times as fast as it lasts (1000.0 times over the last 5 min). "+
			"More than the error budget is spent: the objective over 30 days is missed already. Restore the service now; roll "+
			"back what was deployed last. What burns: incident (P3, 50.0 min).")
	checkText(t, evaluated[fastBurn], slo("fifty-seconds", "a week"),
		"Error budget burns at 13.9 times its rate: fifty-seconds (a week)",
		"Over the last 1 h fifty-seconds spent its error budget 13.9 times as fast as it lasts (166.7 times over the last "+
			"5 min). At this rate the 9.2 minutes (91.7 %) that are left are gone in 11.1 hours. If this goes on, the objective "+
			"over 7 days is missed. Restore the service now; roll back what was deployed last. What burns: incident (P3, 0.8 min).")
	checkText(t, evaluated[underQuart], slo("just-under-a-quarter", "availability"),
		"Error budget at 25.0 %: just-under-a-quarter (availability)",
		"just-under-a-quarter may be down for another 10.8 minutes before its objective over 30 days is missed. Spent by: incident "+
			"(P3, 32.4 min). Look at "+
			"what spent the budget, and weigh risky changes against what is left.")
	checkText(t, evaluated[gated], data.Labels{"service": "all-used", "team": "core"},
		"Changes gated: all-used",
		"An error budget of all-used is used up. Changes that are not critical wait where the gate is enforced, unless an "+
			"override lets them pass; critical ones pass. The gate holds 0 now. What waits goes on by itself when the budget "+
			"recovers. Put reliability work first. For what cannot wait, "+
			"an Editor may release a change or override the gate in Grafana.")
	checkText(t, evaluated[mttr], data.Labels{"service": "restores-later", "team": "delivery"},
		"MTTR changed against its own past: restores-later",
		"MTTR of restores-later: Week from 2026-02-16: 30 min, above the upper limit of 16.3 min (usual 11 min, from 5.7 min "+
			"to 16.3 min). It is held against its own past: natural process limits (XmR chart) of the 24 weeks before the last "+
			"eight; no level is asked for. Half of those weeks must have data. The dashboard splits the change "+
			"by service and lists the records that moved it most. Look at how incidents were noticed, how long the cause was "+
			"searched for, and whether rolling back was tried first.")

	for _, result := range evaluated {
		for _, instance := range result.nodes[result.rule.Condition] {
			for _, annotation := range []string{"summary", "description"} {
				checkSentence(t, result.rule, annotation, result.text(t, annotation, instance.labels), instance.labels["service"])
			}
		}
	}
}

func TestTheWatchdogSaysWhatIsWrongWithoutAnyLabels(t *testing.T) {
	watchdog := evaluation{rule: alertRules(t)[unreadable]}
	checkText(t, watchdog, nil, "SRE data cannot be read",
		"The data source StackFlow SRE Metrics did not answer. All other SRE alerts keep the state they had. Open the "+
			"data source and press Save & test; it says what is wrong.")
}
