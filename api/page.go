package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// page is everything that is served.
type page struct {
	document, html []byte
	assets         map[string]asset // by the name that the page has for them
}

// asset is a script or a style sheet.
type asset struct {
	mediaType string
	gzipped   []byte
}

func (a asset) plain() ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(a.gzipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
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
	loaded := &page{document, html, map[string]asset{}}
	mediaTypes := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
	for _, name := range names {
		gzipped, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		plain := strings.TrimSuffix(path.Base(name), ".gz") // swagger-ui.css
		extension := path.Ext(plain)
		sum := sha256.Sum256(gzipped)
		hashed := strings.TrimSuffix(plain, extension) + "-" + hex.EncodeToString(sum[:])[:hashChars] + extension
		loaded.assets[hashed] = asset{mediaTypes[extension], gzipped}
		loaded.html = bytes.ReplaceAll(loaded.html, []byte("{"+plain+"}"), []byte(assetsPath+hashed))
	}
	return loaded, nil
}
