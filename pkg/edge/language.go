package edge

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/words"
)

// LanguageHeader is the header, ours, by which a client chooses the language of texts. Accept-Language is not read:
// browsers send it whether anybody has asked for it or not, and the contracts' documents have Chinese texts. A language
// that there are no texts in is Chinese: it changes nothing of what a request does.
const LanguageHeader = "X-Outflow-Language"

// Reader is who reads the answer.
func (r *Request) Reader() words.Reader { return readerOf(r.HTTP, r.Source) }

func readerOf(r *http.Request, source Source) words.Reader {
	return words.Reader{Language: words.Language(r.Header.Get(LanguageHeader)), RequestID: source.RequestID}
}
