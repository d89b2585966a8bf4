package conformance

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// evaluation is one evaluation of a rule: what its nodes gave, or why its condition failed.
type evaluation struct {
	rule  alertRule
	nodes map[string]samples
	// noData is true as soon as one query has none, whatever the others have: nothing else counts then.
	noData bool
	err    error
}

// evaluate runs a rule as Grafana's alerting does: without a user, with its header, over the rule's
// range before a moment, all queries in one request, then the expressions.
func (h *host) evaluate(t *testing.T, from source, rule alertRule, at time.Time) evaluation {
	t.Helper()
	response, err := h.data.QueryData(callContext(t), alertRequest(t, from, rule, at))
	if err != nil {
		t.Fatalf("QueryData: %v", err)
	}
	return judged(rule, response.Responses)
}

// judged works out a rule's expressions from the answers to its queries.
func judged(rule alertRule, answers map[string]*pluginv2.DataResponse) evaluation {
	result := evaluation{rule: rule, nodes: map[string]samples{}}
	failures := map[string]error{}
	for _, node := range rule.Data {
		var numbers samples
		var err error
		if node.DatasourceUID != expressionUID {
			numbers, err = numbersOf(answers[node.RefID])
			result.noData = result.noData || err == nil && len(numbers) == 0
		} else {
			numbers, err = work(node, result.nodes, failures)
		}
		if err != nil {
			failures[node.RefID] = err
			continue
		}
		result.nodes[node.RefID] = numbers
	}
	// A query that only the texts need may fail; its figures are missing then.
	result.err = failures[rule.Condition]
	return result
}

func alertRequest(t *testing.T, from source, rule alertRule, at time.Time) *pluginv2.QueryDataRequest {
	t.Helper()
	request := &pluginv2.QueryDataRequest{
		PluginContext: from.context(t),
		Headers:       map[string]string{"FromAlert": "true"},
	}
	for _, node := range rule.Data {
		if node.DatasourceUID == expressionUID {
			continue
		}
		earlier := func(seconds int64) int64 { return at.Add(-time.Duration(seconds) * time.Second).UnixMilli() }
		request.Queries = append(request.Queries, &pluginv2.DataQuery{
			RefId:         node.RefID,
			QueryType:     node.QueryType,
			MaxDataPoints: 100,
			IntervalMS:    time.Minute.Milliseconds(),
			TimeRange: &pluginv2.TimeRange{
				FromEpochMS: earlier(node.RelativeTimeRange.From), ToEpochMS: earlier(node.RelativeTimeRange.To),
			},
			Json: encoded(t, node.Model),
		})
	}
	return request
}

// numbersOf reads a frame of the type numeric-wide: each field is one number with its labels.
func numbersOf(answer *pluginv2.DataResponse) (samples, error) {
	if answer.GetError() != "" {
		return nil, errors.New(answer.GetError())
	}
	frames, err := data.UnmarshalArrowFrames(answer.GetFrames())
	if err != nil {
		return nil, err
	}
	if len(frames) != 1 || frames[0].Meta == nil || frames[0].Meta.Type != data.FrameTypeNumericWide {
		return nil, fmt.Errorf("not one frame of numbers: %v", frames)
	}
	var numbers samples
	for _, field := range frames[0].Fields {
		if field.Len() != 1 {
			return nil, fmt.Errorf("%s has %d rows", field.Name, field.Len())
		}
		value, err := field.NullableFloatAt(0)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, sample{field.Labels, value})
	}
	return numbers, nil
}

// work evaluates an expression's node. What it needs and has failed is its own failure.
func work(node ruleNode, vars map[string]samples, failures map[string]error) (samples, error) {
	if node.Model["type"] != "math" {
		return nil, fmt.Errorf("an expression of type %v", node.Model["type"])
	}
	text := asString(node.Model["expression"])
	for _, name := range variablesOf(text) {
		if err := failures[name]; err != nil {
			return nil, err
		}
	}
	parsed, err := parseFormula(text)
	if err != nil {
		return nil, err
	}
	return parsed.evaluate(vars), nil
}

// verdicts are what Grafana makes of an evaluation, before the states that came before count.
func (e evaluation) verdicts(t *testing.T) []verdict {
	t.Helper()
	condition := e.nodes[e.rule.Condition]
	switch {
	case e.err != nil:
		return []verdict{e.verdict(t, nil, stateError)}
	case e.noData || len(condition) == 0:
		return []verdict{e.verdict(t, nil, stateNoData)}
	}
	var verdicts []verdict
	seen := map[string]bool{}
	for _, instance := range condition {
		if labels := instance.labels.String(); seen[labels] {
			t.Fatalf("%s has two instances with the labels %s", e.rule.UID, labels)
		} else {
			seen[labels] = true
		}
		verdicts = append(verdicts, e.verdict(t, instance.labels, stateOf(instance.value)))
	}
	return verdicts
}

func (e evaluation) verdict(t *testing.T, labels data.Labels, state string) verdict {
	t.Helper()
	annotations := map[string]string{}
	for name := range e.rule.Annotations {
		annotations[name] = e.text(t, name, labels)
	}
	return verdict{labels, state, annotations}
}

// noLabels is the instance that stands for the whole rule, where it has no others.
const noLabels = ""

// states are what this evaluation alone says of every instance, by its labels.
func (e evaluation) states(t *testing.T) map[string]string {
	t.Helper()
	states := map[string]string{}
	for _, v := range e.verdicts(t) {
		states[v.labels.String()] = v.state
	}
	return states
}
