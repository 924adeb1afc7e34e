package engine

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The test binary makes a folder and waits to be killed in TestFoldersOfKilledProcessesAreRemoved.
const folderMode = "ENGINE_TEST_FOLDER"

func TestMain(m *testing.M) {
	if storage := os.Getenv(folderMode); storage != "" {
		made, err := newFolderIn(storage)
		if err != nil {
			os.Exit(1)
		}
		_, _ = os.Stdout.WriteString(made.path)
		_ = os.Stdout.Close()
		_, _ = os.Stdin.Read(make([]byte, 1)) // nobody writes
		os.Exit(1)
	}
	m.Run()
}

func TestTheDataIsGoneWithItsEngine(t *testing.T) {
	t.Parallel()
	e, err := Start(t.Context(), Options{Output: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	path := e.temporary.path
	if _, err := os.Stat(databaseIn(path)); err != nil {
		t.Error(err)
	}
	e.Close()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Close: %v", err)
	}
}

func TestAnEngineThatFailsLeavesNoFolder(t *testing.T) {
	t.Parallel()
	storage := t.TempDir()
	made, err := newFolderIn(storage)
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{temporary: made, output: t.Output()}
	e.Close()
	if left, err := os.ReadDir(storage); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestFoldersOfKilledProcessesAreRemoved when the next one is made, and those of living processes are not.
func TestFoldersOfKilledProcessesAreRemoved(t *testing.T) {
	t.Parallel()
	storage := t.TempDir()
	other := filepath.Join(storage, "outflow-engines")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	living, err := newFolderIn(storage)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), folderMode+"="+storage)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	path := make([]byte, 4096)
	n, err := said.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	left := string(path[:n])
	if err := os.WriteFile(databaseIn(left), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	another, err := newFolderIn(storage)
	if err != nil {
		t.Fatal(err)
	}
	there(t, left, living.path, another.path, other)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	next, err := newFolderIn(storage)
	if err != nil {
		t.Fatal(err)
	}
	there(t, living.path, another.path, next.path, other)
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what the killed process left: %v", err)
	}
}

func there(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}
