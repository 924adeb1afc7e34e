// Command openapi prints api/openapi.yaml as JSON, with its anchors and merge keys resolved.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"

	"github.com/outflow-pay/outflow/api"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: openapi\n\nIt prints api/openapi.yaml as JSON, with its anchors and merge keys resolved.")
	}
	flag.Parse()
	if err := convert(os.Stdout, api.YAML); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func convert(out io.Writer, source []byte) error {
	var document map[string]any
	if err := yaml.Unmarshal(source, &document); err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}
