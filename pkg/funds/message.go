package funds

import (
	"log/slog"
	"strings"
)

// Message is what a line, an entry or an order says: a person's own text, or what the machine says, as statements in
// its stored form. Two are put together by +, a text first. Package words shows it.
//
// A statement is a mark, its reason, and its facts, each behind another mark. Both marks are control characters, and
// [Text] and [Say] take them out of whatever they are given, so only this program can make a statement. What was
// stored as a sentence, before there were statements, is a text like any other. The form must stay: the table is
// full of it.
type Message string

// The marks in front of a statement and of each of its facts.
const (
	statementMark = "\x1f"
	factMark      = "\x1e"
)

// Text is what a person, the gateway or an error says. It is no statement, whatever it holds: an error may quote a
// stranger's certificate.
func Text(given string) Message { return Message(withoutMarks(given)) }

// Statement is one thing that the machine says.
type Statement struct {
	Reason Reason
	Facts  Facts
}

// Say is a message of one statement. Facts that no sentence names are left out.
func Say(reason Reason, about Facts) Message {
	var said strings.Builder
	said.WriteString(statementMark)
	said.WriteString(string(reason))
	for _, fact := range facts {
		if value := withoutMarks(fact.put(about)); value != "" {
			said.WriteString(factMark)
			said.WriteByte(fact.mark)
			said.WriteString(value)
		}
	}
	return Message(said.String())
}

func withoutMarks(text string) string {
	if !strings.ContainsAny(text, statementMark+factMark) {
		return text
	}
	return strings.NewReplacer(statementMark, " ", factMark, " ").Replace(text)
}

// Parts are the text in front, which is a person's or the gateway's, and what the machine says behind it. Either may be
// empty.
func (m Message) Parts() (text string, statements []Statement) {
	text, said, found := strings.Cut(string(m), statementMark)
	if !found {
		return text, nil
	}
	for one := range strings.SplitSeq(said, statementMark) {
		reason, values, _ := strings.Cut(one, factMark)
		statements = append(statements, Statement{Reason(reason), factsOf(values)})
	}
	return text, statements
}

func factsOf(values string) (read Facts) {
	for value := range strings.SplitSeq(values, factMark) {
		for _, fact := range facts {
			if value != "" && value[0] == fact.mark {
				fact.take(&read, value[1:])
			}
		}
	}
	return read
}

// String is the message for a log: texts as they are, statements by their reasons.
func (m Message) String() string {
	text, statements := m.Parts()
	words := []string{}
	if text != "" {
		words = append(words, text)
	}
	for _, statement := range statements {
		words = append(words, statement.String())
	}
	return strings.Join(words, " ")
}

// LogValue is [Message.String], for logs.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.String()) }

// String is the reason, and the facts that it has.
func (s Statement) String() string {
	words := string(s.Reason)
	for _, fact := range facts {
		if fact.put(s.Facts) != "" {
			words += " " + fact.name + "=" + fact.shown(s.Facts)
		}
	}
	return words
}
