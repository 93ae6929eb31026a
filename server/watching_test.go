package server

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/clientip"
	"muster/server/wire"
)

func TestSpectatorsOfAnAccountAndAnAddressAreBounded(t *testing.T) {
	w := watching{bounds: spectatorBounds}
	here := clientip.Network(clientip.Parse("192.0.2.1:9"))
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
	for i := w.from[here]; i < maxWatchers; i++ {
		require.NoError(t, enter(fmt.Sprint("p", i), fmt.Sprint("big", i%maxAddressGroup), "192.0.2.1:9"))
	}
	require.ErrorContains(t, enter("bob", "m0", "192.0.2.1:7"), "256 spectators of your address are here already")
	require.NoError(t, enter("bob", "m0", "192.0.2.2:7"))
	delete(leave, "annm1192.0.2.1:1")
	for _, l := range leave {
		l()
	}
	require.Empty(t, w.matches)
	require.Empty(t, w.from)
	require.Empty(t, w.crowds)
}

// Accounts cost nothing, and a match has few places for spectators: one address gets a share of them, whoever comes
// back keeps his own, and who goes makes room.
func TestOneAddressLeavesOthersPlacesToWatchAMatch(t *testing.T) {
	w := watching{bounds: spectatorBounds}
	watch := func(player, remote string) (func(), error) { return w.enter(player, "m", remote) }
	var leave []func()
	for i := range maxAddressGroup {
		l, err := watch(fmt.Sprint("guest", i), "192.0.2.1:1")
		require.NoError(t, err)
		leave = append(leave, l)
	}
	_, err := watch("one more", "192.0.2.1:2")
	require.ErrorContains(t, err, "16 spectators of your address watch match m already")
	again, err := watch("guest3", "192.0.2.1:3")
	require.NoError(t, err, "his link broke, and nobody here knows yet")
	again()
	_, err = watch("one more", "192.0.2.1:2")
	require.Error(t, err, "the older link is still there")
	_, err = w.enter("one more", "another match", "192.0.2.1:2")
	require.NoError(t, err)
	for i := range 3 {
		_, err = watch("honest", fmt.Sprintf("192.0.2.%d:1", 2+i))
		require.NoError(t, err, "others are not kept out")
	}
	leave[0]()
	_, err = watch("one more", "192.0.2.1:2")
	require.NoError(t, err)
	for range maxAddressGroup {
		_, err = w.enter("", "m", "@")
		require.NoError(t, err)
	}
	_, err = w.enter("", "m", "@")
	require.Error(t, err, "who has no account counts each time")
}

// A spectator beyond the bound is told why, and the match goes on for the others.
func TestOneSpectatorTooManyIsTold(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c := h.knock(hello(h.ticketOf("ann", 1, -1, 0), nil))
		h.tick()
		want[*wire.Welcome](t, c)
		h.srv.watching.mu.Lock()
		h.srv.watching.from[clientip.Network(clientip.Parse("here"))] = maxWatchers
		h.srv.watching.mu.Unlock()
		require.Equal(t, wire.TooManyRequests, h.refused(hello(h.ticketOf("bob", 2, -1, 0), nil)))
		h.join(3, 0) // who plays is no spectator
	})
}
