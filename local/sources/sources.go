// Package sources says whether what `make build` has built is of the sources that are there: a test of binaries that
// were built before the last change says nothing of it.
//
// What the sources hold is compared, and not when they were written: a checkout gives all files the same time.
//
// It imports the standard library alone.
package sources

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// parts are the files and folders that the binaries and the pages in them are made of.
var parts = []string{
	"Makefile", "go.mod", "go.sum", "api", "cmd/local", "cmd/openapi", "cmd/outflow", "cmd/sandbox", "cmd/words", "functions", "local", "pkg",
	"tools/npm", "tools/swagger-ui", "tools/web", "web/build", "web/index.html", "web/package.json", "web/package-lock.json", "web/src", "web/vite.config.ts",
}

// Hash is of the names and contents of all sources in the repository at root.
func Hash(root string) (string, error) {
	sum := sha256.New()
	for _, part := range parts {
		// By name, in order: two folders with the same files have the same hash.
		err := filepath.WalkDir(filepath.Join(root, part), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			switch {
			case err != nil:
				return err
			case entry.IsDir() && leftOut(name):
				return fs.SkipDir
			case !entry.Type().IsRegular() || leftOut(name):
				return nil
			}
			return add(sum, name, path)
		})
		if err != nil {
			return "", fmt.Errorf("sources: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func add(sum io.Writer, name, path string) error {
	content, err := os.ReadFile(path) //nolint:gosec // a file of this repository
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sum, "%s %d\n%s", filepath.ToSlash(name), len(content), content)
	return err
}

// leftOut are tests, which are in no binary, what is generated, and what is no source.
func leftOut(name string) bool {
	base := filepath.Base(name)
	for _, end := range []string{"_test.go", ".test.ts", ".test.tsx", ".md"} {
		if strings.HasSuffix(base, end) {
			return true
		}
	}
	return strings.HasPrefix(base, ".") || slices.Contains([]string{"testdata", "built", "node_modules", "generated.ts", "sentences.json"}, base)
}

// record is where a build keeps the hash of what it was made of.
func record(root string) string { return filepath.Join(root, ".build", "sources") }

// Check says what to do where the binaries below .build are not of the sources at root.
func Check(root string) error {
	built, err := os.ReadFile(record(root))
	if err != nil {
		return fmt.Errorf("the programs are not built, run `make build` first: %w", err)
	}
	now, err := Hash(root)
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(built)) != now {
		return fmt.Errorf("the programs in %s are not of these sources: run `make build` first", filepath.Join(root, ".build"))
	}
	return nil
}
