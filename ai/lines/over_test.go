package lines

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

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

// dawdler is a link to a bot that takes longer for each line than a live match waits with a turn.
type dawdler struct {
	garbler
	takes time.Duration
}

func (d *dawdler) Send(said []byte) bool {
	line, host := `{"ready":{}}`, Host{}
	if json.Unmarshal(said, &host) == nil && host.Turn != nil {
		line = fmt.Sprintf(`{"tick":%d,"orders":[{"squad":1,"do":"hold"}]}`, host.Turn.Tick)
	}
	time.AfterFunc(d.takes, func() { d.lines <- []byte(line) })
	return true
}

// By turns a slow bot of a live match is waited for while it plans, since the World stands still: it is ready, and is
// asked, before the ticks of its turn are all gone through. In real time nobody waits for it.
func TestASlowBotPlansATurnAllTheSame(t *testing.T) {
	for kind, thoughts := range map[game.TurnKind]int{game.Together: 10, game.RealTime: 0} {
		synctest.Test(t, func(t *testing.T) {
			setup := *duel(t)
			if kind != game.RealTime {
				setup.Scenario.Turns = game.Turns{Kind: kind, Length: 30}
			}
			d := &dawdler{garbler{lines: make(chan []byte, 9)}, LiveWait*2 - 5*time.Millisecond}
			c := Over("it", d).New(&setup, 0, 1)
			var v game.View
			game.New(&setup, 1).View(0, &v)
			began, orders := time.Now(), 0
			for range 30 {
				orders += len(c.Think(&v, nil))
				v.Tick++
			}
			require.LessOrEqual(t, time.Since(began), 30*2*LiveWait)
			require.GreaterOrEqual(t, orders, thoughts)
			require.True(t, kind != game.RealTime || orders == 0)
		})
	}
}
