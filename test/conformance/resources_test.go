package conformance

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// get calls a resource as Grafana does for a GET and returns status and body.
func (h *host) get(t *testing.T, url string) (int32, []byte) {
	t.Helper()
	path, _, _ := strings.Cut(url, "?")
	stream, err := h.resource.CallResource(callContext(t), &pluginv2.CallResourceRequest{
		PluginContext: source{}.context(t), Method: "GET", Path: path, Url: url,
	})
	if err != nil {
		t.Fatalf("CallResource: %v", err)
	}
	first, err := stream.Recv()
	if err != nil {
		t.Fatalf("CallResource %s: %v", url, err)
	}
	if kind := first.Headers["Content-Type"].GetValues(); !slices.Equal(kind, []string{"application/json"}) {
		t.Errorf("Content-Type %v", kind)
	}
	body := first.Body
	for {
		next, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return first.Code, body
		}
		if err != nil {
			t.Fatalf("CallResource %s: %v", url, err)
		}
		body = append(body, next.Body...)
	}
}

func getAs[T any](t *testing.T, h *host, url string) T {
	t.Helper()
	code, body := h.get(t, url)
	var value T
	if err := json.Unmarshal(body, &value); err != nil || code != 200 {
		t.Fatalf("%s: %d %s (%v)", url, code, body, err)
	}
	return value
}

type service struct {
	Name, Team, Tier string
	Retired          bool
}

func TestResources(t *testing.T) {
	h := launch(t)
	all := []service{
		{"checkout", "payments", "critical", false},
		{"idle", "discovery", "standard", false},
		{"search", "discovery", "standard", false},
	}
	if services := getAs[[]service](t, h, "services"); !slices.Equal(services, all) {
		t.Errorf("services: %v", services)
	}
	if services := getAs[[]service](t, h, "services?team=discovery"); !slices.Equal(services, all[1:]) {
		t.Errorf("services of one team: %v", services)
	}
	type team struct {
		Name     string
		Services int
	}
	if teams := getAs[[]team](t, h, "teams"); !slices.Equal(teams, []team{{"discovery", 2}, {"payments", 1}}) {
		t.Errorf("teams: %v", teams)
	}
	schema := getAs[struct {
		InstalledVersion, RequiredVersion int
		Status                            string
		Tables                            []struct{ Name string }
	}](t, h, "schema")
	if schema.Status != "current" || schema.InstalledVersion < 1 || len(schema.Tables) == 0 {
		t.Errorf("schema: %+v", schema)
	}
}

func TestUnknownResource(t *testing.T) {
	h := launch(t)
	for _, url := range []string{"nothing", "../services", "constructor"} {
		code, body := h.get(t, url)
		var answer struct{ Message string }
		if err := json.Unmarshal(body, &answer); err != nil || code != 404 || answer.Message == "" {
			t.Errorf("%s: %d %s", url, code, body)
		}
	}
}

func TestOwnMetrics(t *testing.T) {
	h := launch(t)
	h.frame(t, object{"queryType": "dora", "metric": "leadTime"})
	response, err := h.diagnostics.CollectMetrics(callContext(t), &pluginv2.CollectMetricsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(response.Metrics.Prometheus)))
	if err != nil {
		t.Fatalf("Prometheus cannot read the metrics: %v", err)
	}
	if len(families) == 0 {
		t.Error("no metrics")
	}
}
