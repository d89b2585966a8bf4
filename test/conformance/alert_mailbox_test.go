package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Which mails go: what Grafana's Alertmanager does with the alerts that a rule's states post.

// posted is an alert as the states hand it on.
type posted struct {
	labels      data.Labels
	annotations map[string]string
	since, ends time.Time
}

type mail struct {
	at             time.Time
	title, message string
	group          data.Labels
}

type mailGroup struct {
	labels   data.Labels
	settings notificationSettings
	alerts   map[string]posted
	next     time.Time
}

// told is what a group's last mail said.
type told struct {
	at               time.Time
	firing, resolved []string
}

type mailbox struct {
	groups map[string]*mailGroup
	told   map[string]told
	mails  []mail
}

func newMailbox() *mailbox {
	return &mailbox{map[string]*mailGroup{}, map[string]told{}, nil}
}

// restart is one of Grafana: what was told is kept, the alerts come anew.
func (m *mailbox) restart() { m.groups = map[string]*mailGroup{} }

// post takes in an alert.
func (m *mailbox) post(alert posted, settings notificationSettings, now time.Time) {
	labels := data.Labels{}
	for _, name := range settings.GroupBy {
		if value, found := alert.labels[name]; found {
			labels[name] = value
		}
	}
	group, found := m.groups[labels.String()]
	if !found {
		group = &mailGroup{labels, settings, map[string]posted{}, now.Add(time.Duration(settings.GroupWait))}
		// One that has waited long enough does not wait again.
		if ready := alert.since.Add(time.Duration(settings.GroupWait)); ready.Before(now) {
			group.next = now
		}
		m.groups[labels.String()] = group
	}
	group.alerts[alert.labels.String()] = alert
}

// advance sends what is due.
func (m *mailbox) advance(t *testing.T, until time.Time) {
	t.Helper()
	for key, group := range m.groups {
		for !group.next.After(until) && len(group.alerts) > 0 {
			m.flush(t, key, group)
			group.next = group.next.Add(time.Duration(group.settings.GroupInterval))
		}
		if len(group.alerts) == 0 {
			delete(m.groups, key)
		}
	}
}

func (m *mailbox) flush(t *testing.T, key string, group *mailGroup) {
	t.Helper()
	now := told{at: group.next}
	var alerts []notified
	for _, labels := range slices.Sorted(maps.Keys(group.alerts)) {
		alert := group.alerts[labels]
		status := "firing"
		if alert.ends.After(group.next) {
			now.firing = append(now.firing, labels)
		} else {
			status = "resolved"
			now.resolved = append(now.resolved, labels)
			delete(group.alerts, labels)
		}
		alerts = append(alerts, notified{
			Status: status, Labels: alert.labels, Annotations: alert.annotations, StartsAt: alert.since,
		})
	}
	if before, found := m.told[key]; !now.isNews(before, found, time.Duration(group.settings.RepeatInterval)) {
		return
	}
	m.told[key] = now
	m.mails = append(m.mails, mail{
		group.next, notification(t, "stackflow_sre.title", alerts...),
		strings.TrimSpace(notification(t, "stackflow_sre.message", alerts...)), group.labels,
	})
}

func (now told) isNews(before told, found bool, repeat time.Duration) bool {
	isNew := func(now, before []string) bool {
		return slices.ContainsFunc(now, func(labels string) bool { return !slices.Contains(before, labels) })
	}
	switch {
	case !found || isNew(now.firing, before.firing):
		return len(now.firing) > 0
	case len(now.firing) == 0:
		return len(before.firing) > 0
	}
	return isNew(now.resolved, before.resolved) || before.at.Add(repeat).Before(now.at)
}

// resolvedRetention is how long an end is posted again.
const resolvedRetention = 15 * time.Minute

// posts are the alerts that the instances of a rule post after an evaluation.
func (s *alertStates) posts(instances []*alertInstance, at time.Time) []posted {
	var alerts []posted
	for _, i := range instances {
		ends, state := at.Add(4*max(s.interval, 30*time.Second)), i.state
		if i.state == stateNormal {
			ends, state = i.resolvedAt, i.resolvedFrom
		}
		if state == statePending || ends.IsZero() || at.Sub(ends) > resolvedRetention {
			continue
		}
		alerts = append(alerts, posted{s.labelsOf(i, state), i.annotations, i.since, ends})
	}
	return alerts
}

// labelsOf renames an alert about no data or an error, as Grafana does.
func (s *alertStates) labelsOf(i *alertInstance, state string) data.Labels {
	labels := i.labels.Copy()
	maps.Copy(labels, s.rule.Labels)
	labels["alertname"] = s.rule.Title
	if state == stateNoData || state == stateError {
		labels["alertname"], labels["rulename"] = "Datasource"+state, s.rule.Title
	}
	return labels
}
