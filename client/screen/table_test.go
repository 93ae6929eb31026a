//go:build window

package screen

import (
	"fmt"
	"image"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/host"
	"muster/client/screen/plan"
	"muster/client/screen/ui"
	"muster/game"
)

// twoSeats is a match of two players at one screen.
type twoSeats struct{ *board }

func (s twoSeats) Beside() host.Match { return s.board.beside }

// sat is a table at which two have sat down, with the curtain before the first.
func sat(t testing.TB, a *app) (*board, *table) {
	s := byTurns(t, "duel", game.Turns{Kind: game.Together, Length: 20, Shown: true})
	b := &board{t: t, a: a, setup: s, tells: make(chan client.Update, 1000), world: game.New(s, 7), now: time.Now()}
	b.beside = &board{t: t, a: a, setup: s, seat: 1, tells: make(chan client.Update, 1000), world: b.world}
	a.pages.Choice.Scenario = "duel"
	<-a.groundOf(s).Done
	a.Now = time.Now()
	a.Begin(twoSeats{b})
	tb := a.scenes[0].(*table)
	b.begin(tb)
	return b, tb
}

// begin opens a turn for both.
func (b *board) begin(tb *table) {
	in := &game.Input{Turn: b.time()}
	in.Turn.Open = b.world.Rest().Turn
	b.world.Plan(in)
	b.tell()
	b.frames(func() bool { return tb.plans[0].Stage() == plan.Planning && tb.plans[1].Stage() == plan.Planning })
}

// frames lets frames pass until something is so.
func (b *board) frames(so func() bool) {
	for end := time.Now().Add(time.Minute); !so(); {
		require.True(b.t, time.Now().Before(end), "it never came to that")
		b.a.step(time.Now())
	}
}

// commits has who sits at the screen commit.
func (b *board) commits(tb *table) {
	at := tb.At
	tb.plans[at].Ask()
	tb.plans[at].Ask()
	b.frames(func() bool { return tb.plans[at].Stage() != plan.Planning })
	b.tell()
}

// ready opens the curtain.
func (b *board) ready() {
	b.frames(func() bool { return b.a.top().name() == "curtain" })
	use(b.a, "curtain.ready", ui.Input{Accept: true})
}

// shot is what is on the screen.
func (b *board) shot() []byte {
	dst := ebiten.NewImage(wide, high)
	defer dst.Deallocate()
	b.a.Draw(dst)
	img := image.NewRGBA(image.Rect(0, 0, wide, high))
	dst.ReadPixels(img.Pix)
	return img.Pix
}

func TestTwoPlayAtOneScreenWithACurtainBetween(t *testing.T) {
	for _, l := range looks {
		t.Run(fmt.Sprint(l.lang, l.scale), func(t *testing.T) {
			onMain(func() {
				a := newTestApp(t, l)
				b, tb := sat(t, a)
				b.ready()
				require.Equal(t, "battle", a.top().name())
				require.EqualValues(t, 0, tb.seats[tb.At].Battle.Team)
				b.commits(tb)
				b.frames(func() bool { return a.top().name() == "curtain" })
				require.Equal(t, 1, tb.At)
				a.settle()
				take(t, a, l, "turn.curtain")

				// Whatever lies behind it, it looks the same.
				curtain := b.shot()
				tb.seats[0].Battle.Camera.ZoomAt(3, ui.Point{})
				tb.seats[0].Battle.Selected = []uint8{0, 1}
				tb.plans[1].Give([]game.Order{{Kind: game.Move, Squad: 0, X: 500, Y: 200}})
				tb.seats[1].Battle.Announce("match.moved", a.Now)
				a.settle()
				require.Equal(t, curtain, b.shot())

				b.ready()
				require.EqualValues(t, 1, tb.seats[tb.At].Battle.Team)
				b.commits(tb)
				b.runs(tb)
				require.Equal(t, 1, tb.At, "who saw the turn run plans the next")
				b.commits(tb)
				b.ready()
				require.Equal(t, 0, tb.At)
				v := a.top().(replayed).Viewer
				require.EqualValues(t, 0, v.Battle.View.Audience, "the film comes first, with the player's own eyes")
				a.Back()
				require.Equal(t, "battle", a.top().name())
				a.Leave()
			})
		})
	}
}

// runs runs the turn, and opens the next.
func (b *board) runs(tb *table) {
	for first := true; first || b.world.TurnLeft() > 0; first = false {
		in := &game.Input{}
		if first {
			in.Turn.Close = b.world.Rest().Turn
		}
		b.world.Step(in)
		b.tell()
		b.a.step(time.Now())
	}
	b.frames(func() bool { return tb.seats[1].Battle.View.Tick == b.world.Tick() })
	b.begin(tb)
}
