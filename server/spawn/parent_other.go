//go:build !unix

package spawn

import "os/exec"

// DieWithParent leaves it to the program's tie that it ends when we are killed: this system kills nobody for us.
func DieWithParent(*exec.Cmd) {}
