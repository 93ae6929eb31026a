//go:build !unix

package cluster

import (
	"os"
	"os/exec"
)

func runAsPostgres(*exec.Cmd) error { return nil }

func ownedByPostgres(dir string) error { return os.MkdirAll(dir, 0o700) }
