// Command sources prints the hash of what the programs are built of, for `make build` to keep; with -check it says
// whether what is built is of it. It is run in the repository's root.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/outflow-pay/outflow/local/sources"
)

func main() {
	if err := run(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "sources:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	flags := flag.NewFlagSet("sources", flag.ContinueOnError)
	check := flags.Bool("check", false, "fail where what is built is of other sources")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *check {
		return sources.Check(".")
	}
	hash, err := sources.Hash(".")
	if err != nil {
		return err
	}
	_, err = fmt.Println(hash)
	return err
}
