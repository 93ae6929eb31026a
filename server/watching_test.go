package server

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
)

func TestSpectatorsOfAnAccountAndAnAddressAreBounded(t *testing.T) {
	var w watching
	leave := map[string]func(){}
	enter := func(player, match, remote string) error {
		l, err := w.enter(player, match, remote)
		if err == nil {
			leave[player+match+remote] = l
		}
		return err
	}
	for i := range maxWatched {
		require.NoError(t, enter("ann", fmt.Sprint("m", i), "192.0.2.1:1"))
	}
	require.ErrorContains(t, enter("ann", "other", "192.0.2.2:1"), "you watch 8 matches here already: leave one first")
	require.NoError(t, enter("ann", "m0", "192.0.2.2:1"), "from elsewhere, in the older one's place")
	leave["annm1192.0.2.1:1"]()
	require.NoError(t, enter("ann", "other", "192.0.2.2:1"))
	for i := w.from[network("192.0.2.1:9")]; i < maxWatchers; i++ {
		require.NoError(t, enter(fmt.Sprint("p", i), "m0", "192.0.2.1:9"))
	}
	require.ErrorContains(t, enter("bob", "m0", "192.0.2.1:7"), "256 spectators of your address are here already")
	require.NoError(t, enter("bob", "m0", "192.0.2.2:7"))
	delete(leave, "annm1192.0.2.1:1")
	for _, l := range leave {
		l()
	}
	require.Empty(t, w.matches)
	require.Empty(t, w.from)
}

// A spectator beyond the bound is told why, and the match goes on for the others.
func TestOneSpectatorTooManyIsTold(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c := h.knock(hello(h.ticketOf("ann", 1, -1, 0), nil))
		h.tick()
		want[*wire.Welcome](t, c)
		h.srv.watching.mu.Lock()
		h.srv.watching.from[network("here")] = maxWatchers
		h.srv.watching.mu.Unlock()
		require.Equal(t, wire.TooManyRequests, h.refused(hello(h.ticketOf("bob", 2, -1, 0), nil)))
		h.join(3, 0) // who plays is no spectator
	})
}
