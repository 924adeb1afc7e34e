//go:build unix && !linux

package engine

import "os"

// temporaryStorage is the system's: only Linux has memory-backed storage that is found at a known place.
func temporaryStorage() string { return os.TempDir() }
