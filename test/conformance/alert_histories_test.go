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
	// jobs are the titles of all mails about a stale job, errors of those about the database.
	jobs, errors []string
	// nameless is true of the last mail where its text is one that Grafana did not expand.
	nameless bool
}

const (
	isStale  = "[firing, ticket] SRE data is stale: github-sync"
	notStale = "[resolved, ticket] SRE data is fresh: github-sync"
	// wasStale is what is left to tell of a job that is watched no more.
	wasStale = "[resolved, ticket] SRE data is stale: github-sync"
	isAway   = "[firing, ticket] SRE data cannot be read"
	isBack   = "[resolved, ticket] SRE data cannot be read"
)

var (
	fires     = []string{"firing"}
	firesOnce = []string{"firing", "resolved"}
)

// long is time enough for every rule to fire or to end, and to tell so; four hours are a repetition.
const long = 105 * time.Minute

var ruleHistories = []ruleHistory{
	{name: "nothing is recorded, then all is well", stretches: []stretchOf{{in: empty, lasts: long}, {in: calm, lasts: long}}},
	{name: "nothing is recorded, then there is trouble", mails: fires, jobs: []string{isStale},
		stretches: []stretchOf{{in: empty, lasts: long}, {in: trouble, lasts: long}}},
	{name: "trouble that ends", mails: firesOnce, jobs: []string{isStale, notStale},
		stretches: []stretchOf{{in: calm, lasts: long}, {in: trouble, lasts: long}, {in: calm, lasts: 2 * long}}},
	{name: "the database is away for one evaluation",
		stretches: []stretchOf{{in: calm, lasts: long}, {in: away}, {in: calm, lasts: long}}},
	{name: "the database is away for an hour while all is well", errors: []string{isAway, isBack},
		stretches: []stretchOf{{in: calm, lasts: long}, {in: away, lasts: time.Hour}, {in: calm, lasts: long}}},
	{name: "the database is away for a quarter of an hour while there is trouble", mails: fires, jobs: []string{isStale},
		errors:    []string{isAway, isBack},
		stretches: []stretchOf{{in: trouble, lasts: 2 * time.Hour}, {in: away, lasts: 15 * time.Minute}, {in: trouble, lasts: long}}},
	{name: "the database is away for three hours while there is trouble", mails: fires, jobs: []string{isStale},
		errors:    []string{isAway, isBack},
		stretches: []stretchOf{{in: trouble, lasts: 20 * time.Minute}, {in: away, lasts: 3 * time.Hour}, {in: trouble, lasts: 35 * time.Minute}}},
	{name: "the database is away while trouble ends", mails: firesOnce, jobs: []string{isStale, notStale},
		errors:    []string{isAway, isBack},
		stretches: []stretchOf{{in: trouble, lasts: 20 * time.Minute}, {in: away, lasts: time.Hour}, {in: calm, lasts: 2 * long}}},
	{name: "a service is retired while it fires", mails: firesOnce, jobs: []string{isStale, wasStale},
		stretches: []stretchOf{{in: trouble, lasts: long}, {in: retired, lasts: long}}},
	{name: "Grafana restarts while an alert fires", mails: fires, jobs: []string{isStale},
		stretches: []stretchOf{{in: trouble, lasts: long}, {in: trouble, lasts: long, restart: true}}},
	{name: "Grafana restarts without an answer before an alert is told", mails: fires, nameless: true,
		jobs: []string{isStale}, errors: []string{isAway},
		stretches: []stretchOf{{in: trouble}, {in: away, lasts: long, restart: true}}},
	{name: "Grafana restarts, and what fired is retired meanwhile", mails: firesOnce, nameless: true,
		stretches: []stretchOf{{in: trouble, lasts: long}, {in: retired, lasts: long, restart: true}},
		jobs:      []string{isStale, wasStale}},
	{name: "flapping from the start", mails: fires, jobs: []string{isStale},
		stretches: slices.Repeat([]stretchOf{{in: trouble}, {in: calm}}, 30)},
	{name: "flapping after it has fired", mails: fires, jobs: []string{isStale},
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
						history.check(t, rule, history.mailsOf(t, on, rule, time.Duration(group.Interval), answers))
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

func (h ruleHistory) check(t *testing.T, rule alertRule, mails []mail) {
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
	switch expected := h.expected(rule); {
	case rule.UID == stale || rule.UID == unreadable:
		if !slices.Equal(titles, expected) {
			t.Errorf("%s: %q instead of %q", rule.UID, titles, expected)
		}
	case !slices.Equal(statuses, expected):
		t.Errorf("%s: %q instead of %q", rule.UID, titles, expected)
	case h.nameless && slices.Equal(expected, h.mails):
		checkNameless(t, rule, last)
	}
}

func (h ruleHistory) expected(rule alertRule) []string {
	switch rule.UID {
	case stale:
		return h.jobs
	case unreadable:
		return h.errors
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
