package e2e_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/stack"
)

// olderCommit is the last one before people were counted.
const olderCommit = "395c4fa"

// older is what was made of an older commit.
type older struct {
	template, functions, policy string
}

// olderPrograms builds the functions of the older commit from this clone's own history, once: they are kept in the user's
// cache. A checkout without that history skips the test. Pages and the API's description are today's: they take part in
// nothing, and building them takes what the clone does not have.
func olderPrograms(t *testing.T) older {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := git(t, "cat-file", "-e", olderCommit+"^{commit}").Run(); err != nil {
		t.Skipf("this checkout has no commit %s, which a full clone has: %v", olderCommit, err)
	}
	kept := filepath.Join(cache, "outflow", "functions-"+olderCommit)
	if _, err := os.Stat(kept); errors.Is(err, os.ErrNotExist) {
		buildOlder(t, kept)
	}
	raw, err := os.ReadFile(filepath.Join(kept, "source/local/stack/policy.json"))
	if err != nil {
		t.Fatal(err)
	}
	return older{filepath.Join(kept, "source/template.yaml"), filepath.Join(kept, "functions"), string(raw)}
}

func git(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), "git", append([]string{"-C", ".."}, args...)...)
}

// buildOlder makes everything beside its place, and then moves it there, so that no test finds half of it.
func buildOlder(t *testing.T, kept string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(kept), 0o750); err != nil {
		t.Fatal(err)
	}
	made, err := os.MkdirTemp(filepath.Dir(kept), "building-") //nolint:usetesting // it is moved to its place, on the same disk
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(made)
	source, archive := filepath.Join(made, "source"), filepath.Join(made, "source.tar")
	run(t, git(t, "archive", "-o", archive, olderCommit))
	if err := os.Mkdir(source, 0o750); err != nil {
		t.Fatal(err)
	}
	run(t, exec.CommandContext(t.Context(), "tar", "-xf", archive, "-C", source))
	folders, err := filepath.Glob(filepath.Join(source, "functions/*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("%s has no functions: %v", olderCommit, err)
	}
	for _, folder := range folders {
		name := filepath.Base(folder)
		bootstrap := filepath.Join(made, "functions", name, "bootstrap")
		if err := os.MkdirAll(filepath.Dir(bootstrap), 0o750); err != nil {
			t.Fatal(err)
		}
		if name == "api-docs" || name == "console" {
			today, err := os.ReadFile(filepath.Join("../.build/functions", name, "bootstrap"))
			if err == nil {
				err = os.WriteFile(bootstrap, today, 0o700)
			}
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", bootstrap, "./functions/"+name)
		build.Dir, build.Env = source, append(os.Environ(), "CGO_ENABLED=0")
		run(t, build)
	}
	if err := os.Rename(made, kept); err != nil && !errors.Is(err, os.ErrExist) {
		if _, missing := os.Stat(kept); missing != nil { // another test was quicker
			t.Fatal(err)
		}
	}
}

func run(t *testing.T, command *exec.Cmd) {
	t.Helper()
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command.Args, " "), err, said)
	}
}

// beside runs the older programs on the table of a world. Its answers are not held against today's description of the
// API.
func (w *world) beside(of older) *world {
	w.t.Helper()
	options := built(w.t, w.log)
	options.Template, options.Functions, options.DynamoDB = of.template, of.functions, w.DynamoDB()
	options.Env = map[string]string{"OUTFLOW_POLICY": of.policy}
	s, err := stack.Start(context.WithoutCancel(w.t.Context()), options)
	if err != nil {
		w.t.Fatalf("start the older stack: %v\n%s", err, w.log)
	}
	w.t.Cleanup(s.Close)
	if !s.Found() {
		w.t.Fatal("the older programs have a table of their own")
	}
	return &world{Stack: s, t: w.t, log: w.log, zone: w.zone}
}
