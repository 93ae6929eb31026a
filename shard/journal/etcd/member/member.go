// Package member runs a server of the etcd cluster that journals are kept in: alone, or one of three. It is etcd's own
// server with the settings that a journal needs: every write is synced, large requests are taken, what is superseded is
// compacted, and nobody comes in from another machine without a password.
package member

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"go.etcd.io/etcd/server/v3/embed"

	"muster/shard/journal/etcd"
)

// Config is what a Member needs.
type Config struct {
	Name string // its own in the cluster, the same after a restart
	Dir  string // what it keeps

	// file of a Unix socket for clients, for a member alone: it then listens nowhere else, and of what comes next only
	// the limits count
	Socket string
	Listen string   // IP:port for clients
	Peer   string   // IP:port for the other members
	Peers  []string // name=host:port of every member of a new cluster, this one included; empty for a member alone
	Join   bool     // the cluster runs already, and has been told of this member
	HTTP   string   // IP:port of /health and /metrics, in the clear; empty for the clients' port, and /metrics with it

	// files in PEM, for clients and members; empty for no TLS. Members show each other certificates of that authority
	Cert, Key, CA string
	// file of users, see etcd.ReadCredentials: root, who may do everything, and those who may use journals
	Credentials string

	Quota     int64         // bytes of its database, 0 for the usual; then it takes no more writes
	LogFile   string        // empty for what ends it alone, on stderr
	Heartbeat time.Duration // of the leader to the others; 0 for the usual
	Election  time.Duration // a leader that is silent for so long, up to twice as long, is replaced; 0 for the usual
}

// Member is a running server.
type Member struct {
	e     *embed.Etcd
	users []etcd.User
	stop  sync.Once
	calls *calls

	tended sync.WaitGroup
	leave  context.CancelFunc
}

// Start runs a member. It serves as soon as a majority of the cluster is there: see Ready.
func Start(cfg Config) (*Member, error) {
	m := &Member{}
	if err := m.start(&cfg); err != nil {
		return nil, fmt.Errorf("start store %s: %w", cfg.Name, err)
	}
	return m, nil
}

func (m *Member) start(cfg *Config) (err error) {
	if err = guarded(cfg); err != nil {
		return err
	}
	if cfg.Credentials != "" {
		if m.users, err = etcd.ReadCredentials(cfg.Credentials); err != nil {
			return err
		}
		if !has(m.users, root) || len(m.users) < 2 {
			return fmt.Errorf("%s: it must have a line root:PASSWORD, and one NAME:PASSWORD for shards",
				cfg.Credentials)
		}
	}
	ec, err := options(cfg)
	if err != nil {
		return err
	}
	m.calls = newCalls()
	ec.GRPCAdditionalServerOptions = m.calls.options()
	if m.e, err = startAt(cfg.Socket, ec); err != nil {
		return err
	}
	var running context.Context
	running, m.leave = context.WithCancel(context.Background())
	m.tended.Go(func() {
		select {
		case <-m.e.Server.ReadyNotify():
			m.lookAfter(running)
		case <-running.Done():
		}
	})
	return nil
}

// guarded refuses what would let anybody in.
func guarded(cfg *Config) error {
	if cfg.Name == "" || cfg.Dir == "" {
		return errors.New("a name and a directory are needed")
	}
	if cfg.Socket != "" {
		return guardedSocket(cfg)
	}
	if !Local(cfg.Listen) && cfg.Credentials == "" {
		return fmt.Errorf("clients come in at %s, which other machines reach: "+
			"anybody there could read and delete every match. "+
			"Name a file of credentials with a line root:PASSWORD and a line shards:PASSWORD, or listen at 127.0.0.1",
			cfg.Listen)
	}
	if (cfg.Cert == "") != (cfg.Key == "") || (cfg.Cert == "") != (cfg.CA == "") {
		return errors.New("TLS needs all three: a certificate, its key and the authority's certificate")
	}
	return nil
}

// Local reports whether an address to listen at is reached from this machine alone.
func Local(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Ready waits until the member serves, which takes a majority of the members, and until nobody comes in without a
// password where there are users.
func (m *Member) Ready(ctx context.Context) error {
	select {
	case <-m.e.Server.ReadyNotify():
	case err := <-m.e.Err():
		return fmt.Errorf("store %s: %w", m.e.Config().Name, err)
	case <-m.e.Server.StopNotify():
		return fmt.Errorf("store %s has stopped", m.e.Config().Name)
	case <-ctx.Done():
		return ctx.Err()
	}
	if len(m.users) == 0 {
		return nil
	}
	if err := m.guard(ctx); err != nil {
		return fmt.Errorf("store %s: users: %w", m.e.Config().Name, err)
	}
	return nil
}

// Failed reports why it stopped by itself.
func (m *Member) Failed() <-chan error { return m.e.Err() }

// Gone is closed when it has stopped by itself: it was removed from its cluster.
func (m *Member) Gone() <-chan struct{} { return m.e.Server.StopNotify() }

// Addr is where clients reach it, also where the port was left to the system.
func (m *Member) Addr() string {
	for _, l := range m.e.Clients {
		if http := m.e.Config().ListenClientHttpUrls; len(http) == 0 || l.Addr().String() != http[0].Host {
			return l.Addr().String()
		}
	}
	return ""
}

// Stop stops it and waits until it has. It hands its lead to another member first.
func (m *Member) Stop() {
	m.stop.Do(func() {
		m.calls.end()
		m.leave()
		m.tended.Wait()
		m.e.Close()
	})
}
