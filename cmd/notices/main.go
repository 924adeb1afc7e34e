// Command notices prints whose work is in the functions, in the program outflow and in the pages, and the licences
// that it comes under. It is run in the repository's root, after `make docs pages`.
//
// What is linked is listed as it is deployed, so the notices are the same on every machine. The pages' and Swagger
// UI's are what is served beside them.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const title = `Third-party notices

Outflow is under the licence in LICENSE. Its functions, its program and its pages contain the work of others, which
is named here with the licences that it comes under. This file is written by ` + "`make notices`" + `.
`

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: notices\n\nIt prints whose work is in what is built, and its licences.")
	}
	flag.Parse()
	if err := write(context.Background(), os.Stdout, "."); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// write prints the notices of what is built in the repository at root.
func write(ctx context.Context, out io.Writer, root string) error {
	linked, err := linkedNotices(ctx, root)
	if err != nil {
		return err
	}
	pages, err := served(filepath.Join(root, "functions/console/built/assets/licenses-*.txt.gz"))
	if err != nil {
		return err
	}
	swagger, err := served(filepath.Join(root, "api/built/swagger-ui-licenses.txt.gz"))
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, title+
		section("Linked into the functions and the program")+linked+
		section("In the pages")+pages+
		section("Swagger UI, which shows the API at /docs")+swagger)
	return err
}

func section(name string) string {
	line := strings.Repeat("=", 80)
	return "\n" + line + "\n" + name + "\n" + line + "\n\n"
}

// served reads the one asset that a pattern names.
func served(pattern string) (string, error) {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return "", err
	}
	if len(names) != 1 {
		return "", fmt.Errorf("%d files are %s: run `make docs pages` first", len(names), pattern)
	}
	packed, err := os.ReadFile(names[0])
	if err != nil {
		return "", err
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(reader)
	return string(text), err
}

// linkedPackage is what `go list -json` tells of a package, as far as it is wanted here.
type linkedPackage struct {
	Dir    string
	Module *struct { // nil of a package of the standard library
		Path, Version, Dir string
		Main               bool
	}
}

// sameAsGo has Go's own licence, whose text not everybody who packs Go leaves in GOROOT.
const sameAsGo = "golang.org/x/sync"

// linkedNotices are the licences of all that is linked: each text once, below the modules that have it.
func linkedNotices(ctx context.Context, root string) (string, error) {
	packages, err := listLinked(ctx, root)
	if err != nil {
		return "", err
	}
	owners := map[string][]string{} // of each text
	for _, p := range packages {
		if p.Module == nil || p.Module.Main {
			continue
		}
		name := p.Module.Path + " " + p.Module.Version
		if p.Module.Path == sameAsGo {
			name = "Go's standard library and runtime, " + name
		}
		texts, err := licencesOf(p.Dir, p.Module.Dir)
		if err != nil {
			return "", err
		}
		if len(texts) == 0 {
			return "", fmt.Errorf("%s holds no licence: ask its authors before you ship it", name)
		}
		for _, text := range texts {
			if !slices.Contains(owners[text], name) {
				owners[text] = append(owners[text], name)
			}
		}
	}
	return grouped(owners), nil
}

func grouped(owners map[string][]string) string {
	notices := make([]string, 0, len(owners))
	for text, names := range owners {
		slices.Sort(names)
		notices = append(notices, strings.Join(names, "\n")+"\n\n"+text+"\n")
	}
	slices.SortFunc(notices, cmp.Compare[string])
	return strings.Join(notices, "\n"+strings.Repeat("-", 80)+"\n\n")
}

// listLinked lists the packages in the functions and the program, by the flags that they are deployed with.
func listLinked(ctx context.Context, root string) ([]linkedPackage, error) {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-tags", "lambda.norpc", "-json=Dir,Module", "./functions/...", "./cmd/outflow")
	command.Dir, command.Stderr = root, os.Stderr
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
	listed, err := command.Output()
	if err != nil {
		return nil, err
	}
	var packages []linkedPackage
	for decoder := json.NewDecoder(bytes.NewReader(listed)); ; {
		var p linkedPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)`)

// licencesOf reads the licences of a package: a folder may hold the work of others too, so all from its own folder
// up to top count.
func licencesOf(folder, top string) (texts []string, err error) {
	for ; ; folder = filepath.Dir(folder) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if entry.IsDir() || filepath.Ext(entry.Name()) == ".go" || !licenceFile.MatchString(entry.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, entry.Name())) //nolint:gosec // a file of a module that is linked
			if err != nil {
				return nil, err
			}
			texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
		}
		if folder == top || folder == filepath.Dir(folder) {
			return texts, nil
		}
	}
}
