package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/outflow-pay/outflow/local/template"
)

const (
	releaseParameter = "Release"

	// mostEnvironment is what Lambda takes of a function's variables, written as a JSON object.
	mostEnvironment = 4096
	// atAWS is how much longer what the template refers to is there than it is here: the name of the bucket.
	atAWS = 64

	releaseBytes = 20
)

// release prints a hash over the code and the parameters of a deployment, and writes all parameters down, those with their
// defaults too: SAM would give one that is left out the value that it had the last time.
func (p program) release(arguments []string) error {
	flags := p.flags("release")
	from := flags.String("template", "template.yaml", "the template")
	parameters := flags.String("parameters", "deploy.json", "the deployment's parameters, a JSON object of texts")
	build := flags.String("build", ".aws-sam/build", "what sam build has made")
	out := flags.String("out", "", "where all parameters are written, this hash with them; empty, nowhere")
	if err := parse(flags, arguments); err != nil {
		return err
	}
	loaded, err := deployed(*from, *parameters)
	if err != nil {
		return err
	}
	hash, err := releaseOf(loaded.Parameters, os.DirFS(*build))
	if err != nil {
		return err
	}
	if *out != "" {
		loaded.Parameters[releaseParameter] = hash
		for name, value := range loaded.Parameters {
			loaded.Parameters[name] = quotedForSAM(quotedForSAM(value)) // once for the file, and once for the option
		}
		text, err := json.MarshalIndent(loaded.Parameters, "", "  ")
		if err != nil {
			return fmt.Errorf("write the parameters: %w", err)
		}
		if err := os.WriteFile(*out, text, 0o600); err != nil {
			return fmt.Errorf("-out: %w", err)
		}
	}
	_, err = fmt.Fprintln(p.out, hash)
	return err
}

// escaped is what SAM takes the backslash out of, in any parameter.
var escaped = regexp.MustCompile(`\\[ "']`)

// quotedForSAM is a value of which SAM makes that value: it takes off quotes around it, and one backslash of what is escaped.
func quotedForSAM(value string) string {
	return `"` + escaped.ReplaceAllString(value, `\$0`) + `"`
}

// deployed is the template as a deployment's parameters make it.
func deployed(from, parameters string) (*template.Template, error) {
	text, err := os.ReadFile(filepath.Clean(parameters))
	if err != nil {
		return nil, fmt.Errorf("-parameters: %w", err)
	}
	var given map[string]string
	if err := json.Unmarshal(text, &given); err != nil {
		return nil, fmt.Errorf("-parameters: %s is no JSON object of texts (the policy is a text too)", parameters)
	}
	loaded, err := template.LoadDeployed(from, given, releaseParameter)
	if err != nil {
		return nil, err
	}
	return loaded, environmentsFit(loaded.Functions)
}

// environmentsFit says which function's variables are more than Lambda takes: it would say so in the middle of a deployment.
func environmentsFit(functions []template.Function) error {
	for _, function := range functions {
		written, err := json.Marshal(function.Environment)
		if err != nil {
			return fmt.Errorf("%s: %w", function.LogicalID, err)
		}
		if size := len(written) + atAWS; size > mostEnvironment {
			return fmt.Errorf("the variables of %s have %d bytes, and Lambda takes %d: make Policy shorter by %d bytes; once the table has a policy it is not read any more, "+
				"and what has no room in it is proposed then", function.LogicalID, size, mostEnvironment, size-mostEnvironment)
		}
	}
	return nil
}

// releaseOf hashes parameters and files, each with its name and its length.
func releaseOf(parameters map[string]string, build fs.FS) (string, error) {
	hash := sha256.New()
	text, err := json.Marshal(parameters) // in the order of their names
	if err != nil {
		return "", fmt.Errorf("hash the parameters: %w", err)
	}
	_, _ = fmt.Fprintf(hash, "%d:%s", len(text), text) // a hash takes everything
	files := 0
	err = fs.WalkDir(build, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		file, err := build.Open(name)
		if err != nil {
			return err
		}
		defer file.Close() //nolint:errcheck // what was read of it is whole
		content := sha256.New()
		if _, err := io.Copy(content, file); err != nil {
			return err
		}
		_, _ = fmt.Fprintf(hash, "%d:%s:%x", len(name), name, content.Sum(nil))
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("-build: %w", err)
	}
	if files == 0 {
		return "", errors.New("-build: nothing is there; run sam build first")
	}
	return hex.EncodeToString(hash.Sum(nil)[:releaseBytes]), nil
}
