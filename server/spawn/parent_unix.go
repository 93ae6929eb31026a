//go:build unix && !linux

package spawn

import (
	"os/exec"
	"syscall"
)

// DieWithParent keeps what a terminal sends us from the program: who started it ends it in its turn. That it ends when
// we are killed is left to its tie: this system kills nobody for us.
func DieWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
}
