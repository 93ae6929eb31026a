package league

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// A holder goes for the points of its own half and buys back the fallen. How long it lasts is for a league to say.
func TestAHolderTakesPointsAndBuysBackTheFallen(t *testing.T) {
	regular, err := assets.Embedded().Style("regular")
	require.NoError(t, err)
	s, err := Duel(assets.Embedded(), "duel")
	require.NoError(t, err)
	bought, held := 0, 0
	Play(s, 3, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		if s.Scenario.Seats[seat].Team == 0 {
			return counting{Holder(s, seat, seed), &bought}
		}
		return ai.Make(regular)(s, seat, seed)
	}, 6*60*game.Tick(s.Rules.TickRate), func(w *game.World) {
		var v game.View
		w.View(0, &v)
		for _, p := range v.Points {
			if p.Owner == 0 {
				held++
			}
		}
	})
	require.Positive(t, bought)
	require.Positive(t, held)
}

// counting counts how often a commander has the fallen bought back.
type counting struct {
	ai.Commander
	n *int
}

func (c counting) Think(v *game.View, talk []game.Talk) []game.Order {
	orders := c.Commander.Think(v, talk)
	for _, o := range orders {
		if o.Kind == game.Reinforce {
			*c.n++
		}
	}
	return orders
}
