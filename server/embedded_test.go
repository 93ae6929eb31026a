package server

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/clientip"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// framed is a ticket of whoever watches in a frame of another page.
func (h *house) framed(id byte) string {
	s, err := api.SignJoin(h.key, api.JoinClaims{
		ID: [16]byte{id, 1}, Match: "m1", Shard: "s1", Seat: -1, Embedded: true, Audience: 255,
		Expires: time.Now().Add(time.Minute),
	})
	require.NoError(h.t, err)
	return s
}

// frames has so many watch in frames of other pages, from one address each of which the number is a part.
func (h *house) frames(from func(n int) string, many int) (in []*rope, refused int) {
	for n := range many {
		c := h.knockFrom(from(n), hello(h.framed(byte(n)), nil))
		h.tick()
		switch m := (<-c.in).(type) {
		case *wire.Welcome:
			in = append(in, c)
		case *wire.Goodbye:
			require.Equal(h.t, wire.TooManyRequests, m.Reason)
			refused++
		}
	}
	return in, refused
}

func anywhere(n int) string { return fmt.Sprintf("192.0.2.%d:1", n) }

// Pages of others may show a match however often they like, from however many addresses: so many get in, the others
// are told why, and no spectator and no player loses a place to them.
func TestFramesInOtherPagesTakeNoSpectatorsPlace(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		in, refused := h.frames(anywhere, 90)
		require.Len(t, in, 64)
		require.Equal(t, 26, refused)
		require.EqualValues(t, 64, h.srv.Counts().Embedded.Load())
		require.Zero(t, h.srv.Counts().Spectators.Load())
		for n := range 64 {
			c := h.knockFrom(anywhere(n), hello(h.ticketOf(fmt.Sprint("guest", n), byte(n+1), -1, 0), nil))
			h.tick()
			want[*wire.Welcome](t, c)
		}
		require.EqualValues(t, 64, h.srv.Counts().Spectators.Load())
		require.Equal(t, wire.TooManyRequests, h.refused(hello(h.ticketOf("one more", 99, -1, 0), nil)))
		h.join(200, 0) // who plays is no spectator
		in[7].Close(wire.Left, "")
		synctest.Wait()
		again, _ := h.frames(anywhere, 1)
		require.Len(t, again, 1, "who goes makes room")
		require.Equal(t, wire.TooManyRequests, h.refused(hello(h.ticketOf("one more", 98, -1, 0), nil)),
			"room in frames, and not for spectators")
	})
}

// One page with many frames, or one house, does not keep others out.
func TestFramesFromOneAddressLeaveOthersPlaces(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		in, refused := h.frames(func(int) string { return "192.0.2.1:1" }, 20)
		require.Len(t, in, maxEmbeddedGroup)
		require.Equal(t, 20-maxEmbeddedGroup, refused)
		in, refused = h.frames(func(n int) string { return anywhere(n + 2) }, 20)
		require.Len(t, in, 20)
		require.Zero(t, refused)
		for n := range maxAddressGroup { // spectators of that address have places of their own, too
			c := h.knockFrom("192.0.2.1:1", hello(h.ticketOf(fmt.Sprint("guest", n), byte(n+1), -1, 0), nil))
			h.tick()
			want[*wire.Welcome](t, c)
		}
	})
}

// A shard with many matches is bounded, too: by address, and in all.
func TestFramesOfAShardAreBounded(t *testing.T) {
	w := watching{bounds: embeddedBounds}
	match := func(n int) string { return fmt.Sprint("m", n) }
	for n := range maxEmbeddedFrom {
		_, err := w.enter("", match(n), "192.0.2.1:1")
		require.NoError(t, err)
	}
	_, err := w.enter("", "another", "192.0.2.1:1")
	require.ErrorContains(t, err, "64 embedded watchers of your address are here already")
	var leave func()
	for n := maxEmbeddedFrom; n < maxEmbedded; n++ {
		at := netip.AddrFrom4([4]byte{198, 51, byte(n >> 8), byte(n)})
		leave, err = w.enter("", match(n), netip.AddrPortFrom(at, 1).String())
		require.NoError(t, err)
	}
	_, err = w.enter("", "m0", "203.0.113.1:1")
	require.ErrorContains(t, err, "1024 embedded watchers are here already")
	leave()
	_, err = w.enter("", "m0", "203.0.113.1:1")
	require.NoError(t, err)
	require.Equal(t, maxEmbeddedFrom, w.from[clientip.Network(clientip.Parse("192.0.2.1:1"))])
}

// Whoever watches in a frame stays one by its token, sees what every spectator sees, and holds no link to a standby.
func TestAFrameStaysAFrame(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c := h.knock(hello(h.framed(1), nil))
		h.tick()
		w := want[*wire.Welcome](t, c)
		require.EqualValues(t, -1, w.Seat)
		require.Equal(t, game.All, game.Audience(w.Audience))
		r, ok := openToken(h.keys.tokens(), w.Token, time.Now())
		require.True(t, ok)
		require.True(t, r.Embedded)
		require.Equal(t, -1, r.Seat)
		c.Close(wire.Left, "")
		synctest.Wait()
		require.Zero(t, h.srv.Counts().Embedded.Load())

		c = h.knock(hello("", w.Token))
		h.tick()
		want[*wire.Welcome](t, c)
		require.EqualValues(t, 1, h.srv.Counts().Embedded.Load())
		h.standsBy()
		require.Equal(t, wire.BadTicket, want[*wire.Goodbye](t, h.warms(w.Token)).Reason)
	})
}

// A ticket for a seat is none for a frame, whatever it says.
func TestASeatIsNoFrame(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		s, err := api.SignJoin(h.key, api.JoinClaims{
			ID: [16]byte{3}, Match: "m1", Shard: "s1", Seat: 0, Embedded: true, Player: "ann",
			Expires: time.Now().Add(time.Minute),
		})
		require.NoError(t, err)
		c := h.knock(hello(s, nil))
		h.tick()
		want[*wire.Welcome](t, c)
		require.EqualValues(t, 1, h.srv.Counts().Players.Load())
		require.Zero(t, h.srv.Counts().Embedded.Load())
	})
}
