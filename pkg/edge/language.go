package edge

import "github.com/outflow-pay/outflow/pkg/words"

// LanguageHeader is the header, ours, by which a client chooses the language of texts. Accept-Language is not read:
// browsers send it whether anybody has asked for it or not, and the contracts' documents have Chinese texts.
const LanguageHeader = "X-Outflow-Language"

// Reader is who reads the answer.
func (r *Request) Reader() words.Reader {
	return words.Reader{Language: words.Language(r.HTTP.Header.Get(LanguageHeader)), RequestID: r.Source.RequestID}
}
