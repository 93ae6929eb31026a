package etcd_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
)

// patience only ends a test that hangs.
const patience = 3 * time.Minute

// The servers are processes: this test binary is one when the environment says so.
func TestMain(m *testing.M) {
	if cfg := os.Getenv("BE_MEMBER"); cfg != "" {
		be(cfg)
		return
	}
	os.Exit(m.Run())
}

// be serves until it is told to stop, or its parent is gone.
func be(config string) {
	var cfg member.Config
	if err := json.Unmarshal([]byte(config), &cfg); err != nil {
		panic(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	m, err := member.Start(cfg)
	if err != nil {
		panic(err)
	}
	defer m.Stop()
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		os.Exit(1)
	}()
	if err := m.Ready(ctx); err != nil {
		return
	}
	fmt.Println("ready")
	<-ctx.Done()
}

// cluster is servers in processes of their own.
type cluster struct {
	t       *testing.T
	servers []*server
}

type server struct {
	cfg   member.Config
	cmd   *exec.Cmd
	ready chan struct{}
}

// newCluster starts n servers that know each other.
func newCluster(t *testing.T, n int) *cluster {
	c := &cluster{t: t}
	var peers []string
	for i := range n {
		s := c.add(fmt.Sprint("n", i))
		peers = append(peers, s.cfg.Name+"="+s.cfg.Peer)
	}
	for _, s := range c.servers {
		s.cfg.Peers = peers
		s.start(t)
	}
	c.wait()
	return c
}

// add makes a server that is not started.
func (c *cluster) add(name string) *server {
	at := free(c.t, 2)
	s := &server{cfg: member.Config{Name: name, Dir: c.t.TempDir(), Listen: at[0], Peer: at[1]}}
	c.servers = append(c.servers, s)
	c.t.Cleanup(s.kill)
	return s
}

func (c *cluster) wait() {
	for _, s := range c.servers {
		s.wait(c.t)
	}
}

func (c *cluster) addrs() (all []string) {
	for _, s := range c.servers {
		all = append(all, s.cfg.Listen)
	}
	return all
}

// open opens a store with the patience of a shard.
func (c *cluster) open() *etcd.Store {
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	s, err := etcd.Open(ctx, etcd.Config{Endpoints: c.addrs()})
	require.NoError(c.t, err)
	c.t.Cleanup(func() { s.Close() })
	return s
}

// leader finds who leads.
func (c *cluster) leader(client *clientv3.Client) (leads *server) {
	require.Eventually(c.t, func() bool {
		for _, s := range c.servers {
			ctx, cancel := context.WithTimeout(c.t.Context(), time.Second)
			is, err := client.Status(ctx, s.cfg.Listen)
			cancel()
			if err == nil && is.Leader != 0 && is.Leader == is.Header.MemberId {
				leads = s
				return true
			}
		}
		return false
	}, patience, 20*time.Millisecond)
	return leads
}

func (s *server) start(t *testing.T) {
	cfg, err := json.Marshal(s.cfg)
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	s.cmd = exec.Command(self)
	s.cmd.Env = append(os.Environ(), "BE_MEMBER="+string(cfg))
	s.cmd.Stderr = os.Stderr
	_, err = s.cmd.StdinPipe() // ends with this process
	require.NoError(t, err)
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	ready := make(chan struct{})
	s.ready = ready
	go func() {
		if line, _ := bufio.NewReader(out).ReadString('\n'); line == "ready\n" {
			close(ready)
		}
	}()
}

// wait waits until it serves.
func (s *server) wait(t *testing.T) {
	select {
	case <-s.ready:
	case <-time.After(patience):
		require.Fail(t, "it does not serve", s.cfg.Name)
	}
}

// kill is kill -9.
func (s *server) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill() // may be dead already
		_ = s.cmd.Wait()
	}
}

// stop is a clean end.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// free finds n free ports.
func free(t *testing.T, n int) (addrs []string) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		addrs = append(addrs, l.Addr().String())
	}
	return addrs
}
