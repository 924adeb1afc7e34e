package config

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// returnReason says whether our fee goes back with what a bank sends back for a reason, and which words of banks mean it.
type returnReason struct {
	Code    string   `json:"code"`
	Words   []string `json:"words,omitempty"`
	FeeBack bool     `json:"feeBack"`
}

const (
	maxReturnReasons = 50
	maxReturnWords   = 20
)

func (r *reader) returnReasons(raw []returnReason) (reasons []funds.ReturnReason) {
	r.want(len(raw) <= maxReturnReasons, "returnReasons", "more than %d", maxReturnReasons)
	codes, words := map[string]bool{}, map[string]bool{}
	for i, one := range raw {
		field := func(name string) string { return fmt.Sprintf("returnReasons[%d].%s", i, name) }
		r.want(funds.IsReturnCode(one.Code), field("code"), "want four capital letters and digits, as AC04, not %q", one.Code)
		r.want(!codes[one.Code], field("code"), "%s is there twice", one.Code)
		codes[one.Code] = true
		r.want(len(one.Words) <= maxReturnWords, field("words"), "more than %d", maxReturnWords)
		for _, word := range one.Words {
			r.want(word != "" && funds.CheckText("words", word) == nil, field("words"), "want plain texts")
			r.want(!words[word], field("words"), "%s is there twice", word)
			words[word] = true
		}
		reasons = append(reasons, funds.ReturnReason{Code: one.Code, Words: one.Words, FeeBack: one.FeeBack})
	}
	return reasons
}
