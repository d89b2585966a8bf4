package conformance

import (
	"cmp"
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

func (s *alertStates) move(i *alertInstance, verdict string, at time.Time) {
	before := i.state
	i.evaluatedAt = at
	kept := false
	switch verdict {
	case stateNormal:
		s.calm(i, at)
	case stateAlerting:
		s.raise(i, stateAlerting, at)
	case stateNoData:
		kept = s.trouble(i, stateNoData, s.rule.NoDataState, at)
	default:
		kept = s.trouble(i, stateError, s.rule.ExecErrState, at)
	}
	i.reason = ""
	if i.state != verdict && verdict != stateNormal && verdict != stateAlerting {
		i.reason = verdict
		if kept {
			i.reason += ", " + keepLast
		}
	}
	switch {
	case i.state == stateNormal && (before == stateAlerting || before == stateRecovering):
		i.resolvedAt, i.resolvedFrom = at, before
	case i.state != stateNormal && i.state != statePending:
		i.resolvedAt = time.Time{}
	}
}

// trouble does with no data or an error what the rule says, and tells whether that is to keep the state.
func (s *alertStates) trouble(i *alertInstance, state, wish string, at time.Time) bool {
	switch wish {
	case stateAlerting:
		s.raise(i, stateAlerting, at)
	case "OK":
		s.calm(i, at)
	case keepLast:
		s.keep(i, at)
		return true
	default:
		if s.release.pendingTrouble {
			s.raise(i, state, at)
		} else if i.state != state {
			i.enter(state, at)
		}
	}
	return false
}

// calm ends what was raised, unless the rule goes on firing for a while.
func (s *alertStates) calm(i *alertInstance, at time.Time) {
	keepFiring := time.Duration(s.rule.KeepFiringFor)
	switch {
	case i.state == stateNormal || i.state == stateRecovering && at.Sub(i.since) < keepFiring:
	case i.state == stateAlerting && keepFiring > 0:
		i.enter(stateRecovering, at)
	default:
		i.enter(stateNormal, at)
	}
}

// raise goes to a state by way of Pending; what fires already or recovers does not wait again.
func (s *alertStates) raise(i *alertInstance, state string, at time.Time) {
	pendingFor := time.Duration(s.rule.For)
	switch {
	case i.state == state || i.state == statePending && at.Sub(i.since) < pendingFor:
	case i.state == statePending || i.state == stateRecovering || pendingFor == 0:
		i.enter(state, at)
	default:
		i.enter(statePending, at)
	}
}

// keep leaves a state, but not for ever: Pending and Recovering go on as they would have.
func (s *alertStates) keep(i *alertInstance, at time.Time) {
	if i.state == stateAlerting || i.state == statePending {
		s.raise(i, stateAlerting, at)
	} else {
		s.calm(i, at)
	}
}

func (i *alertInstance) enter(state string, at time.Time) { i.state, i.since = state, at }

func (s *alertStates) resolveMissing(at time.Time) {
	for key, i := range s.instances {
		evaluations := cmp.Or(s.rule.MissingEvaluations, missingEvaluations)
		if i.isTrouble() {
			evaluations = 1
		}
		if i.evaluatedAt.Equal(at) || at.Sub(i.evaluatedAt) < time.Duration(evaluations)*s.interval {
			continue
		}
		if i.state != stateNormal && i.state != statePending {
			i.resolvedAt, i.resolvedFrom = at, i.state
		}
		i.state, i.reason, i.evaluatedAt = stateNormal, missingSeries, at
		delete(s.instances, key)
	}
}

// isTrouble is true of what stands for the trouble itself, also while it waits.
func (i *alertInstance) isTrouble() bool {
	isTrouble := func(text string) bool { return text == stateNoData || text == stateError }
	return isTrouble(i.state) || i.state == statePending && isTrouble(i.reason)
}

// restart is one of Grafana: it keeps states and labels, but the texts of the rule only, unexpanded.
func (s *alertStates) restart() {
	for _, instance := range s.instances {
		instance.annotations = s.rule.Annotations
	}
}
