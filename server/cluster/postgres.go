package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// findPostgres is the server's program; Debian keeps it out of PATH.
func findPostgres() (string, error) {
	const debian = "/usr/lib/postgresql"
	if all, _ := fs.Glob(os.DirFS(debian), "*/bin/postgres"); len(all) > 0 {
		return filepath.Join(debian, all[len(all)-1]), nil
	}
	if program, err := exec.LookPath("postgres"); err == nil {
		return program, nil
	}
	return "", errors.New("PostgreSQL is not installed")
}

// makeDatabase makes the data of a server, unless it is there. The server refuses to run as root: then it runs as the
// user postgres. Nobody comes in without the password: other users of this machine reach its port, too, and who is let
// in may run programs.
func makeDatabase(ctx context.Context, server, data, password string) error {
	if _, err := os.Stat(data); err == nil {
		return nil
	}
	if err := ownedByPostgres(data); err != nil {
		return err
	}
	told := data + ".initdb" // for initdb alone, which may run as another user
	if err := ownedByPostgres(told); err != nil {
		return err
	}
	defer os.RemoveAll(told)
	file := filepath.Join(told, "password")
	if err := os.WriteFile(file, []byte(password), 0o644); err != nil { // in a directory that no third one may enter
		return err
	}
	initdb := exec.CommandContext(ctx, filepath.Join(filepath.Dir(server), "initdb"),
		"-D", data, "-U", "muster", "-E", "UTF8", "--locale=C", "--no-sync",
		"-A", "scram-sha-256", "--pwfile", file)
	initdb.Dir = os.TempDir()
	if err := runAsPostgres(initdb); err != nil {
		return err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}
