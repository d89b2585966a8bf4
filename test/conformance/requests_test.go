package conformance

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

type object = map[string]any

// source is one state of the data source, as Grafana keeps it once it is saved.
type source struct {
	// changes replace what is right in jsonData.
	changes object
	// password replaces the right one.
	password string
	// uid is another data source's; default conformance.
	uid string
}

func (s source) context(t *testing.T) *pluginv2.PluginContext {
	t.Helper()
	jsonData := object{
		"host": setting.Host, "port": setting.Port, "database": setting.Database,
		"user": setting.User, "tlsMode": "disable",
	}
	for name, value := range s.changes {
		jsonData[name] = value
	}
	password := setting.Password
	if s.password != "" {
		password = s.password
	}
	uid := "conformance"
	if s.uid != "" {
		uid = s.uid
	}
	return &pluginv2.PluginContext{
		OrgId:    1,
		PluginId: "stackflow-sremetrics-datasource",
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Id: 1, Uid: uid, Name: "conformance",
			// Of two states the plugin takes the one that was saved later.
			LastUpdatedMS:           time.Now().UnixMilli(),
			JsonData:                encoded(t, jsonData),
			DecryptedSecureJsonData: map[string]string{"password": password},
		},
	}
}

func encoded(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The fixture's ten days; what is in them is told in fixture.ts.
var (
	from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to   = from.AddDate(0, 0, 10)
)

func dataQuery(t *testing.T, refID string, query object) *pluginv2.DataQuery {
	t.Helper()
	return &pluginv2.DataQuery{
		RefId:         refID,
		MaxDataPoints: 1000,
		IntervalMS:    time.Hour.Milliseconds(),
		TimeRange:     &pluginv2.TimeRange{FromEpochMS: from.UnixMilli(), ToEpochMS: to.UnixMilli()},
		Json:          encoded(t, query),
	}
}

func request(t *testing.T, queries ...*pluginv2.DataQuery) *pluginv2.QueryDataRequest {
	t.Helper()
	return &pluginv2.QueryDataRequest{PluginContext: source{}.context(t), Queries: queries}
}

// ask sends one query and returns its answer, whatever that is.
func (h *host) ask(t *testing.T, query object) *pluginv2.DataResponse {
	t.Helper()
	response, err := h.data.QueryData(callContext(t), request(t, dataQuery(t, "A", query)))
	if err != nil {
		t.Fatalf("QueryData: %v", err)
	}
	answer, found := response.Responses["A"]
	if !found {
		t.Fatalf("no answer for refId A in %v", response)
	}
	return answer
}

// frame sends one query and returns its only frame, decoded by Grafana's own reader.
func (h *host) frame(t *testing.T, query object) *data.Frame {
	t.Helper()
	answer := h.ask(t, query)
	if answer.Error != "" || answer.Status != 200 {
		t.Fatalf("query %v failed: %d %s", query, answer.Status, answer.Error)
	}
	frames, err := data.UnmarshalArrowFrames(answer.Frames)
	if err != nil {
		t.Fatalf("Grafana cannot read the frame: %v", err)
	}
	if len(frames) != 1 {
		t.Fatalf("%d frames", len(frames))
	}
	return frames[0]
}
