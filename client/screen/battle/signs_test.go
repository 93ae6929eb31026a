package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// A sign that is drawn has words in both languages, and a picture's name is that of its text.
func TestEverySignSaysWhatItIs(t *testing.T) {
	d := sit(t)
	d.view.Squads[0].Alive = 2
	d.view.Supply = 50
	d.see()
	for _, lang := range []string{"en", "zh"} {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		for _, name := range []string{
			"health", "morale", "order", "formation", "recruits", "ally", "broken", "alert", "return_fire", "hold_fire",
			"out_of_range", "ammo", "idle", "capture", "level1", "level2", "level3", "arriving", "lost",
		} {
			lines := d.b.SignLines(&Sign{Name: name}, "U", w)
			require.NotEmpty(t, lines, name)
			require.NotContains(t, lines[0], "sign.", name)
			require.NotContains(t, lines[0], "{", name)
		}
	}
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, []string{
		"3 men can be bought back now: press U", "10 supply each · 3 can come now for 30",
	}, d.b.SignLines(&Sign{Name: "recruits"}, "U", w))
	card := d.b.Cards()[0]
	require.Equal(t, "3 men can be bought back now", d.b.SignLines(&Sign{Name: "recruits"}, "", w)[0], "no key is set")
	require.Contains(t, d.b.CardLines(&card, "", w), "Reinforce: 10 supply each · 3 can come now for 30")
	require.Equal(t, "Supply buys back the fallen of a squad.", d.b.SaySupply("", w)[0])
	d.view.Supply = 4
	require.Equal(t, []string{
		"Has lost men. What one costs in supply: 10", "10 supply each · not enough supply (4)",
	}, d.b.SignLines(&Sign{Name: "recruits"}, "U", w))
	require.Nil(t, d.b.SignLines(&Sign{Name: "morale", Squad: 99}, "U", w), "it came with another view")
}

func TestTheHUDLiesOverTheSignsOfTheField(t *testing.T) {
	d := sit(t)
	at := d.b.Layout.Minimap.Mid()
	d.b.Layout.Signs = []Sign{{Rect: Rect{X: at.X - 8, Y: at.Y - 8, W: 16, H: 16}, Name: "broken", OnMap: true}}
	require.Nil(t, d.b.SignAt(at))
	d.b.Layout.Signs[0].OnMap = false
	require.Equal(t, "broken", d.b.SignAt(at).Name)
	require.Nil(t, d.b.SignAt(Point{X: at.X - 20, Y: at.Y}))
}

// What was thrown can be thrown again when the rules say so; the button counts the seconds, also of who came late.
func TestADimmedButtonCountsTheSecondsThatTheRulesKeep(t *testing.T) {
	d := sit(t)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	rate := game.Tick(d.b.Setup.Rules.TickRate)
	d.b.Selected = Selection{3}
	require.Equal(t, Not{}, d.b.Unready(game.Smoke))
	at, _ := d.b.middleOf([]uint8{3})
	x, y := d.b.steps(Point{X: at.X + 4, Y: at.Y})
	throw := game.Order{Kind: game.Smoke, Squad: 3, X: x, Y: y, Seat: 0, Leader: game.AI, Seq: 1}
	d.world.Step(&game.Input{Orders: []game.Order{throw}})
	thrown := d.world.Tick()
	for d.world.View(0, d.view); !d.view.Squads[3].Ready; d.world.View(0, d.view) {
		d.see()
		left := int(d.b.Setup.Rules.Works.Ready) - int(d.view.Tick-thrown)
		require.Equal(t, Not{game.NotReady, max(1, (left+int(rate)-1)/int(rate))}, d.b.Unready(game.Smoke))
		d.world.Step(&game.Input{})
	}
	require.InDelta(t, int(d.b.Setup.Rules.Works.Ready), int(d.world.Tick()-thrown), 1, "the last second was the last")
	d.see()
	require.Equal(t, Not{}, d.b.Unready(game.Smoke))

	d.view.Squads[3].Ready = false
	d.b.Leap()
	d.see()
	require.Equal(t, "Ready again in 25 s", d.b.SayUnready(game.Smoke, w), "at most so many")
	require.Equal(t, Not{}, d.b.Unready(game.Move))
}

func TestADimmedButtonSaysWhy(t *testing.T) {
	d := sit(t)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	d.b.Selected = Selection{0, 1}
	require.Equal(t, "Already at full strength", d.b.SayUnready(game.Reinforce, w))
	d.view.Squads[0].Broken = true
	d.see()
	require.Empty(t, d.b.SayUnready(game.AttackMove, w), "one of two obeys")
	d.view.Squads[1].Broken = true
	d.see()
	for _, a := range []keys.Action{keys.Capture, keys.NextStance, keys.AimFor(game.AttackMove)} {
		require.Equal(t, "Broken: will not obey", d.b.SayUnready(OrderOf(a), w))
	}
	d.view.Squads[0].Broken = false
	for i := range d.view.Units {
		if u := &d.view.Units[i]; u.Squad == 0 {
			u.Flags |= game.Aboard
		}
	}
	d.see()
	require.Equal(t, game.Carried, d.b.Unready(game.Hold).Why)
	require.Empty(t, d.b.SayUnready(game.Leave, w))
	require.Empty(t, d.b.SayUnready(game.SetStance, w), "who is carried may still be told when to fire")
}
