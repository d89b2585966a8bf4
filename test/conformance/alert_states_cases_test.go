package conformance

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/prometheus/common/model"
)

// stateCases are alert-states.json, which test/grafana runs in a real Grafana. A step is an evaluation.
type stateCases struct {
	IntervalSeconds int64
	Cases           []stateCase
}

type stateCase struct {
	Name                      string
	For, KeepFiringFor        string
	NoDataState, ExecErrState string
	// MissingEvaluations is 0 where the rule does not say.
	MissingEvaluations int
	Steps              []stateStep
}

type stateStep struct {
	// Restart of Grafana before the evaluation.
	Restart bool
	// Answer is "error", or what the condition gives for each instance: 1, 0 or null.
	Answer json.RawMessage
	// States by instance; "" is the one that stands for the whole rule.
	States map[string]string
	// From124 are the states from Grafana 12.4 on, where they differ.
	From124 map[string]string `json:"statesFrom12.4"`
}

func readStateCases(t *testing.T) stateCases {
	t.Helper()
	text, err := os.ReadFile("alert-states.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases stateCases
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func asDuration(t *testing.T, text string) duration {
	t.Helper()
	parsed, err := model.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return duration(parsed)
}

func (s stateStep) verdicts(t *testing.T) []verdict {
	t.Helper()
	if string(s.Answer) == `"error"` {
		return []verdict{{state: stateError}}
	}
	var values map[string]*float64
	if err := json.Unmarshal(s.Answer, &values); err != nil {
		t.Fatal(err)
	}
	if len(values) == 0 {
		return []verdict{{state: stateNoData}}
	}
	var verdicts []verdict
	for name, value := range values {
		verdicts = append(verdicts, verdict{labels: data.Labels{"job": name}, state: stateOf(value)})
	}
	return verdicts
}

// stateOf is what Grafana takes a condition's number for.
func stateOf(value *float64) string {
	switch {
	case value == nil:
		return stateNoData
	case *value == 0:
		return stateNormal
	}
	return stateAlerting
}

func TestStates(t *testing.T) {
	cases := readStateCases(t)
	interval := time.Duration(cases.IntervalSeconds) * time.Second
	for _, on := range releases {
		for _, c := range cases.Cases {
			t.Run(on.name+" "+c.Name, func(t *testing.T) {
				states := newAlertStates(on, alertRule{
					For: asDuration(t, c.For), KeepFiringFor: asDuration(t, c.KeepFiringFor),
					MissingEvaluations: c.MissingEvaluations, NoDataState: c.NoDataState, ExecErrState: c.ExecErrState,
				}, interval)
				for i, step := range c.Steps {
					if step.Restart {
						states.restart()
					}
					states.next(step.verdicts(t), evaluatedAt.Add(time.Duration(i)*interval))
					expected := step.States
					if on.pendingTrouble && step.From124 != nil {
						expected = step.From124
					}
					if actual := states.texts(); !maps.Equal(actual, expected) {
						t.Errorf("step %d: %v instead of %v", i+1, actual, expected)
					}
				}
			})
		}
	}
}

// texts are the states that Grafana shows, by the name of the instance.
func (s *alertStates) texts() map[string]string {
	texts := map[string]string{}
	for _, instance := range s.instances {
		texts[instance.labels["job"]] = instance.text()
	}
	return texts
}
