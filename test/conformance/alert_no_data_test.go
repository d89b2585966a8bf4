package conformance

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// A rule has no data as a whole as soon as one of its queries answers a frame without fields, whatever the
// others say. So every query of a rule must have a field for whatever the rule can fire for.

func answerOf(t *testing.T, fields ...*data.Field) *pluginv2.DataResponse {
	t.Helper()
	frame := data.NewFrame("", fields...)
	frame.Meta = &data.FrameMeta{Type: data.FrameTypeNumericWide, TypeVersion: data.FrameTypeVersion{0, 1}}
	encoded, err := data.Frames{frame}.MarshalArrow()
	if err != nil {
		t.Fatal(err)
	}
	return &pluginv2.DataResponse{Frames: encoded}
}

func numberField(value *float64) *data.Field {
	return data.NewField("", checkout, []*float64{value})
}

func TestARuleHasNoDataAsSoonAsOneQueryHasNone(t *testing.T) {
	one := 1.0
	rule := alertRules(t)[gated]
	cases := map[string]struct {
		text  *pluginv2.DataResponse
		state string
	}{
		"a number":            {answerOf(t, numberField(&one)), stateAlerting},
		"null":                {answerOf(t, numberField(nil)), stateAlerting},
		"no field":            {answerOf(t), stateNoData},
		"an error, for texts": {&pluginv2.DataResponse{Error: "refused"}, stateAlerting},
	}
	for name, c := range cases {
		answers := map[string]*pluginv2.DataResponse{"A": answerOf(t, numberField(&one)), "B": c.text}
		verdicts := judged(rule, answers).verdicts(t)
		if len(verdicts) != 1 || verdicts[0].state != c.state {
			t.Errorf("%s: %v instead of %s", name, verdicts, c.state)
		}
	}
	failed := map[string]*pluginv2.DataResponse{"A": {Error: "refused"}, "B": answerOf(t)}
	if verdicts := judged(rule, failed).verdicts(t); verdicts[0].state != stateError {
		t.Errorf("a failed condition is %v", verdicts)
	}
}

// theOnly is the one thing that is recorded, and the rules that fire for it.
type theOnly struct {
	name  string
	put   func(t *testing.T, d database)
	fires []string
}

func onlyBudget(c budgetCase) func(t *testing.T, d database) {
	return func(t *testing.T, d database) { d.addBudgetCase(t, c) }
}

func onlyDora(c doraCase) func(t *testing.T, d database) {
	return func(t *testing.T, d database) { d.addDoraCase(t, c) }
}

var theOnlies = []theOnly{
	{"service_down", onlyBudget(budgetCase{service: "down", down: []stretch{{ago: 50 * time.Minute}}, objectives: monthly()}),
		[]string{exhausted, fastBurn, burn6h, burn1d, burn3d, gated}},
	{"whole_target", onlyBudget(budgetCase{service: "whole", down: []stretch{ended(0, 1)},
		objectives: []objective{{name: "always up", target: 100, days: 30}}}), []string{exhausted, gated}},
	{"whole_target_down", onlyBudget(budgetCase{service: "whole", down: []stretch{{ago: time.Hour}},
		objectives: []objective{{name: "always up", target: 100, days: 30}}}), []string{exhausted, downOut, gated}},
	{"little_left", onlyBudget(budgetCase{service: "little", down: []stretch{ended(10*day, 2591)}, objectives: monthly()}),
		[]string{underQuart}},
	{"failed", onlyDora(doraCase{service: "failed", deployments: []deployments{failed(10)}}), []string{failures}},
	{"changed", onlyDora(doraCase{service: "changed",
		weeks: since(week{deployments: 12}, week{deployments: 3}, week{deployments: 4})}), []string{frequency}},
	{"never_succeeded", func(t *testing.T, d database) {
		d.run(t, "insert into stackflow.job_status (job, stale_after) values ('backfill', '2 hours')")
	}, []string{stale}},
}

func TestARuleFiresForTheOnlyThingThereIs(t *testing.T) {
	h := launch(t)
	rules := alertRules(t)
	for _, only := range theOnlies {
		alone := newDatabase(t, "only_"+only.name)
		only.put(t, alone)
		for _, uid := range only.fires {
			verdicts := h.evaluate(t, alone.source, rules[uid], evaluatedAt).verdicts(t)
			if len(verdicts) != 1 || verdicts[0].state != stateAlerting {
				t.Errorf("%s, %s: %v", only.name, uid, verdicts)
			}
		}
	}
}
