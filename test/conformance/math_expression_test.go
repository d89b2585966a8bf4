package conformance

import (
	"math"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Grafana's own evaluation of expressions is no Go module that others can use, so what the rules
// need of it is here: math over numbers with labels, by its documentation and observed behaviour.
// math_semantics_test.go holds it to that.

// sample is a number of one service, SLO or job. A nil value is null: there is no such number.
type sample struct {
	labels data.Labels
	value  *float64
}

// samples are what a query or an expression gives; none of them means no data.
type samples []sample

// formula is a parsed expression.
type formula interface {
	evaluate(vars map[string]samples) samples
}

type (
	constant  float64
	variable  string
	negation  struct{ operand formula }
	operation struct {
		operator    string
		left, right formula
	}
)

func (c constant) evaluate(map[string]samples) samples {
	value := float64(c)
	return samples{{value: &value}}
}

func (v variable) evaluate(vars map[string]samples) samples { return vars[string(v)] }

func (n negation) evaluate(vars map[string]samples) samples {
	return operation{"-", constant(0), n.operand}.evaluate(vars)
}

func (o operation) evaluate(vars map[string]samples) samples {
	left, right := o.left.evaluate(vars), o.right.evaluate(vars)
	var results samples
	for _, a := range left {
		for _, b := range right {
			if labels, match := joined(a.labels, b.labels); match {
				results = append(results, sample{labels, o.apply(a.value, b.value)})
			}
		}
	}
	if len(results) == 0 && len(left) == 1 && len(right) == 1 {
		// One number on either side belong together, whatever they are called.
		return samples{{nil, o.apply(left[0].value, right[0].value)}}
	}
	return results
}

// joined are the labels of two numbers that belong together: one has all labels of the other.
func joined(a, b data.Labels) (data.Labels, bool) {
	switch {
	case len(a) == 0:
		return b, true
	case len(b) == 0 || a.Contains(b):
		return a, true
	case b.Contains(a):
		return b, true
	}
	return nil, false
}

// apply gives null where either side is null; a comparison gives 1 or 0.
func (o operation) apply(left, right *float64) *float64 {
	if left == nil || right == nil {
		return nil
	}
	result := calculate(o.operator, *left, *right)
	return &result
}

func calculate(operator string, a, b float64) float64 {
	switch {
	case operator == "||" && a != 0:
		return 1
	case operator == "&&" && a == 0:
		return 0
	case math.IsNaN(a) || math.IsNaN(b):
		return math.NaN()
	}
	switch operator {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "&&", "||":
		return truth(b != 0)
	case "==":
		return truth(a == b)
	case "!=":
		return truth(a != b)
	case ">":
		return truth(a > b)
	case ">=":
		return truth(a >= b)
	case "<":
		return truth(a < b)
	default:
		return truth(a <= b)
	}
}

func truth(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}
