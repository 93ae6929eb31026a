// Package pgtest starts a PostgreSQL of its own, in a new directory and on a socket there, for tests and benchmarks.
package pgtest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// startWithin is how long the server may take to answer.
const startWithin = 2 * time.Minute

// Server is a PostgreSQL that lasts until Stop.
type Server struct {
	URL string // of a database that is empty
	dir string
	cmd *exec.Cmd
}

// Start makes a database cluster and serves it. The server refuses to run as root: then it runs as the user postgres.
func Start() (s *Server, err error) { return start(nil) }

func start(lock *lock) (s *Server, err error) {
	bin, err := find()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "muster-pg") // short: a socket's path has at most 107 bytes
	if err != nil {
		return nil, err
	}
	s = &Server{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("start PostgreSQL: %w", err), s.Stop())
			s = nil
		}
	}()
	as, err := serverAccount()
	if err == nil {
		err = as.owns(dir)
	}
	if err != nil {
		return s, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), append([]string{
		"-D", data, "-U", "muster", "-E", "UTF8", "--locale=C", "--no-sync",
	}, lock.initdb()...)...)
	initdb.Dir = dir
	as.runs(initdb)
	if out, err := initdb.CombinedOutput(); err != nil {
		return s, fmt.Errorf("initdb: %w: %s", err, out)
	}
	args, place, err := lock.serve(dir, as)
	if err != nil {
		return s, err
	}
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), append([]string{
		"-D", data, "-k", dir, "-c", "shared_buffers=64MB",
	}, args...)...)
	s.cmd.Dir = dir
	as.runs(s.cmd)
	if err := s.cmd.Start(); err != nil {
		return s, err
	}
	s.URL = place
	return s, s.wait(bin)
}

// find is the directory of PostgreSQL's programs: Debian keeps them out of PATH.
func find() (string, error) {
	const debian = "/usr/lib/postgresql"
	if all, _ := fs.Glob(os.DirFS(debian), "*/bin/initdb"); len(all) > 0 {
		return filepath.Join(debian, filepath.Dir(all[len(all)-1])), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed: on Debian, apt-get install postgresql")
	}
	return filepath.Dir(path), nil
}

func (s *Server) wait(bin string) error {
	for deadline := time.Now().Add(startWithin); ; time.Sleep(20 * time.Millisecond) {
		err := exec.Command(filepath.Join(bin, "pg_isready"), "-q", "-d", s.URL).Run()
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}

// Stop ends the server and removes everything.
func (s *Server) Stop() error {
	if s.cmd != nil && s.cmd.Process != nil {
		if s.cmd.Process.Signal(syscall.SIGQUIT) != nil { // nothing of it is kept: no need to end in good order
			_ = s.cmd.Process.Kill() // a system without signals, or it has ended
		}
		_ = s.cmd.Wait()
	}
	return os.RemoveAll(s.dir)
}
