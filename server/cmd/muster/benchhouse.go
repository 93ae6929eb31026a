package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

const seatsPerMatch = 8

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

// serve is a round of the server: journal in files, fights, fog, encoding, QUIC.
func (c *benchServeCmd) serve(ctx context.Context, first bool) (s *served, err error) {
	dir, err := os.MkdirTemp("", "muster-bench-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	store, err := journal.OpenFiles(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	zones, err := shard.Open(ctx, shard.Config{ID: shardID, Store: store})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, zones.Close()) }()
	keys, err := server.NewKeys()
	if err != nil {
		return nil, err
	}
	listener, err := wire.Listen(keys.ListenConfig("127.0.0.1:0"))
	if err != nil {
		return nil, err
	}
	public, private, _ := ed25519.GenerateKey(rand.Reader) // never fails with this reader
	metrics := prometheus.NewRegistry()
	door, err := server.New(server.Config{
		ID: shardID, Shard: zones, Listener: listener, Keys: keys, Scenarios: assets.Embedded().Setup, Metrics: metrics,
		JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{public} },
	})
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	joins, err := c.open(ctx, zones, private, listener.Addr(), keys.CertHash())
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	live, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- door.Run(live) }()
	profile := ""
	if first {
		profile = c.Profile
	}
	s, err = c.window(ctx, clientsJob{Kind: "muster", Joins: joins, Clients: c.Clients}, profile)
	stop()
	if err = errors.Join(err, <-done); err == nil {
		s.viewBytes = int(value(metrics, "muster_view_bytes_total") / max(value(metrics, "muster_frames_sent_total"), 1))
		s.tickP99MS = float64(zones.Stats().TickTimes.Quantile(0.99).Microseconds()) / 1000
	}
	return s, err
}

// open begins the matches and makes a join for each client.
func (c *benchServeCmd) open(ctx context.Context, zones *shard.Shard, key ed25519.PrivateKey, addr string, hash []byte) (joins []client.Join, err error) {
	setup, err := eightSeats()
	if err != nil {
		return nil, err
	}
	for i := range c.Clients {
		match := fmt.Sprint("bench", i/seatsPerMatch)
		if i%seatsPerMatch == 0 {
			if _, err := zones.Begin(ctx, match, setup, uint64(i)); err != nil {
				return nil, err
			}
		}
		claims := api.JoinClaims{Match: match, Shard: shardID, Seat: i % seatsPerMatch, Player: fmt.Sprint("p", i), Expires: time.Now().Add(time.Hour)}
		rand.Read(claims.ID[:]) // never fails, by its documentation
		ticket, err := api.SignJoin(key, claims)
		if err != nil {
			return nil, err
		}
		joins = append(joins, client.Join{Addr: addr, CertHash: hash, Match: match, Ticket: ticket})
	}
	return joins, nil
}

// value is a counter's.
func value(r *prometheus.Registry, name string) float64 {
	families, err := r.Gather()
	if err != nil {
		return 0
	}
	for _, f := range families {
		if f.GetName() == name && f.GetType() == dto.MetricType_COUNTER {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return 0
}
