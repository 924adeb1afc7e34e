// Package words makes what people read from what the machine says: a sentence for every reason, in Chinese and in
// English. It decides nothing. Contracts whose documents have sentences of their own bring them.
//
// It imports package funds alone, so its sentences name reasons by their spelling; a test compares them with the
// reasons that the source declares, and with the API's document.
package words

import (
	"maps"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Language is one that there are sentences in.
type Language string

// The languages. Chinese is the contracts' own, and what whoever asks for none gets.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Reader is who reads an answer.
type Reader struct {
	Language  Language // Chinese where it is empty
	RequestID string   // what an internal error is found by in the log
}

// Table has the sentences of reasons: {name} stands for a fact, {name:form} for one in a form of [forms].
type Table map[funds.Reason]string

// All sentences of a language.
var (
	chinese = joined(chineseGeneral, chineseFiles, chineseStatements)
	english = joined(englishGeneral, englishFiles, englishStatements)
)

func joined(tables ...Table) Table {
	all := Table{}
	for _, table := range tables {
		maps.Copy(all, table)
	}
	return all
}

// Reasons lists every reason, in the order of the alphabet.
func Reasons() []funds.Reason { return slices.Sorted(maps.Keys(chinese)) }

// Sentence is the sentence of a reason, with its places; empty for one that there is not.
func (r Reader) Sentence(reason funds.Reason) string { return r.sentences()[reason] }

// sentences are all that there are.
func (r Reader) sentences() Table {
	if r.Language == English {
		return english
	}
	return chinese
}

// Message is a message in words.
func (r Reader) Message(m funds.Message) string {
	text, statements := m.Parts()
	for _, statement := range statements {
		text += r.statement(statement)
	}
	return text
}

// statement is one statement in words. A reason of a later version than this has none: it is shown itself.
func (r Reader) statement(said funds.Statement) string {
	sentence, found := r.sentences()[said.Reason]
	if !found {
		return said.String()
	}
	return r.fill(sentence, said.Facts)
}

// fill puts facts into a sentence.
func (r Reader) fill(sentence string, facts funds.Facts) string {
	var filled strings.Builder
	for {
		before, rest, more := strings.Cut(sentence, "{")
		filled.WriteString(before)
		if !more {
			return filled.String()
		}
		place, after, _ := strings.Cut(rest, "}")
		name, form, _ := strings.Cut(place, ":")
		value := facts.Value(name)
		if shape, ok := r.forms()[form]; ok {
			value = shape(value, facts)
		}
		filled.WriteString(value)
		sentence = after
	}
}
