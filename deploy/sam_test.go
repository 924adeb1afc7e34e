package deploy_test

import (
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/local/sources"
)

// keptIn is where the answers of SAM are kept, and what it builds; `make clean` removes it.
const keptIn = ".build/deploy"

// samReads are the files that SAM answers by, whatever it is asked; what it builds is of the sources too.
var samReads = []string{"template.yaml", "front.yaml", "samconfig.toml", "tools/sam", "tools/sam-expand.py", "tools/sam-requirements.txt"}

func TestSAMFindsNothingWrongWithTheTemplate(t *testing.T) {
	t.Parallel()
	sam(t, "validate", "--lint")
}

func TestSAMBuildsEveryFunctionForTheArchitectureItIsDeployedOn(t *testing.T) {
	t.Parallel()
	machines := map[string]elf.Machine{"arm64": elf.EM_AARCH64, "x86_64": elf.EM_X86_64}
	loaded := loadTemplate(t)
	if len(loaded.Globals.Function.Architectures) != 1 {
		t.Fatalf("want one architecture for all functions, got %v", loaded.Globals.Function.Architectures)
	}
	want := machines[loaded.Globals.Function.Architectures[0]]

	out := filepath.Join(keptIn, "build")
	sam(t, "build", "--build-dir", out)
	for id := range loaded.functions(t) {
		binary, err := elf.Open(filepath.Join("..", out, id, "bootstrap"))
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if binary.Machine != want {
			t.Errorf("%s is built for %v, want %v", id, binary.Machine, want)
		}
		if err := binary.Close(); err != nil {
			t.Error(err)
		}
	}
}

// sam runs the pinned SAM, and returns what it prints. It starts it where anything that its answer depends on has changed
// since it last gave one, and only then: an answer takes seconds. A complaint is never kept.
func sam(t *testing.T, arguments ...string) []byte {
	t.Helper()
	answer, _ := asked.LoadOrStore(strings.Join(arguments, " "), sync.OnceValues(func() ([]byte, error) { return keptAnswer(arguments) }))
	out, err := answer.(func() ([]byte, error))() //nolint:forcetypeassert // a panic fails the test too
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// asked are the answers of this run, each of which several tests may look at at once.
var asked sync.Map

func keptAnswer(arguments []string) ([]byte, error) {
	of, err := answerOf(arguments)
	if err != nil {
		return nil, err
	}
	file := filepath.Join("..", keptIn, fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(arguments, " "))))[:16])
	if kept, err := os.ReadFile(file); err == nil {
		if answer, same := bytes.CutPrefix(kept, of); same {
			return answer, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return nil, err
	}
	// While it runs nothing is kept: one that is cut off leaves half of what it builds.
	if err := os.RemoveAll(file); err != nil {
		return nil, err
	}
	answer, err := runSAM(arguments)
	if err != nil {
		return nil, err
	}
	return answer, os.WriteFile(file, append(of, answer...), 0o600)
}

// answerOf is the hash of everything that an answer depends on.
func answerOf(arguments []string) ([]byte, error) {
	sum := sha256.New()
	// A hash takes what it is given.
	_, _ = fmt.Fprintf(sum, "%s %q\n", runtime.Version(), arguments)
	if arguments[0] == "build" {
		of, err := sources.Hash("..")
		if err != nil {
			return nil, err
		}
		_, _ = io.WriteString(sum, of)
	}
	files := slices.Clone(samReads)
	for _, argument := range arguments { // what it is asked about may be another file still
		if found, err := os.Stat(filepath.Join("..", argument)); err == nil && found.Mode().IsRegular() {
			files = append(files, argument)
		}
	}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			return nil, err
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(content), content)
	}
	return fmt.Appendf(nil, "%x\n", sum.Sum(nil)), nil
}

// runSAM runs it in the root of the tree, as on a machine without an AWS account.
func runSAM(arguments []string) ([]byte, error) {
	command := exec.Command("tools/sam", arguments...)
	command.Dir = ".."
	// The make that may be running these tests has nothing to say to the make that SAM runs.
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "AWS_") || strings.HasPrefix(variable, "MAKE") || strings.HasPrefix(variable, "MFLAGS")
	})
	command.Env = append(command.Env, "AWS_DEFAULT_REGION=us-east-1", "AWS_EC2_METADATA_DISABLED=true")
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("tools/sam %s: %w\n%s%s", strings.Join(arguments, " "), err, out, complaint.Bytes())
	}
	return out, nil
}
