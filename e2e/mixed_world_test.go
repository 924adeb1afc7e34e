package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/local/stack"
)

// Versions that run beside this one, as whole commits: a shallow clone can fetch no others.
const (
	// beforePeople is the last one before people were counted. It writes whole items.
	beforePeople = "395c4fa2ba591a43ee05266ff1d5ba2bff544b8e"
	// yesterday is the version before this one, for as long as no version has a tag.
	yesterday = "31379b484073aca07c052ff25751014d38507498"
)

// previousVersion is the commit of the newest tag of a version before this one.
func previousVersion(t *testing.T) (commit string) {
	t.Helper()
	tag, err := git(t, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^").Output()
	if err != nil {
		return yesterday // there is no tag, or no history
	}
	out, err := git(t, "rev-parse", strings.TrimSpace(string(tag))+"^{commit}").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// older is what was made of an older commit.
type older struct {
	template, functions, policy string
}

// building is held by the test that builds older programs; others wait for what it makes.
var building sync.Mutex

// programsOf builds the functions of an older commit, once: they are kept in the user's cache. Pages and the API's
// description are today's: they take part in nothing, and building them takes what the clone does not have.
func programsOf(t *testing.T, commit string) older {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	building.Lock()
	defer building.Unlock()
	kept := filepath.Join(cache, "outflow", "functions-"+commit[:7])
	if _, err := os.Stat(kept); errors.Is(err, fs.ErrNotExist) {
		fetchOlder(t, commit)
		buildOlder(t, commit, kept)
	}
	raw, err := os.ReadFile(filepath.Join(kept, "source/local/stack/policy.json"))
	if err != nil {
		t.Fatal(err)
	}
	return older{filepath.Join(kept, "source/template.yaml"), filepath.Join(kept, "functions"), string(raw)}
}

// fetchOlder gets a commit that a shallow clone has left out. Where there is no history, and nowhere to get it from, the test is
// skipped, and says so also where tests are not asked to say anything.
func fetchOlder(t *testing.T, commit string) {
	t.Helper()
	if git(t, "cat-file", "-e", commit+"^{commit}").Run() == nil {
		return
	}
	if said, err := git(t, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit).CombinedOutput(); err != nil {
		why := fmt.Sprintf("%s is skipped: this checkout has no commit %s, and cannot fetch it: %v\n%s", t.Name(), commit, err, said)
		fmt.Fprintln(os.Stderr, why)
		t.Skip(why)
	}
}

func git(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), "git", append([]string{"-C", ".."}, args...)...)
}

// buildOlder makes everything beside its place, and then moves it there, so that no test finds half of it.
func buildOlder(t *testing.T, commit, kept string) {
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
	run(t, git(t, "archive", "-o", archive, commit))
	if err := os.Mkdir(source, 0o750); err != nil {
		t.Fatal(err)
	}
	run(t, exec.CommandContext(t.Context(), "tar", "-xf", archive, "-C", source))
	folders, err := filepath.Glob(filepath.Join(source, "functions/*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("%s has no functions: %v", commit, err)
	}
	// One build of all is far quicker than one for each.
	bin := filepath.Join(made, "bin") + string(filepath.Separator)
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", bin)
	build.Dir, build.Env = source, append(os.Environ(), "CGO_ENABLED=0")
	built := map[string]string{} // by function
	for _, folder := range folders {
		name := filepath.Base(folder)
		built[name] = filepath.Join("../.build/functions", name, "bootstrap")
		if name != "api-docs" && name != "console" {
			built[name] = filepath.Join(bin, name)
			build.Args = append(build.Args, "./functions/"+name)
		}
	}
	run(t, build)
	for name, from := range built {
		program, err := os.ReadFile(from)
		if err == nil {
			err = os.MkdirAll(filepath.Join(made, "functions", name), 0o750)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(made, "functions", name, "bootstrap"), program, 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.RemoveAll(bin), os.Remove(archive)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(made, kept); err != nil {
		if _, missing := os.Stat(kept); missing != nil { // else another process was quicker
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
