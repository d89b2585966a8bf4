package conformance

import (
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// How Grafana takes the instances of a rule from state to state, by its documentation and by what it was
// seen to do. alert_states_cases_test.go holds this to a table of cases that a real Grafana runs too.

// The states of an instance. The first four are also what an evaluation can say of it.
const (
	stateNormal     = "Normal"
	stateAlerting   = "Alerting"
	stateNoData     = "NoData"
	stateError      = "Error"
	statePending    = "Pending"
	stateRecovering = "Recovering"
)

const (
	keepLast      = "KeepLast"
	missingSeries = "MissingSeries"
	// missingEvaluations resolve an instance where the rule does not say how many.
	missingEvaluations = 2
)

// release is a release of Grafana that differs from others in its states.
type release struct {
	name string
	// pendingTrouble is true where an error and no data wait out the pending period too.
	pendingTrouble bool
}

// "12.4" stands for all later ones, 13 among them.
var releases = []release{{"12.3", false}, {"12.4", true}}

// verdict is what one evaluation says of one instance.
type verdict struct {
	labels      data.Labels
	state       string
	annotations map[string]string
}

type alertInstance struct {
	labels        data.Labels
	annotations   map[string]string
	state, reason string
	// since is when the state began, evaluatedAt when it was last looked at.
	since, evaluatedAt time.Time
	// resolvedAt is zero where the instance fires, or never fired.
	resolvedAt time.Time
	// resolvedFrom is the state it fired with until then.
	resolvedFrom string
}

// text is the state as Grafana shows it.
func (i *alertInstance) text() string {
	if i.reason == "" {
		return i.state
	}
	return i.state + " (" + i.reason + ")"
}

// alertStates are the instances of one rule, by their labels.
type alertStates struct {
	release   release
	rule      alertRule
	interval  time.Duration
	instances map[string]*alertInstance
}

func newAlertStates(on release, rule alertRule, interval time.Duration) *alertStates {
	return &alertStates{on, rule, interval, map[string]*alertInstance{}}
}

// next takes in one evaluation; it returns every instance, those that it resolved as missing among them.
func (s *alertStates) next(verdicts []verdict, at time.Time) []*alertInstance {
	if whole, is := s.aboutAll(verdicts); is && len(s.instances) > 0 {
		for _, instance := range s.instances {
			s.move(instance, whole, at)
		}
	} else {
		for _, v := range verdicts {
			s.move(s.instanceFor(v, at), v.state, at)
		}
	}
	all := slices.Collect(maps.Values(s.instances))
	s.resolveMissing(at)
	return all
}

// aboutAll tells whether a verdict is one about the whole rule that is not a state of its own: it then
// befalls the instances that are there, and their texts stay as they are.
func (s *alertStates) aboutAll(verdicts []verdict) (string, bool) {
	only := func(state string) bool {
		return !slices.ContainsFunc(verdicts, func(v verdict) bool { return v.state != state })
	}
	switch {
	case only(stateNoData):
		return stateNoData, s.rule.NoDataState != stateNoData
	case only(stateError):
		return stateError, s.rule.ExecErrState != stateError
	}
	return "", false
}

// instanceFor is the instance with the verdict's labels, with fresh texts.
func (s *alertStates) instanceFor(v verdict, at time.Time) *alertInstance {
	key := v.labels.String()
	instance, found := s.instances[key]
	if !found {
		instance = &alertInstance{labels: v.labels, state: stateNormal, since: at}
		s.instances[key] = instance
	}
	instance.annotations = v.annotations
	return instance
}

// restart is one of Grafana: it keeps states and labels, but the texts of the rule only, unexpanded.
func (s *alertStates) restart() {
	for _, instance := range s.instances {
		instance.annotations = s.rule.Annotations
	}
}
