package words

import (
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// form shows a fact in another way than answers spell it.
type form func(value string, facts funds.Facts) string

var chineseForms = map[string]form{
	"list":  func(value string, _ funds.Facts) string { return strings.ReplaceAll(value, ",", "、") },
	"or":    func(value string, _ funds.Facts) string { return alternatives(value, "、", " 或 ") },
	"money": func(_ string, facts funds.Facts) string { return inTenThousands(facts.Limit) },
}

var englishForms = map[string]form{
	"list":  func(value string, _ funds.Facts) string { return strings.ReplaceAll(value, ",", ", ") },
	"or":    func(value string, _ funds.Facts) string { return alternatives(value, ", ", " or ") },
	"money": func(value string, _ funds.Facts) string { return value },
}

func (r Reader) forms() map[string]form {
	if r.Language == English {
		return englishForms
	}
	return chineseForms
}

func alternatives(value, between, last string) string {
	all := strings.Split(value, ",")
	head := strings.Join(all[:len(all)-1], between)
	if head == "" {
		return all[0]
	}
	return head + last + all[len(all)-1]
}

// inTenThousands prints a limit as the withdraw-flow document does: 100万元 where it is whole.
func inTenThousands(limit funds.Amount) string {
	const tenThousand = 10_000 * funds.MinorPerMajor
	if limit%tenThousand == 0 {
		return (limit / tenThousand * funds.MinorPerMajor).Major() + "万元"
	}
	return limit.Fixed() + "元"
}

// names says that a sentence has a place for a fact.
func names(sentence, fact string) bool {
	all, _ := places(sentence)
	return slices.Contains(all, fact)
}

// places are the names and forms that a sentence has places for, in order, each once.
func places(sentence string) (names, shapes []string) {
	for {
		_, rest, more := strings.Cut(sentence, "{")
		if !more {
			return names, shapes
		}
		place, after, _ := strings.Cut(rest, "}")
		name, shape, _ := strings.Cut(place, ":")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		shapes = append(shapes, shape)
		sentence = after
	}
}
