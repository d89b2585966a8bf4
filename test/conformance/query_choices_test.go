package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// choices are what a field of a kind of query offers, by the published schema of queries: what is new there is asked here.
func choices(t *testing.T, kind, field string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "reference", "query.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Kinds map[string]struct {
			Properties map[string]struct {
				Enum []string `json:"enum"`
				// Where a dashboard's variable may stand in the field too.
				AnyOf []struct {
					Enum []string `json:"enum"`
				} `json:"anyOf"`
			} `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	offered := schema.Kinds[kind].Properties[field]
	values := offered.Enum
	for _, alternative := range offered.AnyOf {
		values = append(values, alternative.Enum...)
	}
	if len(values) == 0 {
		t.Fatalf("the schema has no choices for %s of %s", field, kind)
	}
	return values
}
