package words

import "github.com/outflow-pay/outflow/pkg/funds"

// All are the sentences of every reason in every language, for programs that put the facts in by themselves: the pages.
func All() map[funds.Reason]map[Language]string {
	all := make(map[funds.Reason]map[Language]string, len(chinese))
	for reason, sentence := range chinese {
		all[reason] = map[Language]string{Chinese: sentence, English: english[reason]}
	}
	return all
}
