//go:build unix && !linux

package process

import "syscall"

const diesWithParent = false

// Only Linux can tie a child's life to its parent's.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
