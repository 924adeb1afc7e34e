package words

import "github.com/outflow-pay/outflow/pkg/funds"

// Refusal is what every contract's error answer says to programs: an addition to each of their forms.
type Refusal struct {
	Reason funds.Reason      `json:"reason"`
	Args   map[string]string `json:"args"`
	// Then is why, where the reason only introduces it.
	Then []Statement `json:"then,omitempty"`
}

// Refusal is an error for programs.
func (r Reader) Refusal(err *funds.Error) Refusal {
	_, statements := r.messageOf(err).Parts()
	views := statementsOf(statements[:1])
	return Refusal{views[0].Reason, views[0].Args, statementsOf(statements[1:])}
}

// Error is an error in words: the contract's own sentence for it, where there is one and Chinese is read.
func (r Reader) Error(err *funds.Error, own string) string {
	message := r.messageOf(err)
	text, statements := message.Parts()
	if own == "" || r.Language == English || len(statements) == 0 {
		return r.Message(message)
	}
	return text + r.fill(own, statements[0].Facts)
}

// WithField is [Reader.Error], with the name of the field in front where no sentence has it.
func (r Reader) WithField(err *funds.Error, own string) string {
	sentence := r.Error(err, own)
	if err.Field == "" || (own != "" && r.Language != English && names(own, "field")) || names(r.sentences()[err.Reason], "field") {
		return sentence
	}
	return err.Field + ": " + sentence
}

// messageOf is what an error says. Of an internal one that is the request's id alone; one without a reason is such a fault.
func (r Reader) messageOf(err *funds.Error) funds.Message {
	if err.Code == funds.CodeInternal || len(err.Statements()) == 0 {
		return funds.Say(funds.ReasonInternal, funds.Facts{Text: r.RequestID})
	}
	return err.Said()
}
