package conformance

import (
	"math"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func number(value float64, labels data.Labels) sample { return sample{labels, &value} }

var (
	checkout = data.Labels{"service": "checkout"}
	search   = data.Labels{"service": "search"}
	both     = data.Labels{"service": "checkout", "slo": "availability"}
)

func TestMathSemantics(t *testing.T) {
	null := sample{labels: checkout}
	cases := map[string]struct {
		text     string
		vars     map[string]samples
		expected samples
	}{
		"arithmetic binds tighter than comparison": {"1 + 2 * 3 > 6", nil, samples{number(1, nil)}},
		"from left to right":                       {"12 / 3 / 2", nil, samples{number(2, nil)}},
		"parentheses":                              {"(1 + 2) * 3", nil, samples{number(9, nil)}},
		"a sign":                                   {"2 - -1", nil, samples{number(3, nil)}},
		"and binds tighter than or":                {"1 == 1 || 1 == 2 && 1 == 2", nil, samples{number(1, nil)}},
		"exactly at the limit is not above": {
			"$A > 14.4 * $W / 30", map[string]samples{"A": {number(14.4, checkout)}, "W": {number(30, checkout)}},
			samples{number(0, checkout)},
		},
		"labels are kept": {
			"$A >= 5", map[string]samples{"A": {number(5, checkout), number(4.9, search)}},
			samples{number(1, checkout), number(0, search)},
		},
		"numbers of the same labels belong together": {
			"$A - $B",
			map[string]samples{"A": {number(5, checkout), number(7, search)}, "B": {number(1, search), number(2, checkout)}},
			samples{number(3, checkout), number(6, search)},
		},
		"one has no partner": {
			"$A - $B",
			map[string]samples{"A": {number(5, checkout), number(7, search)}, "B": {number(1, search)}},
			samples{number(6, search)},
		},
		"more labels win": {
			"$A + $B", map[string]samples{"A": {number(1, checkout)}, "B": {number(2, both), number(5, search)}},
			samples{number(3, both)},
		},
		"a lone pair loses its labels": {
			"${A} + $B", map[string]samples{"A": {number(1, checkout)}, "B": {number(2, search)}},
			samples{number(3, nil)},
		},
		"null stays null":               {"$A > 1", map[string]samples{"A": {null}}, samples{null}},
		"null and false is null":        {"0 && $A", map[string]samples{"A": {null}}, samples{null}},
		"no data stays no data":         {"$A > 1", map[string]samples{"A": nil}, nil},
		"division by zero is infinite":  {"1 / 0 > 1000", nil, samples{number(1, nil)}},
		"false and NaN is false":        {"0 && 0 / 0", nil, samples{number(0, nil)}},
		"a comparison with NaN is NaN":  {"0 / 0 > 1", nil, samples{number(math.NaN(), nil)}},
		"different is different":        {"1 != 2", nil, samples{number(1, nil)}},
		"at most":                       {"2 <= 2", nil, samples{number(1, nil)}},
		"less than what is equal is no": {"2 < 2", nil, samples{number(0, nil)}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			parsed, err := parseFormula(c.text)
			if err != nil {
				t.Fatal(err)
			}
			checkSamples(t, parsed.evaluate(c.vars), c.expected)
		})
	}
}

func checkSamples(t *testing.T, actual, expected samples) {
	t.Helper()
	if len(actual) != len(expected) {
		t.Fatalf("%d numbers instead of %d: %v", len(actual), len(expected), actual)
	}
	for i, wanted := range expected {
		got := actual[i]
		if !got.labels.Equals(wanted.labels) {
			t.Errorf("labels %v instead of %v", got.labels, wanted.labels)
		}
		if (got.value == nil) != (wanted.value == nil) || got.value != nil && !same(*got.value, *wanted.value) {
			t.Errorf("%v has another value than wanted", got.labels)
		}
	}
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestMathThatIsWrong(t *testing.T) {
	for _, text := range []string{"", "1 +", "$$A > 1", "(1", "1 1", "> 0", "1 = 2"} {
		if parsed, err := parseFormula(text); err == nil {
			t.Errorf("%q was read as %v", text, parsed)
		}
	}
}
