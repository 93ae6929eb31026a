// Package shard runs zones, remembers them and hands them over.
//
// Zone (zone.go) decides everything and does nothing: it gets inputs and returns actions. Host is its thin shell: a
// goroutine with a timer and a Store. Shard is a process's set of Hosts.
package shard

import (
	"context"
	"log/slog"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/registry"
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

// Shard is one process's zones.
type Shard struct{ cfg Config }

// Open resumes every live match of the store. Damaged ones are quarantined and named in Quarantined; the rest lives on.
func Open(ctx context.Context, cfg Config) (*Shard, error) { return &Shard{cfg: cfg}, nil }

// Begin starts a match. It is idempotent by the match's id.
func (s *Shard) Begin(ctx context.Context, match string, setup *game.Setup, seed uint64) (*Host, error) {
	panic("shard: Begin is not built yet")
}

// Host returns a running match, or the reason why it does not run here (nil, nil when it was never heard of).
func (s *Shard) Host(match string) (*Host, error) { return nil, nil }

// Hosts lists the running matches by id.
func (s *Shard) Hosts() []*Host { return nil }

// Quarantined lists the matches that were stopped, with the reason.
func (s *Shard) Quarantined() map[string]error { return nil }

// Close stops all zones where they are; they go on when the store is opened again.
func (s *Shard) Close() error { return nil }

// Host is a running zone.
type Host struct{}

// Match is the id of the match.
func (h *Host) Match() string { return "" }

// Setup is the match's immutable set-up.
func (h *Host) Setup() *game.Setup { return nil }

// Submit queues an order for the next tick. An order of a seat's AI with Seq 0 is numbered by the zone. The answer comes
// with the Publication of its tick; an order that is not admitted is answered here: Malformed, TooMany or NotYourSeat
// (its number is not used up). A repeated order is answered again by the next Publication; one behind a gap is dropped.
func (h *Host) Submit(o game.Order) game.Refusal { return game.Obeyed }

// Seat queues a seat change for the next tick.
func (h *Host) Seat(c game.SeatChange) {}

// Say queues talk.
func (h *Host) Say(t game.Talk) game.Refusal { return game.Obeyed }

// Subscribe hands every later Publication to sub, and first the newest one, until cancel is called.
func (h *Host) Subscribe(sub Subscriber) (cancel func()) { return func() {} }

// Latest is the newest Publication, nil before the first.
func (h *Host) Latest() *Publication { return nil }

// Player tells what the published World knows of a seat: its leader, the last number of its player's orders, and
// whether a ticket was spent.
func (h *Host) Player(seat uint8, ticket game.TicketID) (leader game.Leader, lastSeq uint32, spent bool) {
	return game.AI, 0, false
}

// Abandon ends the match at the next tick without a winner.
func (h *Host) Abandon() {}

// Done is closed when the zone has stopped: ended, quarantined or closed.
func (h *Host) Done() <-chan struct{} { return nil }
