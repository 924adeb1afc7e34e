// Command words prints the sentence of every reason in every language as JSON, for `tools/web` to build the pages with.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/outflow-pay/outflow/pkg/words"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: words\n\nIt prints the sentence of every reason in every language, as JSON.")
	}
	flag.Parse()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(words.All()); err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(1)
	}
}
