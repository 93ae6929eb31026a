//go:build unix

package cluster

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// serverUser is who the server runs as where this is root; ok is false where it runs as we do.
func serverUser() (uid, gid int, ok bool, err error) {
	if os.Getuid() != 0 {
		return 0, 0, false, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, false, err
	}
	if uid, err = strconv.Atoi(u.Uid); err != nil {
		return 0, 0, false, err
	}
	gid, err = strconv.Atoi(u.Gid)
	return uid, gid, true, err
}

func runAsPostgres(cmd *exec.Cmd) error {
	uid, gid, ok, err := serverUser()
	if ok && err == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	return err
}

// ownedByPostgres makes a directory that the server may fill, and lets it pass through those above.
func ownedByPostgres(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	uid, gid, ok, err := serverUser()
	if !ok || err != nil {
		return err
	}
	if err := os.Chmod(filepath.Dir(dir), 0o711); err != nil {
		return err
	}
	return os.Chown(dir, uid, gid)
}
