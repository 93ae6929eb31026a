package client

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
)

// A ticket that has expired before the first dial is replaced by a fresh one, once.
func TestATicketThatHasExpiredIsReplacedOnce(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		good := c.Resume()
		require.NoError(t, c.Close())
		dials, refusals, asked, fresh := 0, 1, 0, "fresh"
		post := &signpost{pass: h.dial, to: func(string) wire.Message {
			if dials++; dials <= refusals {
				return &wire.Goodbye{Reason: wire.BadTicket, Text: "token is expired"}
			}
			return nil
		}}
		where := func(_ context.Context, match string) (Join, error) {
			require.Equal(t, good.Match, match)
			asked++
			return Join{Addr: good.Addr, CertHash: good.CertHash, Match: match, Ticket: fresh}, nil
		}
		join := good
		join.Ticket = "expired"
		c, err := Dial(t.Context(), Config{Join: join, Dial: post.dial, Where: where})
		require.NoError(t, err)
		require.Equal(t, []int{2, 1}, []int{dials, asked})
		require.Equal(t, "fresh", c.Resume().Ticket)
		require.NoError(t, c.Close())

		for name, again := range map[string]string{"refused as well": "fresh", "not fresh": "expired"} {
			dials, refusals, asked, fresh = 0, 99, 0, again
			_, err = Dial(t.Context(), Config{Join: join, Dial: post.dial, Where: where})
			require.ErrorContains(t, err, "token is expired", name)
			require.Equal(t, 1, asked, "once")
		}
		dials = 0
		_, err = Dial(t.Context(), Config{Join: join, Dial: post.dial})
		require.ErrorContains(t, err, "token is expired", "nobody to ask")
		require.Equal(t, 1, dials)
	})
}
