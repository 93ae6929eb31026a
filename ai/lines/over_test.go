package lines

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// garbler is a link to a bot that is ready, and says what it says.
type garbler struct {
	says  []string
	lines chan []byte
	asked int
	ended bool
}

func (g *garbler) Send([]byte) bool {
	g.lines <- []byte(g.says[min(g.asked, len(g.says)-1)])
	g.asked++
	return true
}

func (g *garbler) Lines() <-chan []byte { return g.lines }
func (g *garbler) Fault() error         { return errors.New("it is gone") }
func (g *garbler) Cut()                 { g.ended = true }
func (g *garbler) End([]byte)           { g.ended = true }

// A bot at the other end of a link that answers nothing but garbage is let go after so many turns; one that answers a
// turn in between begins to be counted anew.
func TestABotOfALinkMayLoseSoManyTurnsInARow(t *testing.T) {
	g := &garbler{says: []string{`{"ready":{}}`, "oops", "oops", `{"tick":2}`, "oops"}, lines: make(chan []byte, 1)}
	s := duel(t)
	c := Over("it", g).New(s, 0, 1).(*commander)
	w := game.New(s, 1)
	var v game.View
	for turn := range 3 + MaxLost {
		require.False(t, g.ended, turn)
		w.View(0, &v)
		c.Think(&v, nil)
		w.Step(&game.Input{})
	}
	require.True(t, g.ended)
	require.ErrorContains(t, c.Fault(), "it has lost 100 turns in a row, the last because its line \"oops\"")
	w.View(0, &v)
	require.Empty(t, c.Think(&v, nil))
	require.ErrorContains(t, c.Fault(), "its link is gone")
}
