package conformance

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// evaluation is one evaluation of a rule: what its nodes gave, or why it failed.
type evaluation struct {
	rule  alertRule
	nodes map[string]samples
	err   error
}

// evaluate runs a rule as Grafana's alerting does: without a user, with its header, over the rule's
// range before a moment, all queries in one request, then the expressions.
func (h *host) evaluate(t *testing.T, from source, rule alertRule, at time.Time) evaluation {
	t.Helper()
	response, err := h.data.QueryData(callContext(t), alertRequest(t, from, rule, at))
	if err != nil {
		t.Fatalf("QueryData: %v", err)
	}
	result := evaluation{rule: rule, nodes: map[string]samples{}}
	for _, node := range rule.Data {
		if node.DatasourceUID != expressionUID {
			result.nodes[node.RefID], err = numbersOf(response.Responses[node.RefID])
		} else {
			result.nodes[node.RefID], err = work(node, result.nodes)
		}
		if err != nil {
			result.err = fmt.Errorf("%s: %w", node.RefID, err)
			return result
		}
	}
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

// work evaluates an expression's node.
func work(node ruleNode, vars map[string]samples) (samples, error) {
	if node.Model["type"] != "math" {
		return nil, fmt.Errorf("an expression of type %v", node.Model["type"])
	}
	parsed, err := parseFormula(asString(node.Model["expression"]))
	if err != nil {
		return nil, err
	}
	return parsed.evaluate(vars), nil
}

// noLabels is the instance that stands for the whole rule, where it has no others.
const noLabels = ""

// states are what Grafana makes of an evaluation: the state of every instance, by its labels.
func (e evaluation) states(t *testing.T) map[string]string {
	t.Helper()
	if e.err != nil {
		return map[string]string{noLabels: e.rule.ExecErrState}
	}
	condition := e.nodes[e.rule.Condition]
	if len(condition) == 0 {
		return map[string]string{noLabels: e.rule.NoDataState}
	}
	states := map[string]string{}
	for _, instance := range condition {
		labels := instance.labels.String()
		if _, twice := states[labels]; twice {
			t.Fatalf("%s has two instances with the labels %s", e.rule.UID, labels)
		}
		switch {
		case instance.value == nil:
			states[labels] = e.rule.NoDataState
		case *instance.value == 0:
			states[labels] = "OK"
		default:
			states[labels] = "Alerting"
		}
	}
	return states
}
