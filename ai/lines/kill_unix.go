//go:build unix

package lines

import (
	"crypto/rand"
	"syscall"
)

// newMark is a mark of a process and of all that it begins: one may leave its group, but keeps its environment, unless
// it means to get away.
func newMark() string { return "MUSTER_BOT=" + rand.Text() }

// killGroup ends the group that a process has led, and whoever has its mark.
func killGroup(pid int, mark string) {
	_ = syscall.Kill(-pid, syscall.SIGKILL) // nobody may be left of it
	killMarked(mark)
}
