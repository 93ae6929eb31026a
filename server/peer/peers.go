// Package peer has shards that share a journal watch each other, stand by for each other's matches, and hand matches
// over.
//
// core (core.go, standby.go, declared.go) decides; Peers is the shell around it: it reads the others' beats and serves
// ours (beats.go), declares to each what it is to stand by for and answers what they declare (declare.go), bids for the
// matches of those that fall silent (bids.go), and hands matches over (handover.go). Whom to believe is in trust.go.
// Safety rests on none of this: the journal decides who owns a match (docs/lease.md, rule 31a).
package peer

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/api"
	"muster/shard"
	"muster/shard/registry"
	"muster/wallclock"
)

// Zones is what is needed of a *shard.Shard.
type Zones interface {
	Hosts() []*shard.Host
	Host(match string) (*shard.Host, error)
	StandBy(match string, epoch uint32) error
	StandDown(match string)
	Standing() []shard.Standing
	Bid(ctx context.Context, match string) (*shard.Host, error)
	TakeOver(ctx context.Context, match string) (*shard.Host, error)
}

// Door is what is needed of a *server.Server.
type Door interface {
	SetStandby(match string, at *registry.Shard)
	Sessions(match string) int
	WarmLinks(match string) int
	Draining() bool
	Inherit(h *shard.Host)
}

// Config is what Peers are made from.
type Config struct {
	Self     registry.Shard // our entry: what does not change of it
	Secrets  func() [][32]byte
	Registry registry.Registry
	Zones    Zones
	Door     Door
	// Owner says whose a match is by its journal, of the records behind one
	Owner   func(match string, behind uint64) (string, error)
	Log     *slog.Logger
	Metrics prometheus.Registerer // may be nil
}

// Peers are the other shards of the journal, as one of them sees them.
type Peers struct {
	cfg     Config
	trust   trust
	metrics *metrics
	left    chan struct{} // closed when we leave
	news    chan struct{} // holds one: something is to be declared
	bids    chan struct{} // a place for each bid under way
	work    sync.WaitGroup

	mu        sync.Mutex
	core      *core
	listeners map[string]*listener     // by peer
	streams   map[string]chan struct{} // beats that are served, by peer
	calming   map[string]func()        // by match: ends a bid under way
	moving    map[string]struct{}      // matches that are being handed over
}

// listener hears one peer's beats, at the address that its entry had.
type listener struct {
	at      registry.Shard
	stop    context.CancelFunc
	client  *api.PeerClient // for declarations
	calling bool            // one is under way
}

// New makes Peers; Run has them work.
func New(cfg Config) (*Peers, error) {
	p := &Peers{
		cfg:   cfg,
		trust: trust{id: cfg.Self.ID, secrets: cfg.Secrets, now: wallclock.Now, log: cfg.Log},
		left:  make(chan struct{}), news: make(chan struct{}, 1), bids: make(chan struct{}, maxBids),
		core: newCore(cfg.Self), listeners: map[string]*listener{}, streams: map[string]chan struct{}{},
		calming: map[string]func(){}, moving: map[string]struct{}{},
	}
	var err error
	p.metrics, err = newMetrics(p, cfg.Metrics)
	return p, err
}

// Serve answers peers below /v1/peer/ and everybody else by next.
func (p *Peers) Serve(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+api.PeerBeats, p.trust.only(p.serveBeats))
	mux.HandleFunc("PUT "+api.PeerStandby, p.trust.only(p.answerDeclaration))
	mux.Handle("/", next)
	return mux
}

// Run watches, declares and bids until ctx ends; then it says goodbye.
func (p *Peers) Run(ctx context.Context) error {
	defer p.work.Wait()
	defer p.stopListening()
	defer p.leave()
	p.work.Go(func() { p.lookOut(ctx) })
	watch, choose := time.NewTicker(watchEvery), time.NewTicker(chooseEvery)
	defer watch.Stop()
	defer choose.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-watch.C:
			p.watch(ctx, now)
		case <-choose.C:
			p.choose()
		case <-p.news:
		}
		p.declare(ctx)
	}
}

// leave has no more work begin.
func (p *Peers) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.left)
}

// poke has what is due be declared now.
func (p *Peers) poke() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// lookOut asks the registry who is there. While that is away, who was there is.
func (p *Peers) lookOut(ctx context.Context) {
	changes, tick := p.cfg.Registry.Watch(ctx), time.NewTicker(listEvery)
	defer tick.Stop()
	for {
		if all, err := p.cfg.Registry.Shards(ctx); err == nil {
			p.list(ctx, all)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changes:
		}
	}
}

func (p *Peers) list(ctx context.Context, all []registry.Shard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.core.list(all, time.Now())
	for id, other := range p.core.peers {
		at, l := other.at, p.listeners[id]
		if l != nil && l.at.Control == at.Control && string(l.at.CertHash) == string(at.CertHash) {
			continue
		}
		if l != nil {
			l.stop()
		}
		p.listenTo(ctx, at)
	}
	for id, l := range p.listeners {
		if p.core.peers[id] == nil {
			l.stop()
			delete(p.listeners, id)
		}
	}
}

// listenTo begins to listen to a peer. The caller holds mu.
func (p *Peers) listenTo(ctx context.Context, at registry.Shard) {
	client := func() *api.PeerClient { return api.NewPeerClient(at.Control, at.CertHash, p.trust.token(at.ID)) }
	ctx, stop := context.WithCancel(ctx)
	p.listeners[at.ID] = &listener{at: at, stop: stop, client: client()}
	beats := client() // which go on when the listener's address changes, until they end
	p.work.Go(func() { p.listen(ctx, at.ID, beats) })
}

func (p *Peers) stopListening() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.listeners {
		l.stop()
		l.client.Close()
	}
}

// choose looks which matches run here, and chooses who stands by for them.
func (p *Peers) choose() {
	runs := map[string]uint32{}
	for _, h := range p.cfg.Zones.Hosts() {
		if latest := h.Latest(); latest != nil {
			runs[h.Match()] = latest.Epoch
		}
	}
	now := time.Now()
	p.mu.Lock()
	p.core.draining = p.cfg.Door.Draining()
	p.core.run(runs, now)
	drop := p.core.giveUp(now)
	if p.core.draining {
		drop = append(drop, p.core.dropAll()...)
	}
	p.mu.Unlock()
	p.standDown(drop)
	p.show()
}

func (p *Peers) standDown(matches []string) {
	for _, match := range matches {
		p.cfg.Zones.StandDown(match)
	}
}

// show tells players who stands by for their matches.
func (p *Peers) show() {
	p.mu.Lock()
	news := p.core.show()
	p.mu.Unlock()
	for _, n := range news {
		p.cfg.Door.SetStandby(n.match, n.at)
	}
}
