package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// TestFrames asks every query of every kind and shape, of services with and without data. Each answer keeps the contract
// of the type it names, as Grafana's own readers judge it: the ones that alert rules and expressions read with. It is
// written down as Grafana's server sends it, for displayed-frames.ts to look at as the browser does.
func TestFrames(t *testing.T) {
	h := launch(t)
	for name, query := range frameCases(t) {
		t.Run(name, func(t *testing.T) {
			for index, bytes := range answeredFrames(t, h, query) {
				frame, err := data.UnmarshalArrowFrame(bytes)
				if err != nil {
					t.Fatalf("Grafana cannot read the frame: %v", err)
				}
				checkContract(t, frame)
				file := name
				if index > 0 {
					file = fmt.Sprintf("%s-%d", name, index+1)
				}
				keepFrame(t, file, bytes, frame)
			}
		})
	}
}

// frameCase is a query, and who asks it.
type frameCase struct {
	query     object
	fromAlert bool
	// isSilent is true where only records of a team are read that has none since long.
	isSilent bool
	// isSecondly is true where nobody chose an interval: Grafana then asks for a point a second.
	isSecondly bool
}

// frameCases are the queries by the name of their files.
func frameCases(t *testing.T) map[string]frameCase {
	t.Helper()
	cases := map[string]frameCase{}
	both := func(name string, query object) {
		cases[name] = frameCase{query: query}
		empty := object{"services": []string{"idle"}}
		for key, value := range query {
			empty[key] = value
		}
		cases[name+"-idle"] = frameCase{query: empty}
	}
	for _, metric := range choices(t, "Dora", "metric") {
		both("dora-value-"+metric, object{"queryType": "dora", "metric": metric, "shape": "value", "groupBy": "service"})
		both("dora-series-"+metric, object{"queryType": "dora", "metric": metric, "shape": "series", "groupBy": "team"})
		both("dora-table-"+metric, object{
			"queryType": "dora", "metric": metric, "shape": "table", "groupBy": "service", "compare": "previousPeriod",
		})
		for _, shape := range []string{"series", "value", "table"} {
			both("dora-signal-"+shape+"-"+metric, object{
				"queryType": "dora", "metric": metric, "view": "signal", "shape": shape, "groupBy": "service",
			})
		}
		cases["alert-signal-"+metric] = frameCase{fromAlert: true, query: object{
			"queryType": "dora", "metric": metric, "view": "signal", "shape": "value", "groupBy": "service", "details": true,
		}}
		both("dora-difference-"+metric, object{"queryType": "dora", "metric": metric, "view": "difference", "groupBy": "service"})
		both("records-"+metric, object{"queryType": "records", "metric": metric})
	}
	both("scorecard", object{"queryType": "scorecard", "groupBy": "service"})
	// A measure that needs a look-back has its own default one.
	for _, measure := range choices(t, "ErrorBudget", "measure") {
		for _, shape := range []string{"value", "series"} {
			both("budget-"+shape+"-"+measure, object{"queryType": "errorBudget", "measure": measure, "shape": shape})
		}
	}
	for _, shape := range []string{"table", "incidents", "edits"} {
		both("budget-"+shape, object{"queryType": "errorBudget", "shape": shape})
	}
	for _, view := range choices(t, "Reliability", "view") {
		both("reliability-"+view, object{"queryType": "reliability", "view": view})
	}
	for _, kind := range choices(t, "Annotations", "kind") {
		both("annotations-"+kind, object{"queryType": "annotations", "kind": kind})
	}
	for _, view := range choices(t, "Gate", "view") {
		both("gate-table-"+view, object{"queryType": "gate", "view": view})
	}
	for _, view := range []string{"decisions", "blocked"} {
		both("gate-value-"+view, object{"queryType": "gate", "view": view, "shape": "value"})
	}
	for _, view := range choices(t, "Status", "view") {
		cases["status-table-"+view] = frameCase{query: object{"queryType": "status", "view": view}}
	}
	for _, view := range []string{"dataQuality", "publishing"} {
		cases["status-value-"+view] = frameCase{query: object{"queryType": "status", "view": view, "shape": "value"}}
	}
	for _, measure := range choices(t, "Status", "measure") {
		cases["status-value-"+measure] = frameCase{
			query: object{"queryType": "status", "measure": measure, "shape": "value"},
		}
	}
	cases["alert-budget-table"] = frameCase{
		query: object{"queryType": "errorBudget", "shape": "table", "measure": "remainingPercent"}, fromAlert: true,
	}
	for name, query := range map[string]object{
		"secondly-budget":       {"queryType": "errorBudget", "shape": "series"},
		"secondly-burn-rate":    {"queryType": "errorBudget", "shape": "series", "measure": "burnRate", "lookback": "1h"},
		"secondly-dora":         {"queryType": "dora", "metric": "leadTime", "shape": "series", "bucket": "interval"},
		"secondly-availability": {"queryType": "reliability", "view": "overTime", "bucket": "interval"},
	} {
		cases[name] = frameCase{query: query, isSecondly: true, fromAlert: true}
	}
	for _, name := range []string{
		"dora-value-deploymentFrequency", "dora-series-deploymentFrequency", "dora-table-deploymentFrequency", "scorecard",
		"budget-value-remainingPercent", "budget-series-remainingPercent", "budget-table",
		"reliability-availability", "reliability-ranking", "reliability-heat", "reliability-downNow",
		"gate-table-decisions", "gate-table-summary", "gate-value-decisions", "status-table-freshness",
	} {
		silent := cases[name]
		silent.isSilent = true
		cases[name+"-silent"] = silent
	}
	return cases
}

// source is one that reads all records, or those of a team whose last change was on 6 January and that had no incident.
func (frame frameCase) source() source {
	if frame.isSilent {
		return source{uid: "silent", changes: object{"teams": []string{"discovery"}}}
	}
	return source{}
}

// answeredFrames are one frame, or two of a difference.
func answeredFrames(t *testing.T, h *host, frame frameCase) [][]byte {
	t.Helper()
	query := dataQuery(t, "A", frame.query)
	if frame.isSecondly {
		query.IntervalMS = 1000
	}
	call := &pluginv2.QueryDataRequest{PluginContext: frame.source().context(t), Queries: []*pluginv2.DataQuery{query}}
	if frame.fromAlert {
		call.Headers = map[string]string{"FromAlert": "true"}
	}
	response, err := h.data.QueryData(callContext(t), call)
	if err != nil {
		t.Fatal(err)
	}
	answer := response.Responses["A"]
	expected := 1
	if frame.query["view"] == "difference" {
		expected = 2
	}
	if answer.GetError() != "" || len(answer.GetFrames()) != expected {
		t.Fatalf("%d frames, %s", len(answer.GetFrames()), answer.GetError())
	}
	return answer.Frames
}

// checkContract lets Grafana's readers judge a frame by the type it names. A table is for panels alone.
func checkContract(t *testing.T, frame *data.Frame) {
	t.Helper()
	frames := data.Frames{frame}
	switch {
	case frame.Meta == nil:
		t.Fatal("a frame without a type")
	case frame.Meta.Type == data.FrameTypeTable:
	case frame.Meta.Type.IsTimeSeries():
		reader, err := timeseries.CollectionReaderFromFrames(frames)
		if err != nil {
			t.Fatal(err)
		}
		collection, err := reader.GetCollection(true)
		if err != nil {
			t.Fatal(err)
		}
		checkAllRead(t, frame, len(collection.Refs)+min(len(frame.Fields), 1), collection.Warning)
	case frame.Meta.Type.IsNumeric():
		reader, err := numeric.CollectionReaderFromFrames(frames)
		if err != nil {
			t.Fatal(err)
		}
		collection, err := reader.GetCollection(false)
		if err != nil {
			t.Fatal(err)
		}
		if frame.Meta.Type == data.FrameTypeNumericWide {
			checkAllRead(t, frame, len(collection.Refs), collection.Warning)
		}
	default:
		t.Fatalf("type %q", frame.Meta.Type)
	}
}

func checkAllRead(t *testing.T, frame *data.Frame, read int, warning error) {
	t.Helper()
	if read != len(frame.Fields) || warning != nil {
		t.Errorf("%d of %d fields are read: %v", read, len(frame.Fields), warning)
	}
}

// keepFrame writes a frame as it came, and as the newest server sends it on.
func keepFrame(t *testing.T, name string, bytes []byte, frame *data.Frame) {
	t.Helper()
	text, err := frame.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for suffix, content := range map[string][]byte{".arrow": bytes, ".13.json": text} {
		if err := os.WriteFile(filepath.Join(setting.FramesFolder, name+suffix), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
