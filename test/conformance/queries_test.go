package conformance

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

const hour = 3600.0

// points are the values of a series by the day of January 2026; other days are empty.
type points map[int]float64

type expectation struct {
	metric string
	// value over all ten days.
	value float64
	// checkout is the same of the service checkout alone.
	checkout float64
	unit     string
	// seriesUnit is "" where it is the same.
	seriesUnit string
	series     points
	// emptyIsZero is true for counts: an empty day is 0; for all else it is null.
	emptyIsZero bool
	// level is nil where no preset has one; a level needs five records, and the fixture has fewer.
	level any
}

var expectations = []expectation{
	{
		metric: "deploymentFrequency", value: 0.2, checkout: 0.1, unit: "suffix: / day", seriesUnit: "short",
		series: points{2: 1, 5: 1}, emptyIsZero: true, level: "too few",
	},
	{
		metric: "leadTime", value: 4 * hour, checkout: 2 * hour, unit: "s",
		series: points{2: 2 * hour, 5: 6 * hour}, level: "too few",
	},
	{
		metric: "mttr", value: 3 * hour, checkout: 2 * hour, unit: "s",
		series: points{3: 2 * hour, 7: 4 * hour}, level: "too few",
	},
	{
		metric: "changeFailureRate", value: 50, checkout: 200.0 / 3, unit: "percent",
		series: points{2: 0, 3: 100, 4: 100, 5: 0}, level: "too few",
	},
	{
		metric: "failedDeploymentRecoveryTime", value: 3 * hour, checkout: 3 * hour, unit: "s",
		series: points{3: 3 * hour},
	},
	{
		metric: "reworkRate", value: 20, checkout: 0, unit: "percent",
		series: points{2: 0, 3: 0, 4: 0, 5: 0, 6: 100},
	},
}

func TestEveryMetricInEveryShape(t *testing.T) {
	h := launch(t)
	for _, expected := range expectations {
		t.Run(expected.metric+" as value", func(t *testing.T) {
			frame := h.frame(t, object{"queryType": "dora", "metric": expected.metric, "shape": "value"})
			checkType(t, frame, data.FrameTypeNumericWide)
			if len(frame.Fields) != 1 {
				t.Fatalf("%d fields", len(frame.Fields))
			}
			checkNumber(t, frame.Fields[0], 0, expected.value)
			checkUnit(t, frame.Fields[0], expected.unit)
		})
		t.Run(expected.metric+" as value by service", func(t *testing.T) {
			frame := h.frame(t, object{
				"queryType": "dora", "metric": expected.metric, "shape": "value", "groupBy": "service",
			})
			checkType(t, frame, data.FrameTypeNumericWide)
			checkNumber(t, labelled(t, frame, "checkout", "payments"), 0, expected.checkout)
			idle := labelled(t, frame, "idle", "discovery")
			if expected.emptyIsZero {
				checkNumber(t, idle, 0, 0)
			} else if value, _ := idle.NullableFloatAt(0); value != nil {
				t.Errorf("a service without data has %v", *value)
			}
		})
		t.Run(expected.metric+" as series", func(t *testing.T) {
			frame := h.frame(t, object{
				"queryType": "dora", "metric": expected.metric, "shape": "series", "bucket": "day",
			})
			checkType(t, frame, data.FrameTypeTimeSeriesWide)
			checkSeries(t, frame, expected)
		})
		t.Run(expected.metric+" as table", func(t *testing.T) {
			frame := h.frame(t, object{"queryType": "dora", "metric": expected.metric, "shape": "table"})
			checkNumber(t, field(t, frame, "Value"), 0, expected.value)
			level, hasLevel := field(t, frame, "Level").ConcreteAt(0)
			if hasLevel != (expected.level != nil) || hasLevel && level != expected.level {
				t.Errorf("level %v instead of %v", level, expected.level)
			}
		})
	}
}

func checkSeries(t *testing.T, frame *data.Frame, expected expectation) {
	t.Helper()
	if len(frame.Fields) != 2 || frame.Fields[0].Type() != data.FieldTypeTime && frame.Fields[0].Type() != data.FieldTypeNullableTime {
		t.Fatalf("fields: %v", frame.Fields)
	}
	unit := expected.seriesUnit
	if unit == "" {
		unit = expected.unit
	}
	checkUnit(t, frame.Fields[1], unit)
	if frame.Rows() != 10 {
		t.Fatalf("%d buckets instead of 10", frame.Rows())
	}
	for row := range frame.Rows() {
		at, _ := frame.Fields[0].ConcreteAt(row)
		if start := from.AddDate(0, 0, row); !at.(time.Time).Equal(start) {
			t.Errorf("bucket %d begins at %v instead of %v", row, at, start)
		}
		number, isThere := expected.series[row+1]
		if isThere || expected.emptyIsZero {
			checkNumber(t, frame.Fields[1], row, number)
		} else if value, _ := frame.Fields[1].NullableFloatAt(row); value != nil {
			t.Errorf("day %d has %v instead of no value", row+1, *value)
		}
	}
}

func checkType(t *testing.T, frame *data.Frame, expected data.FrameType) {
	t.Helper()
	if frame.Meta == nil || frame.Meta.Type != expected || frame.Meta.TypeVersion != (data.FrameTypeVersion{0, 1}) {
		t.Fatalf("meta %+v instead of type %s 0.1", frame.Meta, expected)
	}
	if frame.RefID != "A" {
		t.Errorf("refId %q", frame.RefID)
	}
	if frame.Meta.ExecutedQueryString == "" {
		t.Error("the executed statement is missing")
	}
}

func checkNumber(t *testing.T, field *data.Field, row int, expected float64) {
	t.Helper()
	value, err := field.NullableFloatAt(row)
	if err != nil || value == nil || math.Abs(*value-expected) > 1e-9*math.Max(1, expected) {
		shown := any(nil)
		if value != nil {
			shown = *value
		}
		t.Errorf("%s[%d] is %v (%v) instead of %v", field.Name, row, shown, err, expected)
	}
}

func checkUnit(t *testing.T, field *data.Field, expected string) {
	t.Helper()
	if field.Config == nil || field.Config.Unit != expected {
		t.Errorf("config %+v instead of unit %s", field.Config, expected)
	}
}

func field(t *testing.T, frame *data.Frame, name string) *data.Field {
	t.Helper()
	found, index := frame.FieldByName(name)
	if index < 0 {
		t.Fatalf("no field %s", name)
	}
	return found
}

func labelled(t *testing.T, frame *data.Frame, service, team string) *data.Field {
	t.Helper()
	return withLabels(t, frame, data.Labels{"service": service, "team": team})
}

func withLabels(t *testing.T, frame *data.Frame, wanted data.Labels) *data.Field {
	t.Helper()
	for _, candidate := range frame.Fields {
		if candidate.Labels.Equals(wanted) {
			return candidate
		}
	}
	t.Fatalf("no field with labels %v", wanted)
	return nil
}

func TestNoDataIsATypedFrame(t *testing.T) {
	h := launch(t)
	frame := h.frame(t, object{
		"queryType": "dora", "metric": "leadTime", "shape": "series", "bucket": "day", "services": []string{"idle"},
	})
	checkType(t, frame, data.FrameTypeTimeSeriesWide)
	if len(frame.Fields) != 0 {
		t.Errorf("fields %v in a frame without data", frame.Fields)
	}
}

func TestEveryQueryGetsItsOwnAnswer(t *testing.T) {
	h := launch(t)
	response, err := h.data.QueryData(callContext(t), request(t,
		dataQuery(t, "A", object{"queryType": "dora", "metric": "leadTime"}),
		dataQuery(t, "B", object{"queryType": "dora", "metric": "nonsense"}),
		dataQuery(t, "C", object{"queryType": "dora", "metric": "mttr"}),
	))
	if err != nil {
		t.Fatal(err)
	}
	for refID, status := range map[string]int32{"A": 200, "B": 400, "C": 200} {
		if answer := response.Responses[refID]; answer.GetStatus() != status {
			t.Errorf("%s: status %d instead of %d: %s", refID, answer.GetStatus(), status, answer.GetError())
		}
	}
}

func TestBadQueries(t *testing.T) {
	h := launch(t)
	injection := "x'; drop table stackflow.services; --"
	cases := map[string]struct {
		query object
		named string
	}{
		"unknown metric":     {object{"queryType": "dora", "metric": "speed"}, "metric"},
		"unknown query type": {object{"queryType": "poem"}, "queryType"},
		"unknown field":      {object{"queryType": "dora", "metric": "mttr", "colour": "red"}, "colour"},
		"wrong type":         {object{"queryType": "dora", "metric": 5}, "metric"},
		"wrong statistic":    {object{"queryType": "dora", "metric": "mttr", "statistic": "p95"}, "statistic"},
		"comparison":         {object{"queryType": "dora", "metric": "mttr", "compare": "previousPeriod"}, "compare"},
		"unknown service":    {object{"queryType": "dora", "metric": "mttr", "services": []string{"nobody"}}, "nobody"},
		"SQL in a service":   {object{"queryType": "dora", "metric": "mttr", "services": []string{injection}}, "service"},
		"SQL in a zone":      {object{"queryType": "dora", "metric": "mttr", "timeZone": injection}, "timeZone"},
	}
	for name, bad := range cases {
		t.Run(name, func(t *testing.T) { checkRefused(t, h.ask(t, bad.query), bad.named) })
	}
	t.Run("no JSON", func(t *testing.T) {
		query := dataQuery(t, "A", nil)
		query.Json = []byte("{")
		response, err := h.data.QueryData(callContext(t), request(t, query))
		if err != nil {
			t.Fatal(err)
		}
		checkRefused(t, response.Responses["A"], "JSON")
	})
	t.Run("reversed range", func(t *testing.T) {
		query := dataQuery(t, "A", object{"queryType": "dora", "metric": "mttr"})
		query.TimeRange = &pluginv2.TimeRange{FromEpochMS: to.UnixMilli(), ToEpochMS: from.UnixMilli()}
		response, err := h.data.QueryData(callContext(t), request(t, query))
		if err != nil {
			t.Fatal(err)
		}
		checkRefused(t, response.Responses["A"], "range")
	})
	t.Run("the tables are still there", func(t *testing.T) {
		frame := h.frame(t, object{"queryType": "dora", "metric": "leadTime", "shape": "value"})
		checkNumber(t, frame.Fields[0], 0, 4*hour)
	})
}

// checkRefused wants a 400 whose text names what is wrong, and says whose fault it is.
func checkRefused(t *testing.T, answer *pluginv2.DataResponse, named string) {
	t.Helper()
	if answer.GetStatus() != 400 || !strings.Contains(answer.GetError(), named) || answer.GetErrorSource() != "downstream" {
		t.Errorf("status %d, source %q, error %q instead of a 400 that names %s",
			answer.GetStatus(), answer.GetErrorSource(), answer.GetError(), named)
	}
}
