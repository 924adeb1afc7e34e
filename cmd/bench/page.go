package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// border divides the page: what `make bench` writes stands above it, and what `make bench-scale` writes below.
const border = "\n<!-- below: make bench-scale -->\n"

type half int

const (
	above half = iota
	below
)

// write puts a new text in the place of one half of the page, and prints it.
func write(out io.Writer, to half, text string) error {
	there, err := os.ReadFile(page)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	first, second, _ := strings.Cut(string(there), border)
	if to == above {
		first = text
	} else {
		second = text
	}
	if err := os.WriteFile(page, []byte(first+border+second), 0o644); err != nil { //nolint:gosec // a page to be read
		return err
	}
	_, err = io.WriteString(out, text)
	return err
}
