// Package consultest runs a real Consul agent for tests: a server of its own in a directory, which can be killed and
// started again on the same data. `make consul` builds the program once, into the user's cache.
package consultest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Agent is a Consul agent.
type Agent struct {
	Addr string // of its HTTP API
	dir  string
	args []string
	cmd  *exec.Cmd
	log  bytes.Buffer
	done chan struct{}
}

const (
	startWithin = 2 * time.Minute // from the start of the process until it has elected itself
	lookEvery   = 50 * time.Millisecond

	lowest, highest = 15_000, 32_000 // of Ports
	tries           = 1000           // of Ports, before it gives up
)

// Start starts an agent on data in dir, with further lines of configuration, and waits until it answers.
func Start(ctx context.Context, dir string, hcl ...string) (*Agent, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	ports, err := Ports(3)
	if err != nil {
		return nil, fmt.Errorf("start Consul: %w", err)
	}
	a := &Agent{Addr: "127.0.0.1:" + ports[0], dir: dir, args: []string{
		program, "agent", "-server", "-bootstrap-expect=1", "-bind=127.0.0.1", "-client=127.0.0.1", "-data-dir=" + dir,
		"-node=test",
		"-http-port=" + ports[0], "-server-port=" + ports[1], "-serf-lan-port=" + ports[2], "-serf-wan-port=-1",
		"-dns-port=-1", "-grpc-port=-1",
		"-log-level=warn", "-hcl=disable_update_check = true performance { raft_multiplier = 1 }",
	}}
	for _, line := range hcl {
		a.args = append(a.args, "-hcl="+line)
	}
	if err := a.Restart(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// find looks for the program that `make consul` built.
func find() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find Consul: %w", err)
	}
	built := filepath.Join(cache, "muster")
	all, _ := fs.Glob(os.DirFS(built), "consul-v*[0-9]")
	if len(all) == 0 {
		return "", errors.New("there is no Consul agent to test against: run `make consul` once")
	}
	return filepath.Join(built, all[len(all)-1]), nil
}

// Ports finds n ports on the loopback, free for TCP and UDP. They lie below those that systems give to outgoing
// connections, and begin elsewhere in each process: nobody else takes one before who asked listens there.
func Ports(n int) (ports []string, err error) {
	for range tries {
		port := strconv.Itoa(lowest + int(next.Add(1)+int64(os.Getpid())*97)%(highest-lowest))
		l, bad := net.Listen("tcp", "127.0.0.1:"+port)
		if bad != nil {
			continue
		}
		u, bad := net.ListenPacket("udp", "127.0.0.1:"+port)
		l.Close()
		if bad != nil {
			continue
		}
		u.Close()
		if ports = append(ports, port); len(ports) == n {
			return ports, nil
		}
	}
	return nil, fmt.Errorf("find %d free ports from %d to %d: there are %d", n, lowest, highest, len(ports))
}

var next atomic.Int64

// Restart starts the agent again after Kill, on the same data and ports, and waits until it answers.
func (a *Agent) Restart(ctx context.Context) error {
	a.log.Reset()
	a.cmd = exec.Command(a.args[0], a.args[1:]...)
	a.cmd.Stdout, a.cmd.Stderr = &a.log, &a.log
	if err := a.cmd.Start(); err != nil {
		return fmt.Errorf("start Consul: %w", err)
	}
	done := make(chan struct{})
	a.done = done
	go func(cmd *exec.Cmd) {
		defer close(done)
		_ = cmd.Wait() // it is killed
	}(a.cmd)
	until := time.Now().Add(startWithin)
	for ctx.Err() == nil && time.Now().Before(until) {
		if a.leads() {
			return nil
		}
		select {
		case <-done:
			return fmt.Errorf("the Consul agent has ended: %s", a.log.String())
		case <-time.After(lookEvery):
		}
	}
	a.Kill()
	return fmt.Errorf("the Consul agent did not answer in %v: %s", startWithin, a.log.String())
}

// leads reports whether the agent has elected itself and reads what it knows.
func (a *Agent) leads() bool {
	leader := a.get("/v1/status/leader")
	return strings.Contains(leader, ":") && a.get("/v1/catalog/services") != ""
}

func (a *Agent) get(path string) string {
	client := http.Client{Timeout: time.Second}
	resp, err := client.Get("http://" + a.Addr + path)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return ""
	}
	return string(b)
}

// Kill is kill -9.
func (a *Agent) Kill() {
	_ = a.cmd.Process.Kill() // may be dead already
	<-a.done
}

// Forget removes all that a killed agent knew.
func (a *Agent) Forget() error {
	if err := os.RemoveAll(a.dir); err != nil {
		return fmt.Errorf("forget what Consul knew: %w", err)
	}
	return nil
}
