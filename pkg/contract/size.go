package contract

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// MaxAnswerBytes leaves of Lambda's 6 MB for an answer what its status and headers take.
const MaxAnswerBytes = 6<<20 - 64<<10

// AnswerBytes is what a body takes in a function's answer, which is JSON: as a text, or else in base 64.
func AnswerBytes(body []byte) int {
	if !utf8.Valid(body) {
		return base64.StdEncoding.EncodedLen(len(body))
	}
	text, err := json.Marshal(string(body))
	if err != nil {
		panic(fmt.Sprintf("a text does not marshal: %v", err))
	}
	return len(text)
}
