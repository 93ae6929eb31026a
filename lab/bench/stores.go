package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// stores are servers of a shared journal that run.
type stores struct {
	place   string
	running []*exec.Cmd
	at      []string // where each tells its figures: host:port, or the file of a socket
}

func (s stores) stop() {
	for _, cmd := range s.running {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

// start starts another one.
func (s *stores) start(ctx context.Context, figures string, args ...string) error {
	cmd, err := self(ctx, append([]string{"store"}, args...)...)
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		s.running, s.at = append(s.running, cmd), append(s.at, figures)
	}
	return err
}

// startStores runs three servers that know each other.
func startStores(ctx context.Context, dir string) (s stores, err error) {
	at, err := FreeAddrs(9)
	if err != nil {
		return s, err
	}
	s.place = "etcd://" + strings.Join(at[:3], ",")
	peers := fmt.Sprintf("n1=%s,n2=%s,n3=%s", at[3], at[4], at[5])
	for i := range 3 {
		name := fmt.Sprint("n", i+1)
		if err := s.start(ctx, at[6+i], "--name", name, "--data", filepath.Join(dir, name),
			"--listen", at[i], "--peer-listen", at[3+i], "--http", at[6+i], "--peers", peers); err != nil {
			return s, err
		}
	}
	return s, nil
}

// startStore runs one alone, at a socket.
func startStore(ctx context.Context, dir string) (s stores, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return s, err
	}
	socket := filepath.Join(dir, "store.sock")
	s.place = "etcd://" + socket
	return s, s.start(ctx, socket, "--name", "alone", "--data", filepath.Join(dir, "store"), "--listen", socket)
}

// usage is the processor time of all of them, in seconds.
func (s stores) usage(ctx context.Context) (sum float64, err error) {
	for _, at := range s.at {
		one, failed := processorTime(ctx, at)
		sum, err = sum+one, errors.Join(err, failed)
	}
	return sum, err
}

// processorTime reads a server's from its figures.
func processorTime(ctx context.Context, at string) (float64, error) {
	network, host := "tcp", at
	if filepath.IsAbs(at) {
		network, host = "unix", "localhost"
	}
	c := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, at)
		},
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if seconds, ok := strings.CutPrefix(lines.Text(), "process_cpu_seconds_total "); ok {
			return strconv.ParseFloat(seconds, 64)
		}
	}
	return 0, fmt.Errorf("server at %s does not tell its processor time", at)
}
