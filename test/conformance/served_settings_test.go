package conformance

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// The table of what Grafana's server makes of a frame's settings, which the preview keeps to. It was
// made with the SDK of Grafana 12.3.0 (0.281.0); where the SDK of this module does otherwise, the table
// says so as servedByNewer.
const servedSettingsFile = "served_settings.json"

type servedCase struct {
	Of            string          `json:"of"`
	Sent          json.RawMessage `json:"sent"`
	Served        json.RawMessage `json:"served"`
	ServedByNewer json.RawMessage `json:"servedByNewer"`
}

func (c servedCase) expected() any {
	raw := c.Served
	if c.ServedByNewer != nil {
		raw = c.ServedByNewer
	}
	var value any
	_ = json.Unmarshal(raw, &value)
	return value
}

func TestServedSettings(t *testing.T) {
	text, err := os.ReadFile(servedSettingsFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []servedCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("the table is empty")
	}
	for _, c := range cases {
		t.Run(c.Of+" "+string(c.Sent), func(t *testing.T) {
			if served := serve(t, c); !reflect.DeepEqual(served, c.expected()) {
				t.Errorf("served as %v, not as %v", served, c.expected())
			}
		})
	}
}

// serve reads the settings and writes them again, as Grafana's server does; nil where it cannot read them.
func serve(t *testing.T, c servedCase) any {
	t.Helper()
	var target any = &data.FieldConfig{}
	if c.Of == "meta" {
		target = &data.FrameMeta{}
	}
	if err := json.Unmarshal(c.Sent, target); err != nil {
		return nil
	}
	text, err := json.Marshal(target)
	if err != nil {
		t.Fatal(err)
	}
	var served any
	if err := json.Unmarshal(text, &served); err != nil {
		t.Fatal(err)
	}
	return served
}
