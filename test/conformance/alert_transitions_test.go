package conformance

import (
	"cmp"
	"time"
)

// What one evaluation does to one instance.

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
