package server

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/wire"
	"muster/shard/registry"
)

// away tells the registry that a match lives on another shard.
func away(t *testing.T, h *house, match string) *wire.Redirect {
	r := registry.NewMemory(time.Hour)
	h.srv.cfg.Registry = r
	require.NoError(t, r.PutShard(t.Context(), registry.Shard{
		ID: "s2", Addr: "10.0.0.2:7400", Others: []string{"[fd00::2]:7400"}, CertHash: []byte{2},
	}))
	require.NoError(t, r.PutHeads(t.Context(), registry.Head{Match: match, Shard: "s2", Epoch: 2}))
	return &wire.Redirect{Addr: "10.0.0.2:7400", CertHash: []byte{2}, Others: []string{"[fd00::2]:7400"}}
}

func TestWhoAsksForAMatchThatLivesElsewhereIsSentOn(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		to := away(t, h, "m2")
		ticket, err := api.SignJoin(h.key, api.JoinClaims{
			ID: [16]byte{1}, Match: "m2", Seat: 0, Player: "ann", Expires: time.Now().Add(time.Minute),
		})
		require.NoError(t, err)
		c := h.knock(&wire.Hello{Oldest: 1, Newest: 1, Match: "m2", Ticket: ticket})
		require.Equal(t, to, want[*wire.Redirect](t, c))
		time.Sleep(lingerFor)
		synctest.Wait()
		<-c.Done()

		ticket, err = api.SignJoin(h.key, api.JoinClaims{
			ID: [16]byte{2}, Match: "m3", Seat: 0, Player: "ann", Expires: time.Now().Add(time.Minute),
		})
		require.NoError(t, err)
		c = h.knock(&wire.Hello{Oldest: 1, Newest: 1, Match: "m3", Ticket: ticket})
		require.Equal(t, wire.UnknownMatch, want[*wire.Goodbye](t, c).Reason, "nobody has seen it")
	})
}

func TestWhoPlaysIsSentOnWhenTheMatchMoves(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, _ := h.join(1, 0)
		to := away(t, h, "m1")
		close(h.zone.done)
		require.Equal(t, to, want[*wire.Redirect](t, c))
		require.Equal(t, wire.ShuttingDown, want[*wire.Goodbye](t, c).Reason,
			"which a client takes for a reason to come again")
	})
}
