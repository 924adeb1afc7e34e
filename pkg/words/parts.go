package words

import "github.com/outflow-pay/outflow/pkg/funds"

// Parts is what the machine says in an answer beside its sentence, for programs with words of their own.
type Parts struct {
	// Text is what a person or the gateway gave, in front of the statements; left out where there is none.
	Text       string      `json:"text,omitempty"`
	Statements []Statement `json:"statements"`
}

// Statement is a reason, and what its sentence names.
type Statement struct {
	Reason funds.Reason      `json:"reason"`
	Args   map[string]string `json:"args"`
}

// PartsOf is what the machine says in a message; nil where it says nothing: the message is a text.
func PartsOf(m funds.Message) *Parts {
	text, statements := m.Parts()
	if len(statements) == 0 {
		return nil
	}
	return &Parts{text, statementsOf(statements)}
}

func statementsOf(all []funds.Statement) (views []Statement) {
	for _, one := range all {
		views = append(views, Statement{one.Reason, Args(one)})
	}
	return views
}

// Args are the facts that a statement's sentence names, and the withdrawal that it is about where that is another one;
// empty, never nil, where there are none. Amounts have two decimals.
func Args(said funds.Statement) map[string]string {
	names, _ := places(chinese[said.Reason])
	args := make(map[string]string, len(names))
	for _, name := range names {
		args[name] = said.Facts.Value(name)
	}
	if said.Facts.Withdrawal != "" {
		args["withdrawal"] = said.Facts.Withdrawal
	}
	return args
}
