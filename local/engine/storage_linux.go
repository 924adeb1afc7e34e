package engine

import (
	"os"
	"syscall"
)

const (
	memoryBacked = "/dev/shm"
	// roomBytes is the least that memory-backed storage must have free: containers often have no more than 64 MB of
	// it. Ten thousand withdrawals with their entries and logs take some 200 MB.
	roomBytes = 4 << 30
)

// temporaryStorage is memory-backed where there is any with room: every commit waits for the storage.
func temporaryStorage() string {
	const writeAndSearch = 3 // of access(2)
	var status syscall.Statfs_t
	if syscall.Access(memoryBacked, writeAndSearch) != nil || syscall.Statfs(memoryBacked, &status) != nil ||
		status.Bavail*uint64(status.Bsize) < roomBytes { //nolint:gosec // a block has some bytes
		return os.TempDir()
	}
	return memoryBacked
}
