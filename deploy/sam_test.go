package deploy_test

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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

	out := filepath.Join(t.TempDir(), "build")
	sam(t, "build", "--build-dir", out)
	for id := range loaded.functions(t) {
		binary, err := elf.Open(filepath.Join(out, id, "bootstrap"))
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

// sam runs the pinned SAM in the root of the tree, as on a machine without an AWS account.
func sam(t *testing.T, arguments ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "tools/sam", arguments...)
	command.Dir = ".."
	// The make that may be running these tests has nothing to say to the make that SAM runs.
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "AWS_") || strings.HasPrefix(variable, "MAKE") || strings.HasPrefix(variable, "MFLAGS")
	})
	command.Env = append(command.Env, "AWS_DEFAULT_REGION=us-east-1", "AWS_EC2_METADATA_DISABLED=true")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("tools/sam %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
}
