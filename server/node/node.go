// Package node is a shard's process whole: its journal and zones, the door for players, the archive of what has ended,
// and what the registry and its operators hear of it.
package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/ai"
	"muster/ai/lines"
	"muster/ai/lineup"
	"muster/ai/plugin"
	"muster/assets"
	"muster/game"
	"muster/server"
	"muster/server/archive"
	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/server/logs"
	"muster/server/metrics"
	"muster/server/peer"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal/etcd"
	"muster/shard/registry"
	"muster/shard/sources"
	"muster/wallclock"
)

// Config is what a node is made from.
type Config struct {
	ID       string
	Data     string // directory of journal and keys
	Journal  string // URL of the journal; empty for files in Data
	Access   etcd.Access
	TakeOver []string // matches
	archive.Retention
	Explain     bool          // keep what commanders intend beside the replays
	VoidForeign bool          // void live matches that need the rules of another release
	Commanders  []string      // who leads seats without a player, as lineup.Parse reads them
	Compile     plugin.Apart  // starts what compiles plug-ins among them
	Key         *registry.Key // of the cluster; nil for none
	UDP         string
	Public      string // what players dial, with commas between several; empty for where we listen
	// the certificate that browsers are shown at UDP, if it names all of Public; else they are shown one by its hash
	Browsers httpd.TLS
	Control  string // of the private listener
	// what matchmakers and other shards dial, host:port; empty for where we listen
	ControlPublic string
	Region        string
	Health        string // URL of /readyz; empty where that is the queue's
	Admin         string // URL of the operators' listener
	Matches       int
	Standby       bool          // others stand by for our matches, and we for theirs, if we share a journal
	Drain         time.Duration // how long matches may go on after Run's context ends

	// begin no matches: those in the files of Data go on, and when they are over and given up Run ends
	Finish bool
	// ends when the other shards stop with this one: nobody is there then to hand matches over to. Nil for never
	Together context.Context

	Assets   *assets.Set
	Live     *assets.Live // what Assets are read from again, for the next match; nil where they do not change
	Registry registry.Registry
	Metrics  *prometheus.Registry
	Log      *slog.Logger
	Kept     *logs.Log // what keeps Log, and is closed by whoever opened it; nil for one that the node opens in Data
}

// Node is a shard with its door: all that `muster shard` runs, and a part of `muster up`.
type Node struct {
	lifecycle.Closers
	cfg      Config
	store    *sources.Journal
	shard    *shard.Shard
	archive  *archive.Archive
	room     *storeRoom // of a shared journal; nil where there is none
	listener wire.Listener
	private  net.Listener // of the control API, for the queue
	keys     *server.Keys
	place    string // fingerprint of data
	yields   bool   // another process is this shard
	door     *server.Server
	peers    *peer.Peers // nil where nobody stands by for anybody
	began    time.Time
	strain   strain
	known    atomic.Pointer[knownMatchmakers]
	news     chan struct{} // holds one: the registry should hear of us now
	handing  handing
	wanted   []string    // by the operator, of another owner who kept writing
	stopping atomic.Bool // Run's context has ended, and it sees to the matches
}

// Open opens every room of a shard; what was opened is closed again when one fails. Ports come first: a port in use
// must be told before a journal is opened.
func Open(ctx context.Context, cfg Config) (*Node, error) {
	if cfg.Together == nil {
		cfg.Together = context.WithoutCancel(ctx)
	}
	p := &Node{cfg: cfg, began: wallclock.Now(), news: make(chan struct{}, 1), place: placeOf(cfg.Data)}
	if cfg.Kept == nil {
		p.cfg.Kept = logs.In(cfg.Data)
		p.cfg.Log = p.cfg.Kept.Over(cfg.Log)
		p.Add(p.cfg.Kept.Close)
	}
	for _, open := range []func(context.Context) error{p.openPorts, p.alone, p.openZones, p.takeOverNow, p.openDoor} {
		if err := open(ctx); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

func (p *Node) openPorts(context.Context) (err error) {
	if p.private, err = net.Listen("tcp", p.cfg.Control); err != nil {
		return fmt.Errorf("--control: %w", err)
	}
	p.Add(lifecycle.Closing(p.private))
	if p.keys, err = server.OpenKeys(filepath.Join(p.cfg.Data, "keys")); err != nil {
		return err
	}
	if p.cfg.Key != nil {
		p.keys.ShareTokens(tokenKeys(p.cfg.Key))
	}
	if err := p.certify(); err != nil {
		return err
	}
	if p.listener, err = wire.Listen(p.keys.ListenConfig(p.cfg.UDP)); err != nil {
		return fmt.Errorf("--udp: %w", err)
	}
	p.Add(lifecycle.Closing(p.listener))
	p.lonely()
	return nil
}

func (p *Node) openZones(ctx context.Context) (err error) {
	if p.cfg.Journal == "" && !p.cfg.VoidForeign {
		if err := unlost(p.cfg.Data); err != nil {
			return err
		}
	}
	if p.store, err = sources.OpenJournal(ctx, p.cfg.Journal, p.cfg.Data, p.cfg.Access, p.cfg.Log); err != nil {
		return err
	}
	p.Add(p.store.Close)
	p.shard, err = shard.Open(ctx, shard.Config{
		ID: p.cfg.ID, Store: p.store.Store, Past: p.store.Past, Sidecar: p.store.Sidecar, OwnOnly: p.store.Shared,
		Void:     p.cfg.VoidForeign,
		Registry: p.cfg.Registry, Log: p.cfg.Log, MaxZones: p.cfg.Matches, Inherited: p.inherit,
	})
	if err != nil {
		return err
	}
	p.Add(p.shard.Close)
	return p.openArchive()
}

// openArchive opens the archive, and looks after a shared journal's room.
func (p *Node) openArchive() error {
	cfg := archive.Config{
		Retention: p.cfg.Retention, Dir: filepath.Join(p.cfg.Data, "replays"), Store: p.store.Whole(),
		Sidecar: p.store.Sidecar,
		Matches: p.shard, Registry: p.cfg.Registry, Log: p.cfg.Log,
	}
	if s, shared := p.store.Store.(*etcd.Store); shared {
		p.room = newStoreRoom(s.Fill, p.cfg.Log)
		if err := errors.Join(p.room.register(p.cfg.Metrics), p.cfg.Metrics.Register(s)); err != nil {
			return err
		}
		cfg.Others = &archive.Others{ID: p.cfg.ID, Began: time.Now(), Idle: s.Idle, Report: p.Report, KeepAt: p.keepAt}
	}
	p.archive = archive.New(cfg)
	return nil
}

// ownMachineOnly reports whether players come from this machine alone: only then may programs of the operator's lead.
func (p *Node) ownMachineOnly() bool {
	udp, err := net.ResolveUDPAddr("udp", p.cfg.UDP)
	return err == nil && p.cfg.Public == "" && udp.IP.IsLoopback()
}

// data is what the next match begins with: those that run keep what they began with.
func (p *Node) data() *assets.Set {
	if p.cfg.Live != nil {
		return p.cfg.Live.Set()
	}
	return p.cfg.Assets
}

func (p *Node) openDoor(ctx context.Context) error {
	ways := lineup.Ways{Compile: p.cfg.Compile}
	if p.ownMachineOnly() {
		ways.Exec = &lines.Runner{Live: true}
	}
	leads, err := lineup.Parse(ctx, p.cfg.Assets, p.cfg.Commanders, ways)
	if err != nil {
		return err
	}
	commanders := &commanders{leads, filepath.Join(p.cfg.Data, "plugins"), p.cfg.Log}
	if err := commanders.tidy(p.shard.Hosts()); err != nil {
		return err
	}
	cfg := server.Config{
		ID: p.cfg.ID, Shard: p.shard, Listener: p.listener, Keys: p.keys,
		Scenarios: func(name string) (*game.Setup, error) { return p.data().Setup(name) },
		Commander: commanders.before(ai.New),
		Levels: func(name string) (server.Commanders, error) {
			style, err := p.data().Style(name)
			return commanders.before(ai.Make(style)), err
		},
		JoinKeys: p.joinKeys, Report: p.Report, Log: p.cfg.Log, Logbook: p.cfg.Kept,
		Registry: p.cfg.Registry, Drained: p.drained, Replay: p.archive.Open,
		Said: p.archive.Said, SoFar: p.archive.SoFar, Full: p.full, Socket: wire.AcceptSocket,
	}
	if p.store.Shared {
		cfg.Peers, cfg.KeepReplay = p.peerKey, p.archive.KeepCopy
	}
	if p.cfg.Explain {
		cfg.Explained = archive.NewIntentions(filepath.Join(p.cfg.Data, "replays"), p.cfg.Log).Write
	}
	if p.standsBy() {
		cfg.HandOver = p.handOver
	}
	if p.door, err = server.New(cfg); err != nil {
		return err
	}
	if p.cfg.Metrics != nil {
		if err := metrics.Register(p.cfg.Metrics, p.door, p.listener, p.shard); err != nil {
			return err
		}
	}
	return p.openPeers()
}
