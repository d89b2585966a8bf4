package conformance

import (
	"math"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// Every kind of query beside dora, read by Grafana's own reader. The service checkout was down for 2
// of the 10 days' 240 hours; its budget of 1 % of 30 days is 7.2 hours.

func sloLabelled(t *testing.T, frame *data.Frame, service, team string) *data.Field {
	t.Helper()
	return withLabels(t, frame, data.Labels{"service": service, "team": team, "slo": "monthly"})
}

func TestErrorBudgetShapes(t *testing.T) {
	h := launch(t)
	remaining := 100 * 5.2 / 7.2
	t.Run("value", func(t *testing.T) {
		frame := h.frame(t, object{"queryType": "errorBudget"})
		checkType(t, frame, data.FrameTypeNumericWide)
		checkNumber(t, sloLabelled(t, frame, "checkout", "payments"), 0, remaining)
		checkNumber(t, sloLabelled(t, frame, "search", "discovery"), 0, 100)
	})
	t.Run("series", func(t *testing.T) {
		frame := h.frame(t, object{"queryType": "errorBudget", "shape": "series", "services": []string{"checkout"}})
		checkType(t, frame, data.FrameTypeTimeSeriesWide)
		if schema := frame.TimeSeriesSchema(); schema.Type != data.TimeSeriesTypeWide {
			t.Fatalf("schema %v", schema)
		}
		// A point each hour, and one at the end.
		if frame.Rows() != 241 {
			t.Fatalf("%d points", frame.Rows())
		}
		checkNumber(t, sloLabelled(t, frame, "checkout", "payments"), 0, 100)
		checkNumber(t, sloLabelled(t, frame, "checkout", "payments"), 240, remaining)
	})
	t.Run("table", func(t *testing.T) {
		frame := h.frame(t, object{"queryType": "errorBudget", "shape": "table"})
		checkNumber(t, field(t, frame, "Remaining"), 0, remaining)
		checkNumber(t, field(t, frame, "Used minutes"), 0, 120)
		if exhausted, _ := field(t, frame, "Exhausted").ConcreteAt(0); exhausted != false {
			t.Errorf("exhausted is %v", exhausted)
		}
	})
	t.Run("incidents", func(t *testing.T) {
		frame := h.frame(t, object{"queryType": "errorBudget", "shape": "incidents"})
		if frame.Rows() != 1 {
			t.Fatalf("%d incidents", frame.Rows())
		}
		checkNumber(t, field(t, frame, "Downtime"), 0, 120)
		checkNumber(t, field(t, frame, "Share"), 0, 100*2/7.2)
	})
	t.Run("table in an alert rule", func(t *testing.T) {
		call := request(t, dataQuery(t, "A", object{"queryType": "errorBudget", "shape": "table", "measure": "exhausted"}))
		call.Headers = map[string]string{"FromAlert": "true"}
		frame := onlyFrame(t, h, call)
		checkType(t, frame, data.FrameTypeNumericLong)
		numbers := 0
		for _, column := range frame.Fields {
			if column.Type().Numeric() {
				numbers++
			} else if column.Type() != data.FieldTypeNullableString && column.Type() != data.FieldTypeString {
				t.Errorf("%s has type %v", column.Name, column.Type())
			}
		}
		if numbers != 1 || frame.Rows() != 2 {
			t.Errorf("%d numbers in %d rows", numbers, frame.Rows())
		}
	})
}

// Grafana's own reader takes the colours of levels: it reads every answer before an alert is evaluated.
func TestLevelsHaveColours(t *testing.T) {
	h := launch(t)
	value := h.frame(t, object{"queryType": "dora", "metric": "leadTime", "shape": "value"}).Fields[0].Config
	if value.Thresholds == nil || value.Thresholds.Mode != data.ThresholdsModeAbsolute || value.Color["mode"] != "thresholds" {
		t.Fatalf("config %+v", value)
	}
	colour := ""
	for _, step := range value.Thresholds.Steps {
		if reached := float64(step.Value); math.IsNaN(reached) || 4*hour >= reached {
			colour = step.Color
		}
	}
	if colour != "text" {
		t.Errorf("a lead time of too few deployments is %s", colour)
	}
	level := field(t, h.frame(t, object{"queryType": "dora", "metric": "leadTime", "shape": "table"}), "Level").Config
	mapper, isValues := level.Mappings[0].(data.ValueMapper)
	if !isValues || mapper["high"].Text != "High" || mapper["high"].Color != "blue" {
		t.Errorf("mappings %+v", level.Mappings)
	}
}

func TestScorecard(t *testing.T) {
	h := launch(t)
	frame := h.frame(t, object{"queryType": "scorecard", "groupBy": "none"})
	for name, expected := range map[string]float64{
		"Deployment frequency": 0.2, "Lead time": 4 * hour, "MTTR": 3 * hour, "Change failure rate": 50, "Deployments": 4,
	} {
		checkNumber(t, field(t, frame, name), 0, expected)
	}
	if level, _ := field(t, frame, "Change failure rate level").ConcreteAt(0); level != "too few" {
		t.Errorf("a failure rate of four deployments is %v", level)
	}
}

func TestComparison(t *testing.T) {
	h := launch(t)
	frame := h.frame(t, object{
		"queryType": "dora", "metric": "deploymentFrequency", "shape": "table", "compare": "previousPeriod",
	})
	checkNumber(t, field(t, frame, "Value"), 0, 0.2)
	checkNumber(t, field(t, frame, "Previous"), 0, 0)
	if trend, _ := field(t, frame, "Trend").ConcreteAt(0); trend != "within its usual range" {
		t.Errorf("two after none is %v", trend)
	}
}

func onlyFrame(t *testing.T, h *host, call *pluginv2.QueryDataRequest) *data.Frame {
	t.Helper()
	response, err := h.data.QueryData(callContext(t), call)
	if err != nil || response.Responses["A"].GetError() != "" {
		t.Fatalf("%v %v", err, response)
	}
	frames, err := data.UnmarshalArrowFrames(response.Responses["A"].Frames)
	if err != nil || len(frames) != 1 {
		t.Fatalf("%d frames: %v", len(frames), err)
	}
	return frames[0]
}

func TestReliabilityViews(t *testing.T) {
	h := launch(t)
	availability := 100 * (1 - 2.0/240)
	frame := h.frame(t, object{"queryType": "reliability", "view": "availability"})
	checkType(t, frame, data.FrameTypeNumericWide)
	checkNumber(t, labelled(t, frame, "checkout", "payments"), 0, availability)

	frame = h.frame(t, object{"queryType": "reliability", "view": "ranking"})
	checkNumber(t, field(t, frame, "Availability"), 0, availability)
	checkNumber(t, field(t, frame, "Availability"), 1, 100)

	frame = h.frame(t, object{"queryType": "reliability", "view": "heat"})
	checkType(t, frame, data.FrameTypeTimeSeriesWide)
	checkNumber(t, labelled(t, frame, "checkout", "payments"), 2, 100*(1-2.0/24))

	frame = h.frame(t, object{"queryType": "reliability", "view": "outages"})
	checkNumber(t, field(t, frame, "Downtime"), 0, 120)
	if links := field(t, frame, "Link").Config.Links; len(links) != 1 || links[0].URL != "${__value.raw:raw}" {
		t.Errorf("links %v", links)
	}
}

func TestRecordsAnnotationsAndStatus(t *testing.T) {
	h := launch(t)
	frame := h.frame(t, object{"queryType": "records", "metric": "changeFailureRate"})
	if frame.Rows() != 4 {
		t.Errorf("%d deployments", frame.Rows())
	}
	frame = h.frame(t, object{"queryType": "annotations", "kind": "incidents"})
	if start, _ := field(t, frame, "time").ConcreteAt(frame.Rows() - 1); start.(time.Time).IsZero() {
		t.Errorf("an annotation begins at %v", start)
	}
	if frame.Rows() != 3 {
		t.Errorf("%d incidents", frame.Rows())
	}
	frame = h.frame(t, object{"queryType": "status", "measure": "staleness", "shape": "value"})
	checkType(t, frame, data.FrameTypeNumericWide)
	checkNumber(t, frame.Fields[0], 0, 0)
}

// The gate's numbers are for alert rules, its tables for panels.
func TestChangeGate(t *testing.T) {
	h := launch(t)
	for _, view := range []string{"decisions", "blocked"} {
		frame := h.frame(t, object{"queryType": "gate", "view": view, "shape": "value"})
		checkType(t, frame, data.FrameTypeNumericWide)
		checkNumber(t, withLabels(t, frame, data.Labels{"service": "checkout", "team": "payments"}), 0, 0)
	}
	decisions := h.frame(t, object{"queryType": "gate"})
	if decisions.Rows() != 2 {
		t.Fatalf("%d services", decisions.Rows())
	}
	if state, _ := field(t, decisions, "State").ConcreteAt(0); state != "Open" {
		t.Errorf("the state is %v", state)
	}
	checkNumber(t, field(t, decisions, "Used"), 0, 100*2/7.2)
	for _, view := range []string{"blocked", "spells", "overrides"} {
		if frame := h.frame(t, object{"queryType": "gate", "view": view}); frame.Rows() != 0 || len(frame.Fields) == 0 {
			t.Errorf("%s: %d rows of %d columns", view, frame.Rows(), len(frame.Fields))
		}
	}
	// Mappings by a pattern, for example, Grafana's server does not read.
	for _, row := range []object{{"queryType": "reliability", "view": "downNow"}, {"queryType": "status", "view": "freshness"}} {
		if frame := h.frame(t, row); frame.Rows() != 1 {
			t.Errorf("%v: %d rows", row, frame.Rows())
		}
	}
	if gated, _ := field(t, h.frame(t, object{"queryType": "gate", "view": "summary"}), "Gated").ConcreteAt(0); gated != "none" {
		t.Errorf("gated are %v", gated)
	}
}
