package client

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
)

// Whoever leaves has left, and whose link breaks has not: the other player is told which, and that who lost it is back.
func TestTheOtherIsToldWhetherAPlayerLeftOrLostTheLink(t *testing.T) {
	for name, s := range map[string]struct {
		goes func(h *house, red *Client)
		want []SeatNews // of red's seat, after red has come
	}{
		"left": {
			func(h *house, red *Client) { require.NoError(h.t, red.Close()) },
			[]SeatNews{{Leader: game.AI, Parting: WentAway}},
		},
		"lost": {
			func(h *house, _ *Client) { h.links[len(h.links)-1].Close(wire.TimedOut, "") },
			[]SeatNews{{Leader: game.AI, Parting: LostLink}, {Leader: game.Player, Name: "Ada"}},
		},
	} {
		story(t, func(t *testing.T, h *house) {
			var told []SeatNews
			blue := h.join(1)
			defer blue.Close()
			hears := func(n int) {
				until(t, blue, func(u Update) bool {
					for _, news := range u.Seats {
						if news.Seat == 0 {
							told = append(told, news)
						}
					}
					return len(told) >= n
				})
			}
			red := h.join(0)
			defer red.Close()
			hears(1)
			require.Equal(t, []SeatNews{{Leader: game.Player, Name: "Ada"}}, told, name)
			s.goes(h, red)
			hears(1 + len(s.want))
			require.Equal(t, s.want, told[1:], name)
		})
	}
}
