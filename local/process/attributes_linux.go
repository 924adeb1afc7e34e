package process

import "syscall"

// diesWithParent says what the attributes do.
const diesWithParent = true

func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
