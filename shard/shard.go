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
	Epoch   uint32            // the head that stands behind it, for resume tokens
	Number  uint64
	Head    journal.Hash
}

// Subscriber gets every Publication of a zone in the order of ticks, from the zone's own goroutine: it must not block.
type Subscriber interface{ Publish(p *Publication) }

// Config is what a Shard needs.
type Config struct {
	ID       string
	Store    journal.Store
	Registry registry.Registry // heads are told here; may be nil
	Log      *slog.Logger
	MaxZones int // at most this many at once; 0 for a default
}

// ErrQuarantined is what the error about a quarantined match wraps, behind the reason.
var ErrQuarantined = errors.New("the match is quarantined")

// ErrFull says that the shard runs as many matches as it may.
var ErrFull = errors.New("the shard is full")

// Shard is one process's zones.
type Shard struct {
	cfg  Config
	stop context.CancelFunc
	idle sync.WaitGroup

	mu         sync.Mutex
	hosts      map[string]*Host
	ended      map[string]game.Result
	quarantine map[string]error
	past       Stats // of zones that have stopped
	closed     bool
}

// Open resumes every live match of the store. Damaged ones are quarantined and named in Quarantined; the rest lives on.
func Open(ctx context.Context, cfg Config) (*Shard, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.MaxZones == 0 {
		cfg.MaxZones = maxZones
	}
	s := &Shard{cfg: cfg, hosts: map[string]*Host{}, ended: map[string]game.Result{}, quarantine: map[string]error{}}
	zones, err := cfg.Store.Zones()
	if err != nil {
		return nil, fmt.Errorf("open shard: list the matches: %w", err)
	}
	var started []*Host
	for _, match := range zones {
		s.mu.Lock() // zones that were started already may stop meanwhile
		if h := s.resume(match); h != nil {
			started = append(started, h)
		}
		s.mu.Unlock()
	}
	for _, h := range started {
		if err := h.begun(ctx); err != nil && !errors.Is(err, ErrEnded) {
			cfg.Log.Error("a match does not go on", "match", h.match, "error", err)
		}
	}
	beat, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.idle.Add(1)
	go s.tellHeads(beat)
	return s, nil
}

// resume starts a zone on its journal, unless it has ended or cannot be read.
func (s *Shard) resume(match string) *Host {
	recs, _, err := s.cfg.Store.Read(match, 1)
	if err != nil || len(recs) == 0 {
		s.setAside(match, err)
		return nil
	}
	if last, err := replay.DecodeRecord(recs[len(recs)-1].Payload); err == nil && last.Kind == replay.End {
		s.ended[match] = last.Result
		return nil
	}
	first, err := replay.DecodeRecord(recs[0].Payload)
	if err == nil && first.Kind != replay.Begin {
		err = errors.New("its first record is no Begin")
	}
	if err != nil {
		s.setAside(match, err)
		return nil
	}
	z := resumeZone(match, s.cfg.ID, nonce, recs)
	if z.stopped != nil {
		s.setAside(match, z.stopped)
		return nil
	}
	return s.start(match, first.Setup, z)
}

// setAside quarantines a match with a reason: nothing is written to it any more.
func (s *Shard) setAside(match string, why error) {
	s.cfg.Log.Error("match quarantined", "match", match, "error", why)
	s.quarantine[match] = why
}

func (s *Shard) start(match string, setup *game.Setup, z *Zone) *Host {
	h := newHost(match, setup, s.cfg.Store, s.cfg.Log)
	s.hosts[match] = h
	s.idle.Add(1)
	go func() {
		defer s.idle.Done()
		h.run(z)
		s.retire(h)
	}()
	return h
}

// retire files a zone that has stopped under what became of it.
func (s *Shard) retire(h *Host) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch why := h.Err(); {
	case why == nil: // the shard was closed
	case errors.Is(why, ErrEnded):
		if h.latest != nil {
			s.ended[h.match] = h.latest.Result
		}
	default:
		s.setAside(h.match, why)
	}
	delete(s.hosts, h.match)
	h.stats.addTo(&s.past)
}

// nonce is fresh for every attempt to own a zone.
func nonce() (n [16]byte) {
	rand.Read(n[:]) // never fails, by its documentation
	return n
}

// Begin starts a match and returns when its beginning is durable. It is idempotent by the match's id.
func (s *Shard) Begin(ctx context.Context, match string, setup *game.Setup, seed uint64) (*Host, error) {
	h, err := s.beginOnce(match, setup, seed)
	if err == nil {
		err = h.begun(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("begin match %s: %w", match, err)
	}
	return h, nil
}

func (s *Shard) beginOnce(match string, setup *game.Setup, seed uint64) (*Host, error) {
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
	return s.start(match, setup, beginZone(match, s.cfg.ID, nonce, setup, seed)), nil
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

// Host returns a running match, or the reason why it does not run here: ErrEnded, or ErrQuarantined with the cause
// (nil, nil when it was never heard of). It is the same *Host every time.
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
	if why, ok := s.quarantine[match]; ok {
		return nil, fmt.Errorf("%w: %w", ErrQuarantined, why)
	}
	return nil, nil
}

// tellHeads tells the registry every second where the zones stand: witnesses against a journal that was put back.
func (s *Shard) tellHeads(ctx context.Context) {
	defer s.idle.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, h := range s.Hosts() {
			if p := h.Latest(); p != nil && s.cfg.Registry != nil {
				// A registry that is away loses a witness and nothing else: the next second brings another.
				_ = s.cfg.Registry.PutHead(ctx, registry.Head{Match: h.match, Shard: s.cfg.ID, Epoch: p.Epoch, Number: p.Number, Hash: p.Head[:]})
			}
		}
	}
}
