package edge

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Assets are scripts, style sheets and the notices of their licences, by their names, which change with what is in
// them. So they may be kept for ever.
type Assets map[string]Asset

// Asset is one of them.
type Asset struct {
	mediaType string
	gzipped   []byte
}

var assetTypes = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".txt": "text/plain; charset=utf-8",
}

// Add takes an asset that is gzipped already. A name that does not end in .js, .css or .txt is an error.
func (a Assets) Add(name string, gzipped []byte) error {
	mediaType, known := assetTypes[path.Ext(name)]
	if !known {
		return fmt.Errorf("%s: no media type is known for it", name)
	}
	a[name] = Asset{mediaType, gzipped}
	return nil
}

// ReasonNoAsset says that there is no asset of that name.
const ReasonNoAsset funds.Reason = "asset_not_found"

// Serve answers with the asset of a name, gzipped for those who take that.
func (a Assets) Serve(name string, r *Request) (Response, error) {
	found, ok := a[name]
	if !ok {
		return Response{}, funds.Refuse(funds.CodeNotFound, ReasonNoAsset)
	}
	header := http.Header{
		"Content-Type":  {found.mediaType},
		"Cache-Control": {"public, max-age=31536000, immutable"},
		"Vary":          {"Accept-Encoding"},
	}
	if takesGzip(r.HTTP.Header.Get("Accept-Encoding")) {
		header.Set("Content-Encoding", "gzip")
		return Response{Body: found.gzipped, Header: header}, nil
	}
	plain, err := found.plain()
	return Response{Body: plain, Header: header}, err
}

// takesGzip reads an Accept-Encoding (RFC 9110, 12.5.3): gzip by its name, its old name or the star, unless its quality
// is 0. What is named counts before the star.
func takesGzip(accepted string) bool {
	byStar := false
	for item := range strings.SplitSeq(accepted, ",") {
		coding, parameters, _ := strings.Cut(item, ";")
		name, quality, _ := strings.Cut(strings.TrimSpace(parameters), "=")
		taken := true
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(quality), 64)
			taken = err == nil && q > 0
		}
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return taken
		case "*":
			byStar = taken
		}
	}
	return byStar
}

func (a Asset) plain() ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(a.gzipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
