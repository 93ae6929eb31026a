package member

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	"go.etcd.io/etcd/server/v3/embed"

	"muster/shard/journal/etcd"
)

// Limits, each with its reason.
const (
	// Quota is that of the database: a day of fifty matches takes half of it.
	Quota = 2 << 30

	heartbeat = 50 * time.Millisecond // the leader's sign of life, and the step in which elections are timed
	// with both cores full no beat came so late; a dead leader is replaced within twice this
	election = 500 * time.Millisecond

	tendEvery  = time.Minute     // looks whether much of the database is free
	tendWithin = 2 * time.Minute // for giving it back; then another member may: 1 GB takes seconds

	compactEvery  = 5 * time.Minute // old values of heads are a third of what is written
	snapshotEvery = 5000            // entries of the raft log; they are in memory until then
	// entries that are kept for a member that was away for a moment; later ones get the database
	catchUp = 5000
)

// options are etcd's own.
func options(cfg *Config) (*embed.Config, error) {
	o := embed.NewConfig()
	o.Name, o.Dir = cfg.Name, cfg.Dir
	o.MaxRequestBytes = etcd.MaxRequest
	o.QuotaBackendBytes = cmp.Or(cfg.Quota, Quota)
	o.AutoCompactionMode, o.AutoCompactionRetention = embed.CompactorModePeriodic, compactEvery.String()
	o.SnapshotCount, o.SnapshotCatchUpEntries = snapshotEvery, catchUp
	o.TickMs, o.ElectionMs = ms(cmp.Or(cfg.Heartbeat, heartbeat)), ms(cmp.Or(cfg.Election, election))
	o.EnableGRPCGateway = false
	o.LogLevel, o.LogOutputs = "panic", []string{embed.StdErrLogOutput}
	if cfg.LogFile != "" {
		o.LogLevel, o.LogOutputs = "info", []string{cfg.LogFile}
	}
	if cfg.Socket != "" {
		atSocket(o, cfg)
		return o, nil
	}
	scheme := "http"
	if cfg.Cert != "" {
		scheme = "https"
		// with an authority, clients would need certificates
		o.ClientTLSInfo = transport.TLSInfo{CertFile: cfg.Cert, KeyFile: cfg.Key}
		o.PeerTLSInfo = transport.TLSInfo{
			CertFile: cfg.Cert, KeyFile: cfg.Key, TrustedCAFile: cfg.CA, ClientCertAuth: true,
		}
	}
	return o, addresses(o, cfg, scheme)
}

func ms(d time.Duration) uint { return uint(d.Milliseconds()) }

// addresses sets where it listens and what the others are told of that.
func addresses(o *embed.Config, cfg *Config, scheme string) error {
	members, err := members(cfg)
	if err != nil {
		return err
	}
	at := func(addr, scheme string) []url.URL { return []url.URL{{Scheme: scheme, Host: addr}} }
	for _, addr := range []string{cfg.Listen, cfg.Peer, cmp.Or(cfg.HTTP, cfg.Listen)} {
		if host, _, err := net.SplitHostPort(addr); err != nil || host != "localhost" && net.ParseIP(host) == nil {
			return fmt.Errorf("%q is no address to listen at: it must be IP:PORT", addr)
		}
	}
	o.ListenClientUrls, o.AdvertiseClientUrls = at(cfg.Listen, scheme),
		at(reached(cfg.Listen, members[cfg.Name]), scheme)
	o.ListenPeerUrls, o.AdvertisePeerUrls = at(cfg.Peer, scheme), at(members[cfg.Name], scheme)
	if cfg.HTTP != "" {
		o.ListenClientHttpUrls = at(cfg.HTTP, "http") // the port for clients is gRPC's alone then
	}
	var all []string
	for name, addr := range members {
		all = append(all, name+"="+scheme+"://"+addr)
	}
	slices.Sort(all)
	o.InitialCluster, o.InitialClusterToken = strings.Join(all, ","), etcd.ClusterToken
	if cfg.Join {
		o.ClusterState = embed.ClusterStateFlagExisting
	}
	return nil
}

// reached is where clients find who listens at an address: where it listens everywhere, on the host
// that the others know it by.
func reached(listen, peer string) string {
	host, port, _ := net.SplitHostPort(listen) // was checked
	if ip := net.ParseIP(host); ip == nil || !ip.IsUnspecified() {
		return listen
	}
	host, _, _ = net.SplitHostPort(peer)
	return net.JoinHostPort(host, port)
}

// members are those of the cluster, each with its address for the others.
func members(cfg *Config) (map[string]string, error) {
	if len(cfg.Peers) == 0 {
		return map[string]string{cfg.Name: cfg.Peer}, nil
	}
	all := map[string]string{}
	for _, peer := range cfg.Peers {
		name, addr, ok := strings.Cut(peer, "=")
		if _, _, err := net.SplitHostPort(addr); !ok || err != nil {
			return nil, fmt.Errorf("peer %q: it must be NAME=HOST:PORT", peer)
		}
		if all[name] != "" {
			return nil, fmt.Errorf("peer %s is named twice", name)
		}
		all[name] = addr
	}
	if all[cfg.Name] == "" {
		return nil, fmt.Errorf("%s is not among the peers: they must be all members, itself included", cfg.Name)
	}
	return all, nil
}
