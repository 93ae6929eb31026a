// Package node runs a NATS server that journals may be trusted to: alone in a process, or one of a cluster. It syncs every
// write, without exception: with the default of two minutes a power cut takes every record that was acknowledged since.
package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Config is what a Node needs.
type Config struct {
	Name       string   // its own in the cluster, the same after a restart
	Dir        string   // what it keeps
	Listen     string   // host:port for shards
	DontListen bool     // shards of this process only
	Cluster    string   // host:port for the other nodes; empty for none
	Peers      []string // host:port of the others' Cluster
	LogFile    string   // empty for no log
}

// Limits, each with its reason.
const (
	// MaxPayload is above the largest record, which is a set-up's; the server warns of more.
	MaxPayload = 8 << 20
	readyIn    = time.Minute            // a server that does not come up by then is reported
	readyLook  = 100 * time.Millisecond // how soon a start that is broken off ends
)

// Node is a running server.
type Node struct{ s *server.Server }

// Start runs a node; the others of its cluster may come later. It gives up when ctx ends.
func Start(ctx context.Context, cfg Config) (*Node, error) {
	o, err := options(&cfg)
	if err != nil {
		return nil, fmt.Errorf("start node %s: %w", cfg.Name, err)
	}
	s, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("start node %s: %w", cfg.Name, err)
	}
	if cfg.LogFile != "" {
		s.ConfigureLogger()
	}
	s.Start()
	n := &Node{s}
	if err := n.ready(ctx); err != nil {
		n.Stop()
		return nil, fmt.Errorf("start node %s: %w", cfg.Name, err)
	}
	return n, nil
}

// ready waits until the server takes connections, and no longer than ctx lasts: the server itself minds none.
func (n *Node) ready(ctx context.Context) error {
	for range readyIn / readyLook {
		if err := ctx.Err(); err != nil {
			return err
		}
		if n.s.ReadyForConnections(readyLook) {
			return nil
		}
	}
	return fmt.Errorf("not ready within %v: is its address in use?", readyIn)
}

func options(cfg *Config) (*server.Options, error) {
	o := &server.Options{
		ServerName: cfg.Name, JetStream: true, StoreDir: cfg.Dir, SyncAlways: true, MaxPayload: MaxPayload,
		DontListen: cfg.DontListen, NoSigs: true, NoLog: cfg.LogFile == "", LogFile: cfg.LogFile,
	}
	if cfg.Name == "" || cfg.Dir == "" {
		return nil, errors.New("a name and a directory are needed")
	}
	var err error
	if !cfg.DontListen {
		if o.Host, o.Port, err = split(cfg.Listen); err != nil {
			return nil, err
		}
	}
	if cfg.Cluster == "" {
		return o, nil
	}
	o.Cluster.Name = "muster"
	if o.Cluster.Host, o.Cluster.Port, err = split(cfg.Cluster); err != nil {
		return nil, err
	}
	for _, peer := range cfg.Peers {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: peer})
	}
	return o, nil
}

func split(addr string) (host string, port int, err error) {
	host, p, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	if port, err = strconv.Atoi(p); err == nil && port == 0 {
		port = server.RANDOM_PORT
	}
	return host, port, err
}

// Connect connects within the process.
func (n *Node) Connect() (*nats.Conn, error) {
	return nats.Connect("", nats.InProcessServer(n.s), nats.Timeout(readyIn))
}

// URL is where shards reach it.
func (n *Node) URL() string { return n.s.ClientURL() }

// Stop stops it and waits until it has.
func (n *Node) Stop() {
	n.s.Shutdown()
	n.s.WaitForShutdown()
}
