package main

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/ai"
	"muster/assets"
	"muster/inplace"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/archive"
	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/server/reach"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal/etcd"
	"muster/shard/registry"
	"muster/shard/replay"
	"muster/shard/sources"
)

// shardConfig is what a shard of a process is made from.
type shardConfig struct {
	id       string
	data     string // directory of journal and keys
	journal  string // URL of the journal; empty for files in data
	access   etcd.Access
	takeOver []string // matches
	retentionFlags
	lineup
	key     *registry.Key // of the cluster; nil for none
	udp     string
	public  string // what players dial, with commas between several; empty for where we listen
	control string // of the private listener
	region  string
	health  string // URL of /readyz; empty where that is the queue's
	admin   string // URL of the operators' listener
	matches int
	drain   time.Duration // how long matches may go on after SIGTERM

	assets   *assets.Set
	registry registry.Registry
	metrics  *prometheus.Registry
	log      *slog.Logger
}

// shardPart is a shard with its door: all that `muster shard` runs, and a part of `muster up`.
type shardPart struct {
	shardConfig
	lifecycle.Closers
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
	began    time.Time
	known    atomic.Pointer[acquaintance]
	news     chan struct{} // holds one: the registry should hear of us now
}

// openShard opens every room of a shard; what was opened is closed again when one fails. Ports come first: a port in use
// must be told before a journal is opened.
func openShard(ctx context.Context, cfg shardConfig) (*shardPart, error) {
	p := &shardPart{shardConfig: cfg, began: time.Now(), news: make(chan struct{}, 1), place: placeOf(cfg.data)}
	for _, open := range []func(context.Context) error{p.openPorts, p.alone, p.openZones, p.takeOverNow, p.openDoor} {
		if err := open(ctx); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

func (p *shardPart) openPorts(context.Context) (err error) {
	if p.private, err = net.Listen("tcp", p.control); err != nil {
		return fmt.Errorf("--control: %w", err)
	}
	p.Add(lifecycle.Closing(p.private))
	if p.keys, err = server.OpenKeys(filepath.Join(p.data, "keys")); err != nil {
		return err
	}
	if p.key != nil {
		p.keys.ShareTokens(tokenKeys(p.key))
	}
	if p.listener, err = wire.Listen(p.keys.ListenConfig(p.udp)); err != nil {
		return fmt.Errorf("--udp: %w", err)
	}
	p.Add(lifecycle.Closing(p.listener))
	p.lonely()
	return nil
}

func (p *shardPart) openZones(ctx context.Context) (err error) {
	if p.journal == "" && !p.VoidForeign {
		if err := unlost(p.data); err != nil {
			return err
		}
	}
	if p.store, err = sources.OpenJournal(ctx, p.journal, p.data, p.access, p.log); err != nil {
		return err
	}
	p.Add(p.store.Close)
	p.shard, err = shard.Open(ctx, shard.Config{
		ID: p.id, Store: p.store, Annex: p.store.Annex, OwnOnly: p.store.Shared, Void: p.VoidForeign, Registry: p.registry, Log: p.log, MaxZones: p.matches,
	})
	if err != nil {
		return err
	}
	p.Add(p.shard.Close)
	return p.openArchive()
}

// openArchive opens the archive, and looks after a shared journal's room.
func (p *shardPart) openArchive() error {
	cfg := archive.Config{
		Retention: p.retention(), Dir: filepath.Join(p.data, "replays"), Store: p.store, Annex: p.store.Annex, Matches: p.shard, Registry: p.registry, Log: p.log,
	}
	if s, shared := p.store.Store.(*etcd.Store); shared {
		p.room = newStoreRoom(s.Fill, p.log)
		if err := errors.Join(p.room.register(p.metrics), p.metrics.Register(s)); err != nil {
			return err
		}
		cfg.Others = &archive.Others{ID: p.id, Began: p.began, Idle: s.Idle, Report: p.report, KeepAt: p.keepAt}
	}
	p.archive = archive.New(cfg)
	return nil
}

// takeOverNow goes on with the matches that the operator named.
func (p *shardPart) takeOverNow(ctx context.Context) error {
	for _, match := range p.takeOver {
		if _, err := p.shard.TakeOver(ctx, match); err != nil {
			return err
		}
		p.log.Info("match taken over", "match", match)
	}
	return nil
}

func (p *shardPart) openDoor(ctx context.Context) error {
	leads, err := p.commanders(ctx, p.assets)
	if err != nil {
		return err
	}
	watched := &watched{leads, filepath.Join(p.data, "plugins"), p.log}
	if err := watched.tidy(p.shard.Hosts()); err != nil {
		return err
	}
	cfg := server.Config{
		ID: p.id, Shard: p.shard, Listener: p.listener, Keys: p.keys, Scenarios: p.assets.Setup,
		Commander: watched.before(ai.New),
		Levels: func(name string) (server.Commanders, error) {
			style, err := p.assets.Style(name)
			return watched.before(ai.Make(style)), err
		},
		JoinKeys: p.joinKeys, Report: p.report, Log: p.log, Metrics: p.metrics, Registry: p.registry, Drained: p.poke,
		Replay: p.archive.Open, Full: p.room.why,
	}
	if p.store.Shared {
		cfg.Peers, cfg.KeepReplay = p.peerKey, p.archive.KeepCopy
	}
	if p.Explain {
		cfg.Explained = archive.NewIntentions(filepath.Join(p.data, "replays"), p.log).Keep
	}
	p.door, err = server.New(cfg)
	return err
}

// run serves until ctx ends and the shard is drained, or a part fails.
func (p *shardPart) run(ctx context.Context) error {
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	leave := context.AfterFunc(ctx, func() {
		p.empty()
		stop()
	})
	defer leave()
	return errors.Join(lifecycle.RunAll(serving, p.announce, p.door.Run, p.serveControl, p.archive.Run, p.watchFiles, p.watchRoom), p.leave())
}

// empty takes the shard out of use and waits until its matches have ended, or for as long as they may go on.
func (p *shardPart) empty() {
	p.door.Drain()
	until := time.Now().Add(p.drain)
	if n := len(p.shard.Hosts()); n > 0 && p.drain > 0 {
		p.log.Info("draining", "matches", n, "at most", p.drain, "heirs", p.heirs())
	}
	for len(p.shard.Hosts()) > 0 && time.Now().Before(until) {
		time.Sleep(lookEvery)
	}
	if n := len(p.shard.Hosts()); n > 0 {
		p.log.Warn("matches still run: they go on where a shard of this release, or one with equal rules, finds them", "matches", n, "release", replay.Version())
	}
}

// leave tells the registry that we are gone.
func (p *shardPart) leave() error {
	if p.yields {
		return nil // the entry is the other one's
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if err := p.registry.RemoveShard(ctx, p.id); err != nil {
		p.log.Warn("the registry was not told that this shard goes", "error", err)
	}
	return nil
}

// poke has the registry hear of us now.
func (p *shardPart) poke() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// announce tells the registry how the shard does, until ctx ends.
func (p *shardPart) announce(ctx context.Context) error {
	tick := time.NewTicker(registry.AnnounceEvery)
	defer tick.Stop()
	for {
		if err := p.registry.PutShard(ctx, p.entry()); err != nil && ctx.Err() == nil {
			p.log.Warn("the registry does not take the shard's entry", "error", err)
		}
		if err := p.stayAlone(ctx); err != nil {
			return err
		}
		if !p.rest(ctx, tick.C) {
			return nil
		}
	}
}

// rest waits until the registry should hear of us again: at the next tick, when there is news, or when the first matchmaker
// is met. It is false when ctx ends.
func (p *shardPart) rest(ctx context.Context, tick <-chan time.Time) bool {
	for {
		var look <-chan time.Time
		if p.known.Load() == nil {
			look = time.After(lookEvery)
		}
		select {
		case <-ctx.Done():
			return false
		case <-tick:
			return true
		case <-p.news:
			return true
		case <-look:
			if len(p.matchmakers()) > 0 {
				return true
			}
		}
	}
}

// entry is what the shard says of itself now.
func (p *shardPart) entry() registry.Shard {
	at := p.addresses()
	return registry.Shard{
		ID: p.id, Addr: at[0], Others: at[1:min(len(at), 1+registry.MaxOthers)], CertHash: p.keys.CertHash(), Control: "https://" + reach.First(p.private.Addr().String()),
		PublicKey: p.keys.Signing().Public().(ed25519.PublicKey), Version: replay.Version(), Rules: replay.Rules(replay.Fingerprint()), Protocol: [2]uint16{wire.OldestProtocol, wire.NewestProtocol},
		Region: p.region, Capacity: p.matches, Load: len(p.shard.Hosts()), Players: p.door.Players(), Health: p.health, Admin: p.admin, Shared: p.journal != "",
		Draining: p.door.Draining(), StoreFull: p.room.why() != "", Began: p.began.UnixMilli(), Place: p.place, Trouble: p.trouble(),
	}
}

// trouble is why nobody should be sent here now; empty if there is nothing.
func (p *shardPart) trouble() string {
	if p.known.Load() == nil && len(p.matchmakers()) == 0 {
		return "no matchmaker is known yet, whose tickets would count"
	}
	if err := p.store.InPlace(); err != nil {
		return err.Error()
	}
	return p.shard.Trouble(time.Now())
}

func (p *shardPart) watchRoom(ctx context.Context) error {
	if p.room == nil {
		<-ctx.Done()
		return nil
	}
	return p.room.watch(ctx, p.poke)
}

func (p *shardPart) watchFiles(ctx context.Context) error {
	return inplace.Watch(ctx, p.store.InPlace, p.log)
}

// acquaintance is who the matchmakers were when there last were any.
type acquaintance struct {
	all  []registry.Matchmaker
	seen time.Time
}

// joinKeys are those of the queues that are there.
func (p *shardPart) joinKeys() (keys []ed25519.PublicKey) {
	for _, m := range p.matchmakers() {
		if len(m.PublicKey) == ed25519.PublicKeySize {
			keys = append(keys, m.PublicKey)
		}
	}
	return keys
}

// keyOf finds a queue's key by its id.
func (p *shardPart) keyOf(issuer string) (ed25519.PublicKey, bool) {
	for _, m := range p.matchmakers() {
		if m.ID == issuer && len(m.PublicKey) == ed25519.PublicKeySize {
			return m.PublicKey, true
		}
	}
	return nil, false
}

// matchmakers are those that are there. While the registry is away, and for a while after it tells of none, it is those
// that were: a ticket that one of them signed before it was started again is good.
func (p *shardPart) matchmakers() []registry.Matchmaker {
	all, err := p.registry.Matchmakers(context.Background())
	if err != nil {
		p.log.Warn("the registry does not tell of matchmakers; those known before count", "error", err)
	}
	last := p.known.Load()
	switch {
	case len(all) > 0:
		p.known.Store(&acquaintance{all, time.Now()})
		return all
	case last != nil && (err != nil || time.Since(last.seen) < knownFor):
		return last.all
	}
	return nil
}

// report tells a queue how a match ended, over REST: the first that takes it, since all share one database.
func (p *shardPart) report(ctx context.Context, r api.MatchReport) error {
	err := errors.New("no matchmaker is there")
	for _, m := range p.matchmakers() {
		token, bad := api.SignReport(p.keys.Signing(), p.id, m.ID, r, time.Now())
		if bad != nil {
			return bad
		}
		if err = api.NewClient(m.URL, api.Pinned(m.CertHash)).As(token).Report(ctx, r); err == nil {
			return nil
		}
	}
	return err
}

func (p *shardPart) serveControl(ctx context.Context) error {
	cert := p.keys.ListenConfig("").Certificate
	l := tls.NewListener(p.private, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13})
	return httpd.Serve(ctx, l, p.door.Control(p.keyOf))
}
