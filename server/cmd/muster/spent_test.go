package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/matchmaker/api"
)

// A join ticket is good for once, and a shard that was restarted since knows it: spent tickets are in the journal.
func TestASpentTicketStaysSpentAcrossARestart(t *testing.T) {
	dir := t.TempDir()
	set := assets.Embedded()
	offered, err := offers(set, "duel")
	require.NoError(t, err)
	live := func(do func(h *house)) {
		h, err := openHouse(t.Context(), config{
			upCmd:  upCmd{Matches: 1, UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Data: dir},
			assets: set, offered: offered, log: slog.New(slog.DiscardHandler),
		})
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- h.run(ctx) }()
		do(h)
		stop()
		require.NoError(t, <-done)
	}
	enter := func(a api.Assignment) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c, err := client.Dial(ctx, client.Config{Join: joinOf(a)})
		if err == nil {
			c.Close()
		}
		return err
	}
	var a, unspent api.Assignment
	live(func(h *house) {
		guest := api.NewClient(h.queue.url, nil)
		s, err := guest.Guest(t.Context(), "")
		require.NoError(t, err)
		player := guest.In(s, nil)
		a, err = player.Seat(t.Context(), "duel", nil)
		require.NoError(t, err)
		unspent, err = player.Where(t.Context(), a.Match)
		require.NoError(t, err)
		require.NoError(t, enter(a))
		require.ErrorContains(t, enter(a), "spent")
	})
	live(func(h *house) {
		a.Addr, unspent.Addr = h.shard.address(), h.shard.address()
		require.ErrorContains(t, enter(a), "spent", "also if the queue was not there yet")
		require.NoError(t, enter(unspent), "it is the ticket, not the restart")
	})
}
