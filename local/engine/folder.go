package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// folderPrefix begins the names of the folders that engines keep their data in for as long as they live.
const folderPrefix = "outflow-engine-"

// folder is a temporary one. Its lock ends with this process, however it ends: a folder without one was left behind.
type folder struct {
	path string
	lock *os.File
}

// newFolder makes a folder in memory-backed storage, or among the system's temporary files where there is none with
// room. It first removes the folders that killed processes have left there.
func newFolder() (*folder, error) { return newFolderIn(temporaryStorage()) }

func newFolderIn(storage string) (*folder, error) {
	gate, err := lock(storage, syscall.LOCK_EX) // what is made here is locked before others look for left folders
	if err != nil {
		return nil, fmt.Errorf("a folder for the data: %w", err)
	}
	defer func() { _ = gate.Close() }() // which releases it
	removeLeft(storage)
	path, err := os.MkdirTemp(storage, folderPrefix+"*")
	if err != nil {
		return nil, fmt.Errorf("a folder for the data: %w", err)
	}
	held, err := lock(path, syscall.LOCK_EX)
	if err != nil {
		_ = os.Remove(path) //nolint:gosec // which was made just now
		return nil, fmt.Errorf("a folder for the data: %w", err)
	}
	return &folder{path: path, lock: held}, nil
}

// remove ends the folder and what is in it.
func (f *folder) remove() error {
	err := os.RemoveAll(f.path)
	_ = f.lock.Close()
	return err
}

// removeLeft removes the folders that nobody holds. One that cannot be removed, as another user's, stays.
func removeLeft(storage string) {
	found, _ := filepath.Glob(filepath.Join(storage, folderPrefix+"*")) // the pattern is a good one
	for _, path := range found {
		if info, err := os.Lstat(path); err != nil || !info.IsDir() { //nolint:gosec // a folder of ours, in the storage that this user chose
			continue
		}
		held, err := lock(path, syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue
		}
		_ = os.RemoveAll(path) //nolint:gosec // as above
		_ = held.Close()
	}
}

// lock locks a folder until the file that it gives is closed or this process ends.
func lock(path string, how int) (*os.File, error) {
	opened, err := os.Open(path) //nolint:gosec // a folder of our own, or the system's for temporary files
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(opened.Fd()), how); err != nil {
		_ = opened.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return opened, nil
}
