package conformance

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// parser reads from left to right; binding is told by operators, the loosest first.
type parser struct{ tokens []string }

var (
	operators = [][]string{{"||"}, {"&&"}, {"==", "!=", ">", ">=", "<", "<="}, {"+", "-"}, {"*", "/"}}
	token     = regexp.MustCompile(`^\s*(\d+(?:\.\d+)?|\$\w+|\$\{\w+\}|\|\||&&|[=!<>]=|[-+*/<>()])\s*`)
)

var variableName = regexp.MustCompile(`\$\{?(\w+)`)

// variablesOf are the names of the queries and expressions that a formula needs.
func variablesOf(text string) []string {
	var names []string
	for _, match := range variableName.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	return names
}

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
	for err == nil && slices.Contains(operators[binding], p.next()) {
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
			err = errors.New("a parenthesis is not closed")
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
