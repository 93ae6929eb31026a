package bench

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

const (
	shardID       = "shard-1"
	seatsPerMatch = 8
)

// eightSeats is arena with two squads to a commander.
func eightSeats() (*game.Setup, error) {
	s, err := assets.Embedded().Setup("arena")
	if err != nil {
		return nil, err
	}
	old := s.Scenario.Seats
	s.Scenario.Seats = nil
	for i := range seatsPerMatch {
		s.Scenario.Seats = append(s.Scenario.Seats, old[i/2])
	}
	led := make([]int, len(old))
	for i := range s.Scenario.Squads {
		sq := &s.Scenario.Squads[i]
		led[sq.Seat]++
		sq.Seat = 2*sq.Seat + uint8(led[sq.Seat]%2)
	}
	return s, s.Check()
}

// measured is a server to be measured: journal in files, fights, fog, encoding, QUIC.
type measured struct {
	zones    *shard.Shard
	listener wire.Listener
	keys     *server.Keys
	key      ed25519.PrivateKey // of whoever signs tickets
	counts   *server.Counts
	socket   string // where WebSockets lead, up to the shard's address
}

// serving runs a server on files in this process while use lasts.
func serving(ctx context.Context, use func(h *measured) error) (err error) {
	dir, err := os.MkdirTemp("", "muster-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := journal.OpenFiles(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return servingOn(ctx, store, use)
}

// servingOn is serving on a journal that is open; it stays open.
func servingOn(ctx context.Context, store journal.Store, use func(h *measured) error) (err error) {
	h := &measured{}
	if h.zones, err = shard.Open(ctx, shard.Config{ID: shardID, Store: store}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.zones.Close()) }()
	if h.keys, err = server.NewKeys(); err != nil {
		return err
	}
	if h.listener, err = wire.Listen(h.keys.ListenConfig("127.0.0.1:0")); err != nil {
		return err
	}
	public, private, _ := ed25519.GenerateKey(rand.Reader) // never fails with this reader
	h.key = private
	door, err := server.New(server.Config{
		ID: shardID, Shard: h.zones, Listener: h.listener, Keys: h.keys, Scenarios: assets.Embedded().Setup,
		Socket:   wire.AcceptSocket,
		JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{public} },
	})
	if err != nil {
		return errors.Join(err, h.listener.Close())
	}
	h.counts = door.Counts()
	closing, err := h.serveSockets(ctx, door)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	live, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- door.Run(live) }()
	err = use(h)
	stop()
	return errors.Join(err, <-done)
}

// serve is a round of the server, with clients over a kind of link; empty for QUIC.
func (c *ServeConfig) serve(ctx context.Context, over string, first bool) (s *served, err error) {
	setup, err := eightSeats()
	if err != nil {
		return nil, err
	}
	profile := ""
	if first {
		profile = c.Profile
	}
	err = serving(ctx, func(h *measured) error {
		joins, err := h.matches(ctx, setup, c.Clients)
		if err != nil {
			return err
		}
		job := clientsJob{Kind: "muster", Joins: joins, Clients: c.Clients, Over: over, Socket: h.socket}
		if s, err = c.window(ctx, job, profile); err != nil {
			return err
		}
		sent := max(h.counts.Frames.Load(), 1)
		s.viewBytes = int(h.counts.ViewBytes.Load() / sent)
		s.tickP99MS = float64(h.zones.Stats().TickTimes.Quantile(0.99).Microseconds()) / 1000
		return nil
	})
	return s, err
}

// matches begins as many matches as so many clients fill, and makes a join for each client.
func (h *measured) matches(ctx context.Context, setup *game.Setup, clients int) (joins []client.Join, err error) {
	seats := len(setup.Scenario.Seats)
	for i := range clients {
		match := fmt.Sprint("bench", i/seats)
		if i%seats == 0 {
			if _, err := h.zones.Begin(ctx, match, setup, uint64(i)); err != nil {
				return nil, err
			}
		}
		claims := api.JoinClaims{
			Match: match, Shard: shardID, Seat: i % seats, Player: fmt.Sprint("p", i),
			Expires: time.Now().Add(time.Hour),
		}
		rand.Read(claims.ID[:]) // never fails, by its documentation
		ticket, err := api.SignJoin(h.key, claims)
		if err != nil {
			return nil, err
		}
		joins = append(joins, client.Join{
			Addr: h.listener.Addr(), CertHash: h.keys.CertHash(), WebHashes: h.keys.WebHashes(),
			Match: match, Ticket: ticket,
		})
	}
	return joins, nil
}
