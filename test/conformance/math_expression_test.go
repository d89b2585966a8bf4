package conformance

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

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

// parser reads from left to right; binding is told by operators, the loosest first.
type parser struct{ tokens []string }

var (
	operators = [][]string{{"||"}, {"&&"}, {"==", "!=", ">", ">=", "<", "<="}, {"+", "-"}, {"*", "/"}}
	token     = regexp.MustCompile(`^\s*(\d+(?:\.\d+)?|\$\w+|\$\{\w+\}|\|\||&&|[=!<>]=|[-+*/<>()])\s*`)
)

func parseFormula(text string) (formula, error) {
	p := parser{}
	for rest := text; rest != ""; {
		match := token.FindStringSubmatch(rest)
		if match == nil {
			return nil, fmt.Errorf("%q: cannot read %q", text, rest)
		}
		p.tokens = append(p.tokens, match[1])
		rest = rest[len(match[0]):]
	}
	parsed, err := p.level(0)
	if err == nil && len(p.tokens) > 0 {
		err = fmt.Errorf("%q: %q is one too many", text, p.tokens[0])
	}
	return parsed, err
}

func (p *parser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *parser) take() string {
	taken := p.next()
	if taken != "" {
		p.tokens = p.tokens[1:]
	}
	return taken
}

func (p *parser) level(binding int) (formula, error) {
	if binding == len(operators) {
		return p.operand()
	}
	left, err := p.level(binding + 1)
	for err == nil && contains(operators[binding], p.next()) {
		operator := p.take()
		var right formula
		right, err = p.level(binding + 1)
		left = operation{operator, left, right}
	}
	return left, err
}

func (p *parser) operand() (formula, error) {
	switch taken := p.take(); {
	case taken == "-":
		inner, err := p.operand()
		return negation{inner}, err
	case taken == "(":
		inner, err := p.level(0)
		if err == nil && p.take() != ")" {
			err = fmt.Errorf("a parenthesis is not closed")
		}
		return inner, err
	case strings.HasPrefix(taken, "$"):
		return variable(strings.Trim(taken, "${}")), nil
	default:
		number, err := strconv.ParseFloat(taken, 64)
		if err != nil {
			return nil, fmt.Errorf("%q stands where a number should", taken)
		}
		return constant(number), nil
	}
}

func contains(list []string, wanted string) bool {
	for _, candidate := range list {
		if candidate == wanted {
			return true
		}
	}
	return false
}
