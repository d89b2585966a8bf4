package conformance

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// phase is what the data source can answer for a while.
type phase string

const (
	// empty: nothing has been recorded yet.
	empty phase = "empty"
	// trouble: every rule fires for one service or job of its own, and not for others.
	trouble phase = "trouble"
	// retired: those services and jobs are there no more, the others are.
	retired phase = "retired"
	// calm: they are there, and well.
	calm phase = "calm"
	// away: the database refuses.
	away phase = "away"
)

// firesFor names the service that a rule fires for while there is trouble.
var firesFor = map[string]string{
	exhausted: "all-used", fastBurn: "burns-fast", burn6h: "burns-for-hours", burn1d: "burns-for-a-day",
	burn3d: "burns-for-days", downOut: "whole-target-down",
	underQuart: "just-under-a-quarter", gated: "all-used", failures: "one-failed-of-20",
	frequency: "deploys-more", leadTime: "takes-longer", mttr: "restores-later", failsMore: "fails-more",
}

// answersIn are the verdicts of every rule in every phase, as the plugin gives them.
type answersIn map[phase]map[string][]verdict

func recordAnswers(t *testing.T) answersIn {
	t.Helper()
	h := launch(t)
	history := newDatabase(t, "histories")
	answers := answersIn{}
	record := func(in phase, from source) {
		answers[in] = map[string][]verdict{}
		for uid, rule := range alertRules(t) {
			at := evaluatedAt
			if uid == stale {
				at = time.Now()
			}
			answers[in][uid] = h.evaluate(t, from, rule, at).verdicts(t)
		}
	}
	record(empty, history.source)
	record(away, source{password: "wrong"})
	history.addCases(t)
	history.run(t, `insert into stackflow.job_status (job, last_succeeded_at, stale_after) values
		('cloudwatch-publish', now(), '2 hours'), ('github-sync', now() - interval '3 hours', '2 hours')`)
	record(trouble, history.source)
	names := slices.Sorted(maps.Values(firesFor))
	history.run(t, `update stackflow.services set retired_at = $1 where name = any($2)`, evaluatedAt.Add(-time.Hour), names)
	history.run(t, `delete from stackflow.job_status where job = 'github-sync'`)
	record(retired, history.source)
	history.run(t, `update stackflow.services set retired_at = null where name = any($1)`, names)
	history.run(t, `insert into stackflow.job_status (job, stale_after) values ('github-sync', '2 hours')`)
	history.calmDown(t)
	record(calm, history.source)
	return answers
}

// calmDown ends all trouble.
func (d database) calmDown(t *testing.T) {
	t.Helper()
	d.run(t, `update stackflow.job_status set last_succeeded_at = now()`)
	d.run(t, `truncate stackflow.incidents cascade`)
	// Incidents are recorded as before and after: without any, figures that rest on them would say so.
	d.addIncident(t, "P2", stretch{300 * day, 299 * day})
	d.addIncident(t, "P2", stretch{-1 * day, -2 * day})
	d.run(t, `update stackflow.change_records
		set deployment_outcome = 'successful', created_at = closed_at - interval '1 minute'
		where closed_at is not null`)
	// As many as in any week before.
	d.run(t, `delete from stackflow.change_records as c using (
			select c.id, row_number() over (order by c.id) as place
			from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id
			where s.name = $1 and c.closed_at > $2
		) as newest where newest.id = c.id and newest.place > 4`, firesFor[frequency], evaluatedAt.Add(-14*day))
}
