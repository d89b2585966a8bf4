package conformance

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"
)

// expressionUID marks a node that Grafana works out itself.
const expressionUID = "__expr__"

// ruleGroup and what is in it are the fields of Grafana's rule files that decide how a rule fires.
type ruleGroup struct {
	Name, Folder string
	Interval     duration
	Rules        []alertRule
}

type alertRule struct {
	UID           string `yaml:"uid"`
	Title         string
	Condition     string
	Data          []ruleNode
	NoDataState   string   `yaml:"noDataState"`
	ExecErrState  string   `yaml:"execErrState"`
	For           duration `yaml:"for"`
	KeepFiringFor duration `yaml:"keepFiringFor"`
	// MissingEvaluations resolve an instance; 0 is Grafana's default.
	MissingEvaluations int `yaml:"missing_series_evals_to_resolve"`
	Annotations        map[string]string
	Labels             map[string]string
	Notifications      notificationSettings `yaml:"notification_settings"`
}

type notificationSettings struct {
	GroupBy        []string `yaml:"group_by"`
	GroupWait      duration `yaml:"group_wait"`
	GroupInterval  duration `yaml:"group_interval"`
	RepeatInterval duration `yaml:"repeat_interval"`
}

// ruleNode is a query, or math over queries.
type ruleNode struct {
	RefID             string                   `yaml:"refId"`
	QueryType         string                   `yaml:"queryType"`
	DatasourceUID     string                   `yaml:"datasourceUid"`
	RelativeTimeRange struct{ From, To int64 } `yaml:"relativeTimeRange"`
	Model             object
}

// duration is read as Grafana reads it.
type duration time.Duration

func (d *duration) UnmarshalYAML(node *yaml.Node) error {
	parsed, err := model.ParseDuration(node.Value)
	*d = duration(parsed)
	return err
}

// provisioned reads one file of the provisioning folder.
func provisioned[T any](t *testing.T, name string) T {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "provisioning", "alerting", name))
	if err != nil {
		t.Fatal(err)
	}
	var content T
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&content); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return content
}

func ruleGroups(t *testing.T) []ruleGroup {
	t.Helper()
	return provisioned[struct{ Groups []ruleGroup }](t, "rules.yaml").Groups
}

// alertRules are all provisioned rules by their uid.
func alertRules(t *testing.T) map[string]alertRule {
	t.Helper()
	rules := map[string]alertRule{}
	for _, group := range ruleGroups(t) {
		for _, rule := range group.Rules {
			rules[rule.UID] = rule
		}
	}
	if len(rules) == 0 {
		t.Fatal("no rules are provisioned")
	}
	return rules
}

func TestRulesAreEvaluatedOftenEnough(t *testing.T) {
	for _, group := range ruleGroups(t) {
		// Grafana evaluates every ten seconds at most, and by multiples of that.
		if group.Interval <= 0 || time.Duration(group.Interval)%(10*time.Second) != 0 {
			t.Errorf("%s: interval %v", group.Name, time.Duration(group.Interval))
		}
		for _, rule := range group.Rules {
			// What is pending fires while errors keep the state, so that those rules wait for nothing.
			if rule.ExecErrState != keepLast && rule.For < group.Interval {
				t.Errorf("%s is pending for %v, less than the %v between evaluations",
					rule.UID, time.Duration(rule.For), time.Duration(group.Interval))
			}
		}
	}
}
