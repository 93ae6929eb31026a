package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// A refusal is read where one looks: at the place that was clicked, which stays where it is on the map.
func TestAReasonIsShownWhereTheOrderWasGiven(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	at := d.ground(20, 28)
	orders := d.rightClick(at)
	require.Len(t, orders, 4)
	for i, o := range orders {
		d.b.Sent(uint32(i+1), o)
	}
	d.do(Input{Pointer: Point{X: 3, Y: 300}}) // the pointer goes on before the answer comes
	d.b.Answer(game.Answer{Seq: 1, Refusal: game.NoWay}, d.now)
	d.b.Answer(game.Answer{Seq: 2, Refusal: game.NoWay}, d.now)
	d.b.Answer(game.Answer{Seq: 3}, d.now)
	require.Len(t, d.b.Reasons.All, 1)
	r := &d.b.Reasons.All[0]
	require.InDelta(t, 0, d.b.Pixel(r.Where).To(at), 1e-6)
	d.b.Camera.Pan(100, 0)
	require.InDelta(t, 100, d.b.Pixel(r.Where).To(at), 1)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "No path ×2", d.b.Why(r, w), "for two of the four squads")
	d.now = d.now.Add(ReasonLife)
	d.do(Input{})
	require.Empty(t, d.b.Reasons.All)
	require.NotEmpty(t, d.b.Notes.All, "the log keeps it for longer")
}

func TestAReasonForAButtonStandsAtTheButton(t *testing.T) {
	d := sit(t)
	d.view.Supply = 4
	d.b.Selected = Selection{0}
	d.b.Resize(1280, 720, 1)
	for i, e := range d.b.Commands() {
		if e.Action != keys.AtOnce(game.Reinforce) {
			continue
		}
		at := Point{X: d.b.Layout.Commands[i].X + 4, Y: d.b.Layout.Commands[i].Y + 4}
		orders := d.click(at)
		require.Len(t, orders, 1)
		d.b.Sent(1, orders[0])
		d.b.Answer(game.Answer{Seq: 1, Refusal: game.NoSupply}, d.now)
		r := &d.b.Reasons.All[0]
		require.Equal(t, Spot{At: at, HUD: true}, r.Where)
		w, err := i18n.Load("en")
		require.NoError(t, err)
		require.Equal(t, "Not enough supply: 10 needed, 4 left", d.b.Why(r, w))
		return
	}
	require.Fail(t, "no button to reinforce")
}

// Who runs obeys nobody. The player reads that where he clicks, at once: while he has paused the match no answer comes.
func TestWhoRunsIsNotSentOrders(t *testing.T) {
	d := sit(t)
	d.view.Squads[0].Broken = true
	d.b.Selected = Selection{0, 1}
	at := d.ground(20, 28)
	orders := d.rightClick(at)
	require.Len(t, orders, 1)
	require.EqualValues(t, 1, orders[0].Squad)
	require.Len(t, d.b.Reasons.All, 1)
	r := &d.b.Reasons.All[0]
	require.Equal(t, game.Broken, r.Refusal)
	require.InDelta(t, 0, d.b.Pixel(r.Where).To(at), 1e-6)

	d.press(keys.AimFor(game.Grenade), Point{})
	require.Equal(t, []game.Order{{Kind: game.Grenade, Squad: 1, X: 320, Y: 448}}, d.click(at), "the others throw")

	d.b.Reasons.All, d.b.Selected = nil, Selection{0}
	d.press(keys.AimFor(game.Grenade), Point{})
	require.Equal(t, game.NoOrder, d.b.Aim, "nobody is there who would throw")
	require.Empty(t, d.press(keys.AtOnce(game.Reinforce), Point{}))
	require.Len(t, d.b.Reasons.All, 2)
	require.Equal(t, game.Broken, d.b.Reasons.All[1].Refusal)
}
