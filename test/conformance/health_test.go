package conformance

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

func (h *host) health(t *testing.T, s source) *pluginv2.CheckHealthResponse {
	t.Helper()
	response, err := h.diagnostics.CheckHealth(callContext(t), &pluginv2.CheckHealthRequest{PluginContext: s.context(t)})
	if err != nil {
		t.Fatalf("CheckHealth: %v", err)
	}
	return response
}

func TestHealth(t *testing.T) {
	h := launch(t)
	response := h.health(t, source{})
	if response.Status != pluginv2.CheckHealthResponse_OK || !strings.Contains(response.Message, "PostgreSQL") {
		t.Errorf("%s: %s", response.Status, response.Message)
	}
	if !json.Valid(response.JsonDetails) {
		t.Errorf("details are no JSON: %s", response.JsonDetails)
	}
}

func TestHealthSaysWhatToDo(t *testing.T) {
	h := launch(t)
	cases := map[string]struct {
		broken source
		says   string
		// advice may be in the message already.
		advice string
	}{
		"wrong password":   {source{password: "wrong-secret"}, "refused the sign-in", "password"},
		"no such host":     {source{changes: object{"host": "no-such-host.invalid"}}, "host name", "host"},
		"nobody listens":   {source{changes: object{"port": 1}}, "cannot be reached", "running"},
		"no such database": {source{changes: object{"database": "nowhere"}}, "nowhere", "database"},
		"no schema":        {source{changes: object{"database": "postgres"}}, "schema", "sre-metrics migrate"},
		"no host":          {source{changes: object{"host": ""}}, "host", ""},
		"TLS not offered":  {source{changes: object{"tlsMode": "require"}}, "TLS", "TLS"},
	}
	for name, broken := range cases {
		t.Run(name, func(t *testing.T) {
			response := h.health(t, broken.broken)
			if response.Status != pluginv2.CheckHealthResponse_ERROR || !strings.Contains(response.Message, broken.says) {
				t.Errorf("%s: %s", response.Status, response.Message)
			}
			var details struct {
				VerboseMessage string `json:"verboseMessage"`
			}
			if err := json.Unmarshal(response.JsonDetails, &details); err != nil {
				t.Fatalf("details %q: %v", response.JsonDetails, err)
			}
			if !strings.Contains(details.VerboseMessage, broken.advice) {
				t.Errorf("advice %q does not mention %q", details.VerboseMessage, broken.advice)
			}
			if whole := response.String(); strings.Contains(whole, "wrong-secret") || strings.Contains(whole, setting.Password) {
				t.Error("the answer holds a password")
			}
		})
	}
	t.Run("and works again once the settings are right", func(t *testing.T) {
		if response := h.health(t, source{}); response.Status != pluginv2.CheckHealthResponse_OK {
			t.Errorf("%s: %s", response.Status, response.Message)
		}
	})
}

func TestQueriesFollowChangedSettings(t *testing.T) {
	h := launch(t)
	query := object{"queryType": "dora", "metric": "leadTime", "shape": "value"}
	ask := func(s source) *pluginv2.DataResponse {
		asked := request(t, dataQuery(t, "A", query))
		asked.PluginContext = s.context(t)
		response, err := h.data.QueryData(callContext(t), asked)
		if err != nil {
			t.Fatal(err)
		}
		return response.Responses["A"]
	}
	if answer := ask(source{}); answer.Status != 200 {
		t.Fatalf("before: %d %s", answer.Status, answer.Error)
	}
	if answer := ask(source{password: "wrong-secret"}); answer.Status != 401 || answer.ErrorSource != "downstream" {
		t.Errorf("with a wrong password: %d %q %s", answer.Status, answer.ErrorSource, answer.Error)
	}
	if answer := ask(source{}); answer.Status != 200 {
		t.Errorf("corrected: %d %s", answer.Status, answer.Error)
	}
}
