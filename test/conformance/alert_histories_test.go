package conformance

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Rules through histories, and the mails that go.

// stretchOf is a phase and how long it lasts; 0 is one evaluation.
type stretchOf struct {
	in    phase
	lasts time.Duration
	// restart of Grafana at its begin.
	restart bool
}

type ruleHistory struct {
	name      string
	stretches []stretchOf
	// mails about what the rule fires for, by their status.
	mails []string
	// watchdog are the titles of all mails of the rule that tells of errors, from 12.4 on those in the second
	// list, if there is one.
	watchdog, watchdogFrom124 []string
	// nameless is true of the last mail where its text is one that Grafana did not expand.
	nameless bool
	// dora are the mails of the rules on DORA metrics, where they differ.
	dora []string
}

const (
	isStale    = "[firing, ticket] SRE data is stale: github-sync"
	notStale   = "[resolved, ticket] SRE data is stale: github-sync"
	unreadable = "[firing, ticket] SRE data cannot be read"
	readable   = "[resolved, ticket] SRE data cannot be read"
)

var (
	fires     = []string{"firing"}
	firesOnce = []string{"firing", "resolved"}
)

// long is time enough for every rule to fire or to end, and to tell so; four hours are a repetition.
const long = 105 * time.Minute

var ruleHistories = []ruleHistory{
	{name: "nothing is recorded, then all is well", stretches: []stretchOf{{in: empty, lasts: long}, {in: calm, lasts: long}}},
	{name: "nothing is recorded, then there is trouble", mails: fires, watchdog: []string{isStale},
		stretches: []stretchOf{{in: empty, lasts: long}, {in: trouble, lasts: long}}},
	{name: "trouble that ends", mails: firesOnce, watchdog: []string{isStale, notStale},
		stretches: []stretchOf{{in: calm, lasts: long}, {in: trouble, lasts: long}, {in: calm, lasts: 2 * long}}},
	{name: "the database is away for ten minutes while all is well",
		stretches: []stretchOf{{in: calm, lasts: long}, {in: away, lasts: 10 * time.Minute}, {in: calm, lasts: long}},
		watchdog:  []string{unreadable, readable}, watchdogFrom124: []string{}},
	{name: "the database is away for an hour while all is well",
		stretches: []stretchOf{{in: calm, lasts: long}, {in: away, lasts: time.Hour}, {in: calm, lasts: long}},
		watchdog:  []string{unreadable, readable}},
	{name: "the database is away for ten minutes while there is trouble", mails: fires,
		stretches: []stretchOf{{in: trouble, lasts: 2 * time.Hour}, {in: away, lasts: 10 * time.Minute}, {in: trouble, lasts: long}},
		watchdog:  []string{isStale, unreadable, readable}, watchdogFrom124: []string{isStale}},
	{name: "the database goes away while an alert is pending", mails: fires,
		stretches: []stretchOf{{in: trouble}, {in: away, lasts: long}},
		watchdog:  []string{unreadable}},
	{name: "a service is retired while it fires", mails: firesOnce, dora: fires, watchdog: []string{isStale, notStale},
		stretches: []stretchOf{{in: trouble, lasts: long}, {in: retired, lasts: long}}},
	{name: "Grafana restarts while an alert fires", mails: fires, watchdog: []string{isStale},
		stretches: []stretchOf{{in: trouble, lasts: long}, {in: trouble, lasts: long, restart: true}}},
	{name: "Grafana restarts without an answer while an alert is pending", mails: fires, nameless: true,
		stretches: []stretchOf{{in: trouble}, {in: away, lasts: long, restart: true}},
		watchdog:  []string{unreadable}},
	{name: "Grafana restarts, and what fired is retired meanwhile", mails: firesOnce, nameless: true, dora: fires,
		stretches: []stretchOf{{in: trouble, lasts: long}, {in: retired, lasts: long, restart: true}},
		watchdog:  []string{isStale, notStale}},
	{name: "flapping before it fires",
		stretches: slices.Repeat([]stretchOf{{in: trouble}, {in: calm}}, 30)},
	{name: "flapping after it has fired", mails: fires, watchdog: []string{isStale, notStale},
		stretches: append([]stretchOf{{in: trouble, lasts: long}}, slices.Repeat([]stretchOf{{in: calm}, {in: trouble}}, 5)...)},
}

func TestHistories(t *testing.T) {
	answers := recordAnswers(t)
	groups := ruleGroups(t)
	for _, history := range ruleHistories {
		for _, on := range releases {
			t.Run(history.name+", "+on.name, func(t *testing.T) {
				for _, group := range groups {
					for _, rule := range group.Rules {
						history.check(t, on, rule, history.mailsOf(t, on, rule, time.Duration(group.Interval), answers))
					}
				}
			})
		}
	}
}

// mailsOf plays the history to a rule.
func (h ruleHistory) mailsOf(t *testing.T, on release, rule alertRule, interval time.Duration, answers answersIn) []mail {
	t.Helper()
	states, box, at := newAlertStates(on, rule, interval), newMailbox(), evaluatedAt
	for _, s := range h.stretches {
		if s.restart {
			states.restart()
			box.restart()
		}
		for end := at.Add(max(s.lasts, interval)); at.Before(end); at = at.Add(interval) {
			box.advance(t, at)
			for _, alert := range states.posts(states.next(answers[s.in][rule.UID], at), at) {
				box.post(alert, rule.Notifications, at)
			}
		}
	}
	box.advance(t, at)
	return box.mails
}

func (h ruleHistory) check(t *testing.T, on release, rule alertRule, mails []mail) {
	t.Helper()
	var titles, statuses []string
	var last mail
	for _, m := range mails {
		for _, line := range strings.Split(m.title+"\n"+m.message, "\n") {
			if nonsense.MatchString(line) {
				t.Errorf("%s: a mail reads: %s\n%s", rule.UID, m.title, m.message)
			}
		}
		if m.group["service"] == firesFor[rule.UID] {
			titles, last = append(titles, m.title), m
			status, _, _ := strings.Cut(strings.TrimPrefix(m.title, "["), ",")
			statuses = append(statuses, status)
		}
	}
	switch expected := h.expected(on, rule); {
	case rule.UID == stale:
		if !slices.Equal(titles, expected) {
			t.Errorf("%s: %q instead of %q", rule.UID, titles, expected)
		}
	case !slices.Equal(statuses, expected):
		t.Errorf("%s: %q instead of %q", rule.UID, titles, expected)
	case h.nameless && slices.Equal(expected, h.mails):
		checkNameless(t, rule, last)
	}
}

func (h ruleHistory) expected(on release, rule alertRule) []string {
	switch {
	case rule.UID == stale && on.pendingTrouble && h.watchdogFrom124 != nil:
		return h.watchdogFrom124
	case rule.UID == stale:
		return h.watchdog
	case h.dora != nil && slices.Contains([]string{failures, leadTime, mttr}, rule.UID):
		return h.dora
	}
	return h.mails
}

// checkNameless looks at a mail that has only labels to go by.
func checkNameless(t *testing.T, rule alertRule, m mail) {
	t.Helper()
	if name := "] " + rule.Title + ": " + firesFor[rule.UID]; !strings.Contains(m.title, name) {
		t.Errorf("%s: title %q", rule.UID, m.title)
	}
	if strings.HasPrefix(m.title, "[firing") && !strings.Contains(m.message, "its figures are not known") {
		t.Errorf("%s: message %q", rule.UID, m.message)
	}
}
