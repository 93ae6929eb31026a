package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/commander"
	"muster/matchmaker/api"
	"muster/server/supervisor"
	"muster/server/wire"
)

// A join ticket is good for once, and a shard that was restarted since knows it: spent tickets are in the journal.
func TestASpentTicketStaysSpentAcrossARestart(t *testing.T) {
	dir := t.TempDir()
	live := func(do func(h *supervisor.AllInOne)) {
		cfg, err := (&upCmd{
			shardFlags: shardFlags{Matches: 1}, Scenario: "duel",
			UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Data: dir,
		}).config(slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		h, err := supervisor.OpenAllInOne(t.Context(), cfg)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- h.Run(ctx) }()
		do(h)
		stop()
		require.NoError(t, <-done)
	}
	enter := func(a api.Assignment) (err error) {
		// until the server has said something: a link may break on a machine that stands still
		for end := time.Now().Add(patience); time.Now().Before(end); {
			var c *client.Client
			if c, err = client.Dial(t.Context(), client.Config{Join: commander.JoinOf(a)}); err == nil {
				return c.Close()
			}
			var closed *wire.CloseError
			if errors.As(err, &closed) && closed.Remote && closed.Reason != wire.TimedOut {
				return err
			}
		}
		return err
	}
	var a, unspent api.Assignment
	live(func(h *supervisor.AllInOne) {
		guest := api.NewClient(h.Queue.URL(), nil)
		s, err := guest.Guest(t.Context(), "")
		require.NoError(t, err)
		player := guest.In(s, nil)
		a, err = player.Seat(t.Context(), "duel", nil)
		require.NoError(t, err)
		unspent, err = player.Where(t.Context(), a.Match)
		require.NoError(t, err)
		// where the link broke behind the door, another ticket is needed
		for err = enter(a); err != nil; err = enter(a) {
			require.ErrorContains(t, err, "spent")
			a, err = player.Where(t.Context(), a.Match)
			require.NoError(t, err)
		}
		require.ErrorContains(t, enter(a), "spent")
	})
	live(func(h *supervisor.AllInOne) {
		a.Addr, unspent.Addr = h.Shard.Address(), h.Shard.Address()
		require.ErrorContains(t, enter(a), "spent", "also if the queue was not there yet")
		err := enter(unspent)
		if err != nil { // a link that broke behind the door has spent it
			require.ErrorContains(t, err, "spent", "nothing else keeps it out")
		}
		figure(t, err == nil, "it is the ticket, not the restart: %v", err)
	})
}
