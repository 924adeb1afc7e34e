package deploy_test

import (
	"debug/elf"
	"path/filepath"
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
