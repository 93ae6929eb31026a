package spawn

import (
	"os/exec"
	"syscall"
)

// DieWithParent has the system kill the program when we are gone, however that comes about, and keeps what a terminal
// sends us from it: who started it ends it in its turn.
func DieWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig, cmd.SysProcAttr.Setpgid = syscall.SIGKILL, true
}
