package conformance

import (
	"slices"
	"testing"
	"time"
)

// The rules, by what they say.
const (
	exhausted  = "sre-error-budget-exhausted"
	fastBurn   = "sre-error-budget-fast-burn"
	burn6h     = "sre-error-budget-slow-burn-6h"
	burn1d     = "sre-error-budget-slow-burn-1d"
	burn3d     = "sre-error-budget-slow-burn-3d"
	downOut    = "sre-down-out-of-reach"
	underQuart = "sre-error-budget-under-25-percent"
	gated      = "sre-changes-gated"
	failures   = "sre-change-failure-rate"
	frequency  = "sre-deployment-frequency-changed"
	leadTime   = "sre-lead-time-changed"
	mttr       = "sre-mttr-changed"
	failsMore  = "sre-change-failure-rate-changed"
	stale      = "sre-data-stale"
	unreadable = "sre-data-unreadable"
)

// objective is an SLO and the rules that must fire for it; no other may.
type objective struct {
	name     string
	target   float64
	days     int
	disabled bool
	fires    []string
}

// monthly is 99.9 % over 30 days: a budget of 2,592 s. Burning at a rate of 1 is 3.6 s an hour.
func monthly(fires ...string) []objective {
	return []objective{{name: "availability", target: 99.9, days: 30, fires: fires}}
}

type budgetCase struct {
	// service says what is the matter with it.
	service    string
	team       string
	down       []stretch
	planned    []stretch
	retired    bool
	objectives []objective
}

func seconds(count float64) time.Duration { return time.Duration(count * float64(time.Second)) }

// ended is downtime of so many seconds that was over so long ago.
func ended(ago time.Duration, count float64) stretch {
	return stretch{ago + seconds(count), seconds(count)}
}

var budgetCases = []budgetCase{
	{service: "never-down", team: "core", objectives: monthly()},

	{service: "all-used", team: "core", down: []stretch{ended(10*day, 2592)}, objectives: monthly(exhausted)},
	{service: "a-second-left", team: "core", down: []stretch{ended(10*day, 2591)}, objectives: monthly(underQuart)},
	{service: "exactly-a-quarter-left", team: "core", down: []stretch{ended(10*day, 1944)}, objectives: monthly()},
	{service: "just-under-a-quarter", team: "core", down: []stretch{ended(10*day, 1945)}, objectives: monthly(underQuart)},
	{service: "used-before-the-window", team: "core", down: []stretch{ended(30*day, 9000)}, objectives: monthly()},
	{service: "used-in-maintenance", team: "core", down: []stretch{{5 * time.Hour, 3 * time.Hour}},
		planned: []stretch{{6 * time.Hour, 5 * time.Hour}}, objectives: monthly()},
	{service: "overlaps-once", team: "core",
		down: []stretch{ended(10*day, 1500), ended(10*day, 1500)}, objectives: monthly()},
	{service: "down-now", team: "core", down: []stretch{{ago: 50 * time.Minute}},
		objectives: monthly(exhausted, fastBurn, burn6h, burn1d, burn3d)},

	// 14.4 is 51.84 s an hour, and 4.32 s in 5 minutes.
	{service: "burns-fast", team: "core", down: []stretch{ended(0, 60)}, objectives: monthly(fastBurn)},
	{service: "burns-exactly-at-the-limit", team: "core", down: []stretch{ended(0, 51.84)}, objectives: monthly()},
	{service: "burnt-fast-and-stopped", team: "core", down: []stretch{ended(6*time.Minute, 120)}, objectives: monthly()},
	// 6 is 129.6 s in 6 hours, and 10.8 s in 30 minutes.
	{service: "burns-for-hours", team: "core",
		down: []stretch{ended(3*time.Hour, 100), ended(20*time.Minute, 40)}, objectives: monthly(burn6h)},
	{service: "burnt-for-hours-and-stopped", team: "core", down: []stretch{ended(40*time.Minute, 45), ended(2*time.Hour, 155)},
		objectives: monthly()},
	// 3 is 259.2 s in a day, and 21.6 s in 2 hours.
	{service: "burns-for-a-day", team: "core", down: []stretch{ended(12*time.Hour, 128), ended(19*time.Hour, 100), ended(70*time.Minute, 45)},
		objectives: monthly(burn1d, burn3d)},
	{service: "burnt-for-a-day-and-stopped", team: "core",
		down: []stretch{ended(8*time.Hour, 128), ended(14*time.Hour, 128), ended(20*time.Hour, 128)}, objectives: monthly()},
	// 1 is 259.2 s in 3 days, and 21.6 s in 6 hours.
	{service: "burns-for-days", team: "core", down: []stretch{ended(2*day, 250), ended(4*time.Hour, 30)},
		objectives: monthly(burn3d)},
	{service: "burnt-for-days-and-stopped", team: "core", down: []stretch{ended(2*day, 300)}, objectives: monthly()},

	// Look-backs and limits go with the window: 13.44 in an hour is 48.4 s of a week, 14.4 in 3 hours 155.5 s of a quarter.
	{service: "twelve-seconds", team: "core", down: []stretch{ended(0, 12)}, objectives: []objective{
		{name: "a week", target: 99.9, days: 7},
	}},
	{service: "sixty-one-seconds", team: "core", down: []stretch{ended(2*day, 45), ended(4*time.Hour, 16)},
		objectives: []objective{{name: "a week", target: 99.9, days: 7}}},
	{service: "fifty-seconds", team: "core", down: []stretch{ended(0, 50)}, objectives: []objective{
		{name: "a week", target: 99.9, days: 7, fires: []string{fastBurn}},
		{name: "a month", target: 99.9, days: 30},
		{name: "a quarter", target: 99.9, days: 90},
	}},
	{service: "three-minutes", team: "core", down: []stretch{ended(0, 180)}, objectives: []objective{
		{name: "a quarter", target: 99.9, days: 90, fires: []string{fastBurn}},
		{name: "a year", target: 99.9, days: 365},
	}},
	// At a rate of 1 a week has 259.2 s in 3 days, and a day 43.2 s in 12 hours: it has no slow ticket.
	{service: "a-week-that-is-missed", team: "core",
		down: []stretch{ended(2*day, 225), ended(4*time.Hour, 40)}, objectives: []objective{
			{name: "a week", target: 99.9, days: 7, fires: []string{burn3d}},
		}},
	{service: "a-day", team: "core", down: []stretch{ended(15*time.Hour, 20), ended(70*time.Minute, 10)},
		objectives: []objective{{name: "a day", target: 99.9, days: 1}}},

	{service: "two-objectives", team: "core", down: []stretch{ended(10*day, 260)}, objectives: []objective{
		{name: "strict", target: 99.99, days: 30, fires: []string{exhausted}},
		{name: "lax", target: 99, days: 30},
	}},
	{service: "without-a-team", down: []stretch{ended(10*day, 2592)}, objectives: monthly(exhausted)},
	{service: "whole-target-kept", team: "core", objectives: []objective{{name: "always up", target: 100, days: 30}}},
	{service: "whole-target-missed", team: "core", down: []stretch{ended(0, 1)}, objectives: []objective{
		{name: "always up", target: 100, days: 30, fires: []string{exhausted}},
	}},
	// No burn rate reaches a page here, so being down for 5 minutes on end is one.
	{service: "whole-target-down", team: "core", down: []stretch{{ago: 5 * time.Minute}}, objectives: []objective{
		{name: "always up", target: 100, days: 30, fires: []string{exhausted, downOut}},
		{name: "availability", target: 99, days: 30},
	}},
	{service: "whole-target-down-for-less", team: "core", down: []stretch{{ago: 299 * time.Second}}, objectives: []objective{
		{name: "always up", target: 100, days: 30, fires: []string{exhausted}},
	}},
	{service: "whole-target-in-maintenance", team: "core", down: []stretch{{ago: time.Hour}}, planned: []stretch{{2 * time.Hour, 3 * time.Hour}},
		objectives: []objective{{name: "always up", target: 100, days: 30}}},
	// 6 is the slow page's limit over 30 days, which 83.3333 % do not reach and 83.3334 % do.
	{service: "low-target-down", team: "core", down: []stretch{{ago: 10 * time.Minute}}, objectives: []objective{
		{name: "out of reach", target: 83.3333, days: 30, fires: []string{downOut}},
		{name: "in reach", target: 83.3334, days: 30},
	}},
	{service: "disabled", team: "core", down: []stretch{{ago: 2 * day}}, objectives: []objective{
		{name: "availability", target: 99.9, days: 30, disabled: true},
	}},
	{service: "retired", team: "core", retired: true, down: []stretch{{ago: 2 * day}}, objectives: monthly()},
	{service: "without-an-objective", team: "core", down: []stretch{{ago: 2 * day}}},
}

// deployments are several that were alike: closed so long ago, after so long, failed or not.
type deployments struct {
	count   int
	ago     time.Duration
	lead    time.Duration
	outcome string
}

type doraCase struct {
	service     string
	deployments []deployments
	// restored are P1 incidents of the service.
	restored []stretch
	// weeks are finished ones, the newest first.
	weeks   []week
	retired bool
	fires   []string
}

// week is what happened in one: deployments, the first of which failed, and incidents.
type week struct {
	deployments, failed int
	lead                time.Duration
	restored            int
	lasted              time.Duration
}

// since is the newest week after a past in which two took turns: 24 that are the baseline, and seven that are judged too.
func since(newest, one, other week) []week {
	return append([]week{newest}, slices.Repeat([]week{one, other}, 16)...)
}

func good(count int) deployments {
	return deployments{count: count, ago: 2 * day, lead: 10 * time.Minute, outcome: "successful"}
}

func failed(count int) deployments {
	return deployments{count: count, ago: day, lead: 10 * time.Minute, outcome: "failed"}
}

var doraCases = []doraCase{
	{service: "one-failed-of-20", deployments: []deployments{good(19), failed(1)}, fires: []string{failures}},
	{service: "one-failed-of-21", deployments: []deployments{good(20), failed(1)}},
	{service: "one-rolled-back-of-10", deployments: []deployments{good(9), {1, day, time.Minute, "rolled_back"}},
		fires: []string{failures}},
	{service: "too-few-to-tell", deployments: []deployments{good(4), failed(5)}},
	{service: "failed-before-the-range", deployments: []deployments{{10, 31 * day, time.Minute, "failed"}}},
	{service: "failed-and-retired", deployments: []deployments{failed(10)}, retired: true},
	{service: "never-deployed"},

	{service: "as-ever", weeks: since(week{deployments: 4}, week{deployments: 3}, week{deployments: 4})},
	{service: "deploys-more", weeks: since(week{deployments: 12}, week{deployments: 3}, week{deployments: 4}),
		fires: []string{frequency}},
	{service: "deploys-less", weeks: since(week{deployments: 1}, week{deployments: 8}, week{deployments: 9}),
		fires: []string{frequency}},
	{service: "deployed-more-and-retired", weeks: since(week{deployments: 12}, week{deployments: 3}, week{deployments: 4}),
		retired: true},
	{service: "deploys-seldom", weeks: since(week{deployments: 5}, week{deployments: 1}, week{deployments: 2})},
	{service: "never-varied", weeks: since(week{deployments: 12}, week{deployments: 4}, week{deployments: 4})},
	{service: "takes-longer", fires: []string{leadTime}, weeks: since(week{deployments: 4, lead: 30 * time.Minute},
		week{deployments: 4, lead: 10 * time.Minute}, week{deployments: 4, lead: 12 * time.Minute})},
	{service: "restores-later", fires: []string{mttr}, weeks: since(week{restored: 4, lasted: 30 * time.Minute},
		week{restored: 4, lasted: 10 * time.Minute}, week{restored: 4, lasted: 12 * time.Minute})},
	// As many succeed as before.
	{service: "fails-more", fires: []string{failures, failsMore},
		weeks: since(week{deployments: 14, failed: 5}, week{deployments: 9}, week{deployments: 10, failed: 1})},
	{service: "not-restored-yet", restored: []stretch{{ago: 2 * day}}},
	{service: "restored-before-the-range", restored: slices.Repeat([]stretch{{31 * day, 3 * time.Hour}}, 10)},
}

// addCases puts all of them on the record.
func (d database) addCases(t *testing.T) {
	t.Helper()
	for _, c := range budgetCases {
		d.addBudgetCase(t, c)
	}
	for _, c := range doraCases {
		d.addDoraCase(t, c)
	}
}

func (d database) addBudgetCase(t *testing.T, c budgetCase) {
	t.Helper()
	service := d.addService(t, c.service, c.team)
	if c.retired {
		d.retire(t, service)
	}
	for _, down := range c.down {
		d.addOutage(t, service, down)
	}
	for _, planned := range c.planned {
		d.run(t, "insert into stackflow.maintenance_windows (service_id, started_at, ended_at) values ($1, $2, $3)",
			service, planned.start(), planned.end())
	}
	for _, o := range c.objectives {
		d.run(t, `insert into stackflow.slos (service_id, name, target_percent, window_days, enabled)
			values ($1, $2, $3, $4, $5)`, service, o.name, o.target, o.days, !o.disabled)
	}
}

func (d database) retire(t *testing.T, service int64) {
	t.Helper()
	d.run(t, "update stackflow.services set retired_at = $2 where id = $1", service, evaluatedAt.Add(-time.Hour))
}

func (d database) addDoraCase(t *testing.T, c doraCase) {
	t.Helper()
	service := d.addService(t, c.service, "delivery")
	if c.retired {
		d.retire(t, service)
	}
	for _, alike := range c.deployments {
		for range alike.count {
			d.addDeployment(t, service, stretch{alike.ago + alike.lead, alike.lead}, alike.outcome)
		}
	}
	restored := slices.Clone(c.restored)
	for index, past := range c.weeks {
		// The middle of the week, as it is Sunday.
		ago := time.Duration(10+7*index) * day
		// A stretch of no length would not have ended.
		lead := max(past.lead, time.Minute)
		for number := range past.deployments {
			outcome := "successful"
			if number < past.failed {
				outcome = "failed"
			}
			d.addDeployment(t, service, stretch{ago + lead, lead}, outcome)
		}
		restored = append(restored, slices.Repeat([]stretch{{ago + past.lasted, past.lasted}}, past.restored)...)
	}
	for _, open := range restored {
		incident := d.addIncident(t, "P1", open)
		// Without an end of its implementation no incident makes a change fail, so the link only says
		// whose incident it is.
		d.run(t, `with link as (
			insert into stackflow.change_records (service_id, title, change_type, state)
			values ($1, 'cause', 'normal', 'closed') returning id
		) insert into stackflow.incident_changes (incident_id, change_id) select $2, id from link`, service, incident)
	}
}
