package conformance

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// expectedAlerts are the instances of each rule that must fire, by their labels.
func expectedAlerts() map[string][]string {
	expected := map[string][]string{}
	add := func(rules []string, labels data.Labels) {
		for _, rule := range rules {
			expected[rule] = append(expected[rule], labels.String())
		}
	}
	for _, c := range budgetCases {
		team := c.team
		if team == "" {
			team = "(no team)"
		}
		isGated := false
		for _, o := range c.objectives {
			add(o.fires, data.Labels{"service": c.service, "team": team, "slo": o.name})
			isGated = isGated || slices.Contains(o.fires, exhausted)
		}
		// By service, however many of its objectives are missed.
		if isGated {
			add([]string{gated}, data.Labels{"service": c.service, "team": team})
		}
	}
	for _, c := range doraCases {
		add(c.fires, data.Labels{"service": c.service, "team": "delivery"})
	}
	return expected
}

func TestAlertsFireForExactlyWhatTheySay(t *testing.T) {
	h := launch(t)
	history := newDatabase(t, "alerts")
	history.addCases(t)
	expected := expectedAlerts()
	for uid, rule := range alertRules(t) {
		if uid == stale || uid == unreadable {
			continue
		}
		t.Run(uid, func(t *testing.T) {
			if len(expected[uid]) == 0 {
				t.Fatal("no case makes it fire")
			}
			result := h.evaluate(t, history.source, rule, evaluatedAt)
			if result.err != nil {
				t.Fatal(result.err)
			}
			checkFiring(t, result.states(t), expected[uid])
		})
	}
}

func checkFiring(t *testing.T, states map[string]string, expected []string) {
	t.Helper()
	quiet := 0
	for labels, state := range states {
		switch wanted := slices.Contains(expected, labels); {
		case state != stateAlerting && state != stateNormal && state != stateNoData:
			t.Errorf("%s is %s", labels, state)
		case wanted != (state == stateAlerting):
			t.Errorf("%s is %s", labels, state)
		case !wanted:
			quiet++
		}
	}
	for _, labels := range expected {
		if _, found := states[labels]; !found {
			t.Errorf("%s is not there; there are %v", labels, slices.Sorted(maps.Keys(states)))
		}
	}
	if quiet == 0 {
		t.Error("nothing is there that must not fire")
	}
}

func TestNothingToWatchIsNoAlert(t *testing.T) {
	h := launch(t)
	empty := newDatabase(t, "nothing_to_watch")
	for uid, rule := range alertRules(t) {
		result := h.evaluate(t, empty.source, rule, evaluatedAt)
		if result.err != nil {
			t.Errorf("%s: %v", uid, result.err)
			continue
		}
		if uid == unreadable {
			checkStates(t, result, stateNormal, stateNormal)
			continue
		}
		checkStates(t, result, stateNoData, "Normal (NoData)")
	}
}

// checkStates looks at the one verdict of an evaluation, and at the state that it is at first.
func checkStates(t *testing.T, result evaluation, verdict, state string) {
	t.Helper()
	if verdicts := result.states(t); !maps.Equal(verdicts, map[string]string{noLabels: verdict}) {
		t.Errorf("%s is %v instead of %s", result.rule.UID, verdicts, verdict)
	}
	states := newAlertStates(releases[0], result.rule, time.Minute)
	for _, instance := range states.next(result.verdicts(t), evaluatedAt) {
		if text := instance.text(); text != state {
			t.Errorf("%s becomes %s instead of %s", result.rule.UID, text, state)
		}
	}
}

func TestOnlyTheWatchdogTellsOfADeadDataSource(t *testing.T) {
	h := launch(t)
	dead := source{password: "wrong"}
	for uid, rule := range alertRules(t) {
		result := h.evaluate(t, dead, rule, evaluatedAt)
		if result.err == nil {
			t.Errorf("%s was evaluated with a wrong password", uid)
			continue
		}
		expected := "Normal (Error, KeepLast)"
		if uid == unreadable {
			expected = stateError
		}
		checkStates(t, result, stateError, expected)
	}
}

func TestStaleJobs(t *testing.T) {
	h := launch(t)
	jobs := newDatabase(t, "stale_jobs")
	jobs.run(t, `insert into stackflow.job_status (job, last_succeeded_at, stale_after) values
		('CloudWatch publishing', now() - interval '10 minutes', '2 hours'),
		('github-sync', now() - interval '3 hours', '2 hours'),
		('backfill', null, '2 hours')`)
	result := h.evaluate(t, jobs.source, alertRules(t)[stale], time.Now())
	if result.err != nil {
		t.Fatal(result.err)
	}
	label := func(job string) string { return data.Labels{"job": job}.String() }
	checkFiring(t, result.states(t), []string{label("github-sync"), label("backfill")})
	checkText(t, result, data.Labels{"job": "github-sync"}, "SRE data is stale: github-sync",
		"The job github-sync last succeeded 3.0 hours ago, which is longer than it may take. Figures on dashboards and "+
			"in alerts miss what happened since. Look at the log of the job.")
	checkText(t, result, data.Labels{"job": "CloudWatch publishing"}, "SRE data is fresh: CloudWatch publishing",
		"The job CloudWatch publishing last succeeded 0.2 hours ago, which is not longer than it may take.")
	checkText(t, result, data.Labels{"job": "backfill"}, "SRE data is stale: backfill",
		"The job backfill has never succeeded, which is longer than it may take. Figures on dashboards and "+
			"in alerts miss what happened since. Look at the log of the job.")
}
