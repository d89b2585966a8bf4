package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// mistaken is the rule with a field of one of its queries changed.
func (r alertRule) mistaken(refID, field string, value any) alertRule {
	changed := r
	changed.Data = slices.Clone(r.Data)
	for i, node := range changed.Data {
		if node.RefID == refID {
			changed.Data[i].Model = maps.Clone(node.Model)
			changed.Data[i].Model[field] = value
		}
	}
	return changed
}

// theirs are fields of a query's model that Grafana fills in and reads.
var theirs = []string{"refId", "datasource", "intervalMs", "maxDataPoints"}

func TestARuleThatFailsForAMistakeNamesTheField(t *testing.T) {
	h := launch(t)
	for uid, rule := range alertRules(t) {
		for _, node := range rule.Data {
			if node.DatasourceUID == expressionUID {
				continue
			}
			fields := slices.Collect(maps.Keys(node.Model))
			for _, field := range append(fields, "noSuchField") {
				if slices.Contains(theirs, field) {
					continue
				}
				wrong := rule.mistaken(node.RefID, field, "nonsense")
				response, err := h.data.QueryData(callContext(t), alertRequest(t, source{}, wrong, evaluatedAt))
				if err != nil {
					t.Fatal(err)
				}
				answer := response.Responses[node.RefID]
				if !strings.Contains(answer.Error, field) || answer.Status != 400 || answer.ErrorSource != "downstream" {
					t.Errorf("%s, %s, %s: %d %s: %q", uid, node.RefID, field, answer.Status, answer.ErrorSource, answer.Error)
				}
			}
		}
	}
}
