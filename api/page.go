package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/outflow-pay/outflow/pkg/edge"
)

// page is everything that is served.
type page struct {
	document, html []byte
	assets         edge.Assets // by the name that the page has for them
}

// hashChars of its hash are in an asset's name.
const hashChars = 12

// loadPage reads what is embedded. An error means that it was not built.
func loadPage() (*page, error) {
	document, err := files.ReadFile("built/openapi.json")
	if err != nil {
		return nil, fmt.Errorf("the binary was built without `make docs`: %w", err)
	}
	html, err := files.ReadFile("page.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "built/*.gz")
	if err != nil {
		return nil, err
	}
	loaded := &page{document, html, edge.Assets{}}
	for _, name := range names {
		gzipped, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		plain := strings.TrimSuffix(path.Base(name), ".gz") // swagger-ui.css
		extension := path.Ext(plain)
		sum := sha256.Sum256(gzipped)
		hashed := strings.TrimSuffix(plain, extension) + "-" + hex.EncodeToString(sum[:])[:hashChars] + extension
		if err := loaded.assets.Add(hashed, gzipped); err != nil {
			return nil, err
		}
		loaded.html = bytes.ReplaceAll(loaded.html, []byte("{"+plain+"}"), []byte(assetsPath+hashed))
	}
	return loaded, nil
}
