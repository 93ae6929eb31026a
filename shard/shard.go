// Package shard runs zones, remembers them and hands them over.
//
// Zone (zone.go) decides everything and does nothing: it gets inputs and returns actions. Host is its thin shell: a
// goroutine with a timer and a Store. Shard is a process's set of Hosts.
package shard

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
)

// Publication is what a zone lets out for one tick, when everything up to it is durable.
type Publication struct {
	Match   string
	Tick    game.Tick
	Views   []*game.View // by team; the last one is for game.All. Immutable.
	Answers []game.Answer
	Seats   []game.SeatChange // that took effect in this tick
	Talk    []game.Talk       // that was recorded in this tick
	Result  game.Result       // Reason is NotOver while the match runs
	Slot    bool              // by turns: nothing but plans has changed since this tick was published
	Rest    game.Rest         // by turns: what is waited for. It tells of all teams' plans: not for players
	Wait    replay.Wait       // tick 0 of a match that waits for its players; the next one comes when Start was called
	Epoch   uint32            // the head that stands behind it, for resume tokens
	Number  uint64
	Head    journal.Hash

	// what a record before it says of the whole World. It hashes what no team may know: not for players
	Hashed Hashed

	Pardoned uint32 // owners of lower epochs may have told what is lost, see Pardon; 0 for never
}

// Hashed is the hash of a World that a record tells; zero where none has told one here yet.
type Hashed struct {
	Tick game.Tick
	Hash uint64
}

// Subscriber gets every Publication of a zone in the order of ticks, from the zone's own goroutine: it must not block.
type Subscriber interface{ Publish(p *Publication) }

// Listener is a Subscriber that wants to know when a zone falls silent since its records do not become durable, and
// when that is over (no reason). It must not block.
type Listener interface{ Stalled(why string) }

// Config is what a Shard needs.
type Config struct {
	ID       string
	Store    journal.Store
	Past     *journal.Past     // where chains' beginnings go behind a Chapter; nil to keep them in Store
	Sidecar  journal.Sidecar   // what lies beside the journals; nil for one in memory
	Void     bool              // Open voids matches that need another release, instead of keeping them for it
	OwnOnly  bool              // Open resumes only matches that this shard ran last: others use the store too
	Registry registry.Registry // heads are told here; may be nil
	Log      *slog.Logger

	// Begin fails at so many matches, and StandBy at so many with those stood by for; what is inherited or taken over
	// may go beyond. 0 for a default.
	MaxZones int

	// Inherited gets each zone that this shard stood by for, once, when it is ours and before anybody sees it. It is
	// called by the zone's goroutine: it must not block, and may subscribe.
	Inherited func(*Host)
}

// ErrQuarantined is what the error about a quarantined match wraps, behind the reason.
var ErrQuarantined = errors.New("the match is quarantined")

// ErrForeign is what the error about a match wraps that needs the rules of another release; the error names it. Nothing
// is wrong with the match: it waits for that release.
var ErrForeign = errors.New("the match waits for another release")

// ErrFull reports that the shard runs as many matches as it may.
var ErrFull = errors.New("the shard is full")

// Shard is one process's zones.
type Shard struct {
	cfg     Config
	stop    context.CancelFunc
	idle    sync.WaitGroup
	packing chan struct{}   // one place: checkpoints are packed one after the other
	running context.Context // ends with Close
	loading chan struct{}   // one place: journals are folded one after the other to stand by
	soon    chan struct{}   // holds one: heads are told without waiting for the next second

	gridMu sync.Mutex
	grid   Grid

	mu          sync.Mutex
	hosts       map[string]*Host
	ended       map[string]game.Result
	quarantined map[string]error
	absent      map[string]error // ours, and do not run: ErrForeign or ErrVoid
	standing    map[string]*standing
	beds        beds
	last        []registry.Head // of those that fell asleep lately: the registry hears of them once more
	chapters    bool            // whether the store can give up what stands before a chapter
	over        []string        // given up lately: the registry may forget them
	past        Stats           // of zones that have stopped
	closed      bool
}

// Open resumes every live match of the store. Damaged ones are quarantined and named in Quarantined, those of other
// rules wait and are named in Foreign; the rest lives on.
func Open(ctx context.Context, cfg Config) (*Shard, error) {
	cfg.Log = logOr(cfg.Log)
	if cfg.MaxZones == 0 {
		cfg.MaxZones = maxZones
	}
	if cfg.Sidecar == nil {
		cfg.Sidecar = journal.NewMemorySidecar()
	}
	s := &Shard{
		cfg: cfg, packing: make(chan struct{}, 1), loading: make(chan struct{}, 1), soon: make(chan struct{}, 1),
		standing: map[string]*standing{},
		hosts:    map[string]*Host{}, ended: map[string]game.Result{}, quarantined: map[string]error{},
		absent: map[string]error{}, beds: beds{rung: make(chan struct{}, 1)},
	}
	_, trims := cfg.Store.(journal.Trimmer)
	s.chapters = trims && cfg.Past != nil
	s.running, s.stop = context.WithCancel(context.Background())
	if err := s.resumeAll(ctx); err != nil {
		s.stop()
		return nil, fmt.Errorf("open shard: %w", err)
	}
	s.idle.Add(2)
	go s.publishHeads(s.running)
	go s.ringAlarms(s.running)
	return s, nil
}

func (s *Shard) start(h *Host, z *Zone, p Pardon, by Cause) *Host {
	h.pardon, h.cause, h.prompt = p, by, by != Own
	s.hosts[h.match] = h
	s.beds.remove(h.match)
	s.idle.Add(1)
	go func() {
		defer s.idle.Done()
		h.run(z)
		s.retire(h, z)
		h.lost(z)
		close(h.filed)
	}()
	return h
}

// retire files a zone that has stopped under what became of it. One that another shard goes on with is none of ours.
func (s *Shard) retire(h *Host, z *Zone) {
	why := h.Err()
	if why != nil && !errors.Is(why, ErrEnded) && !errors.Is(why, ErrAsleep) && !ownedElsewhere(why) {
		s.quarantine(h.match, why)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(why, ErrEnded) && h.latest != nil {
		s.ended[h.match] = h.latest.Result
	}
	delete(s.hosts, h.match)
	if errors.Is(why, ErrAsleep) && z.sleeping {
		s.putToBed(h, z)
		if s.chapters && z.chapter > 0 {
			s.idle.Go(func() { s.closeChapter(h.match, z.chapter) })
		}
	}
	h.stats.addTo(&s.past)
}

// ownedElsewhere reports whether a zone stopped because it is not ours any more, or never was.
func ownedElsewhere(why error) bool {
	return errors.Is(why, ErrFenced) || errors.Is(why, ErrHandedOver) || errors.Is(why, ErrGaveUp) ||
		errors.Is(why, ErrEmpty)
}

// nonce is fresh for every attempt to own a zone.
func nonce() (n [16]byte) {
	rand.Read(n[:]) // never fails, by its documentation
	return n
}

// Begin starts a match and returns when its beginning is durable. It is idempotent by the match's id.
func (s *Shard) Begin(ctx context.Context, match string, setup *game.Setup, seed uint64) (*Host, error) {
	return s.BeginWaiting(ctx, match, setup, seed, replay.Wait{})
}

// BeginWaiting is Begin for a match whose first tick waits for its players, until Host.Start.
func (s *Shard) BeginWaiting(
	ctx context.Context, match string, setup *game.Setup, seed uint64, wait replay.Wait,
) (*Host, error) {
	h, err := s.beginOnce(match, setup, seed, wait)
	if err == nil {
		err = h.begun(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("begin match %s: %w", match, err)
	}
	return h, nil
}

func (s *Shard) beginOnce(match string, setup *game.Setup, seed uint64, wait replay.Wait) (*Host, error) {
	if err := setup.Check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, err := s.find(match); h != nil || err != nil {
		return h, err
	}
	switch {
	case s.closed:
		return nil, journal.ErrClosed
	case len(s.hosts) >= s.cfg.MaxZones:
		return nil, fmt.Errorf("%w: it runs %d matches", ErrFull, len(s.hosts))
	}
	z := beginWaiting(match, s.cfg.ID, nonce, setup, seed, wait)
	return s.start(newHost(s, match, setup), z, Pardon{}, Own), nil
}

// begun waits until the zone is ours, or tells why it is not.
func (h *Host) begun(ctx context.Context) error {
	select {
	case <-h.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-h.done:
		return h.Err()
	default:
		return nil
	}
}

// Host returns a running match, or the reason why it does not run here: ErrEnded, ErrAsleep, ErrVoid, or ErrQuarantined
// or ErrForeign with the cause (nil, nil when it was never heard of). It is the same *Host every time.
func (s *Shard) Host(match string) (*Host, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(match)
}

func (s *Shard) find(match string) (*Host, error) {
	if h := s.hosts[match]; h != nil {
		return h, nil
	}
	if _, ok := s.ended[match]; ok {
		return nil, ErrEnded
	}
	if s.beds.of[match] != nil {
		return nil, ErrAsleep
	}
	if why, ok := s.quarantined[match]; ok {
		return nil, fmt.Errorf("%w: %w", ErrQuarantined, why)
	}
	return nil, s.absent[match]
}

// publishHeads writes to the registry every second where the zones stand: witnesses against a journal that was put
// back.
func (s *Shard) publishHeads(ctx context.Context) {
	defer s.idle.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.soon:
		}
		heads, rules := []registry.Head(nil), replay.Rules(replay.Fingerprint())
		for _, h := range s.Hosts() {
			if p := h.Latest(); p != nil {
				heads = append(heads, registry.Head{
					Match: h.match, Shard: s.cfg.ID, Epoch: p.Epoch, Number: p.Number, Hash: p.Head[:], Rules: rules,
				})
			}
		}
		s.mu.Lock()
		heads, s.last = append(heads, s.last...), nil
		s.mu.Unlock()
		if s.cfg.Registry != nil {
			// A registry that is away loses witnesses and nothing else: the next second brings others.
			_ = s.cfg.Registry.PutHeads(ctx, heads...)
			s.dropHeads(ctx)
		}
	}
}

// dropHeads has the registry forget matches that were given up. Nobody else does: while it is away they are remembered.
func (s *Shard) dropHeads(ctx context.Context) {
	s.mu.Lock()
	over := s.over
	s.over = nil
	s.mu.Unlock()
	if err := s.cfg.Registry.DropHeads(ctx, over...); err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.over = append(s.over, over...)
	}
}
