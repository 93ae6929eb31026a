package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// What a card promises is what the order does: so many men come, for so much.
func TestReinforcingDoesWhatTheCardSays(t *testing.T) {
	p := learn(t, "lesson5")
	p.take(0)
	p.mine = append(p.mine, p.press(keys.Capture, p.at(19, 13))...)
	p.badge(0)
	for p.b.Cards()[0].Recruits.Missing < 2 {
		p.tick()
	}
	before, has := p.b.Cards()[0], p.view.Supply
	require.Equal(t, Recruits{Missing: 2, Price: 10, Now: 2}, before.Recruits)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "10 supply each · 2 can come now for 20", p.b.SayRecruits(w))
	require.Contains(t, p.b.CardLines(&before, "U", w), "Reinforce [U]: 10 supply each · 2 can come now for 20")
	p.mine = append(p.mine, p.press(keys.AtOnce(game.Reinforce), Point{})...)
	p.tick()
	after := p.b.Cards()[0]
	require.Equal(t, before.Alive+2, after.Alive)
	require.Zero(t, after.Recruits.Missing)
	require.InDelta(t, has-20, p.view.Supply, 2, "but for what the point brought meanwhile")
	require.Equal(t, "10 supply each", p.b.SayRecruits(w))
}

func TestTheFallenAreBoughtBackForWhatThereIs(t *testing.T) {
	d := sit(t)
	rifles, gun := &d.view.Squads[0], &d.view.Squads[2]
	rifles.Alive, gun.Alive, d.view.Supply = 2, 1, 24
	d.see()
	require.Equal(t, Recruits{Missing: 3, Price: 10, Now: 2}, d.b.Cards()[0].Recruits)
	require.Equal(t, Recruits{Missing: 2, Price: 15, Now: 1}, d.b.Cards()[2].Recruits)

	d.b.Selected = Selection{0, 2}
	men, cost, low, high := d.b.Recruits()
	require.Equal(t, [4]int{2, 20, 10, 15}, [4]int{men, cost, low, high}, "nothing is left for the gun")
	d.view.Supply = 9
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "10–15 supply each · not enough supply (9)", d.b.SayRecruits(w))

	d.view.Supply, rifles.Broken = 100, true
	require.Equal(t, Recruits{Missing: 3, Price: 10, Why: game.Broken}, d.b.Cards()[0].Recruits,
		"who runs obeys nobody")
	d.b.Selected = Selection{0}
	require.Equal(t, "10 supply each · Broken: will not obey", d.b.SayRecruits(w), "there is supply enough")
	rifles.Broken, rifles.Alive = false, 0
	require.Zero(t, d.b.Cards()[0].Recruits.Missing, "nobody comes to a squad that is gone")
	for i := range d.view.Units {
		if u := &d.view.Units[i]; u.Squad == 2 {
			u.Flags |= game.Aboard
		}
	}
	d.see()
	require.Zero(t, d.b.Cards()[2].Recruits.Now, "who is carried can only get out")
}

func TestSupplyIsShownWhereItCounts(t *testing.T) {
	d := sit(t)
	require.True(t, d.b.Supplied())
	d.view.Supply, d.view.Points[0].Owner, d.view.Points[1].Owner = 24, 0, 1
	has, income := d.b.Supply()
	require.Equal(t, 24, has)
	require.Equal(t, 60*20/int(d.b.Setup.Scenario.ScoreEvery), income, "for the one point held")
	d.view.Audience = game.All
	require.False(t, d.b.Supplied(), "who watches both sides is told neither's")
	d.view.Audience = 0
	d.b.Setup.Scenario.ScoreEvery, d.b.Setup.Scenario.Supply = 0, 0
	require.False(t, d.b.Supplied())
}

// A wave that has yet to come is not told as lost: its card says when it comes, until the very tick.
func TestWhoHasNotArrivedIsNotLost(t *testing.T) {
	s, err := assets.Embedded().Setup("keep")
	require.NoError(t, err)
	wave := -1
	for i := range s.Scenario.Squads {
		if q := &s.Scenario.Squads[i]; q.Seat == 1 && q.Arrives > 0 {
			q.Arrives, wave = 30, i
			break
		}
	}
	require.Positive(t, wave)
	w, v := game.New(s, 1), &game.View{}
	d := &desk{t: t, b: New(s, 1), view: v}
	card := func() Card {
		w.View(game.Audience(d.b.Team), v)
		f := client.Frame{
			View: v, Tick: float64(v.Tick), Passed: []*game.View{v}, Units: make([]client.Placed, len(v.Units)),
		}
		d.b.SetFrame(f, d.now)
		for _, c := range d.b.Cards() {
			if planned := d.b.begun(c.ID); planned == &s.Scenario.Squads[wave] {
				return c
			}
		}
		require.Fail(t, "no card for the wave")
		return Card{}
	}
	for range 29 {
		w.Step(&game.Input{})
		require.Positive(t, card().Arrives)
		require.Zero(t, card().Alive)
	}
	require.Equal(t, 1, card().Arrives)
	words, err := i18n.Load("en")
	require.NoError(t, err)
	c := card()
	require.Contains(t, d.b.CardLines(&c, "U", words), "Arrives in 0:01")
	w.Step(&game.Input{})
	require.Zero(t, card().Arrives)
	require.Positive(t, card().Alive)
}

// Supply is the team's: what an ally spends is said, and is no alarm.
func TestAnAllyWhoReinforcesIsToldOf(t *testing.T) {
	w, err := i18n.Load("en")
	require.NoError(t, err)
	d := sitAt(t, "arena")
	require.Contains(t, d.b.SaySupply("U", w), w.Say("hud.supply_shared"))
	var ally, own uint16
	for _, u := range d.view.Units {
		if s := d.b.squad(u.Squad); u.Squad != game.NoSquad && s != nil && s.Seat == 2 {
			ally = u.ID
		} else if s != nil && s.Seat == 0 {
			own = u.ID
		}
	}
	come := func(unit uint16, supply uint32) []NoteKind {
		d.b.Notes.All = nil
		d.view.Supply, d.view.CombatEvents = supply, []game.CombatEvent{{Kind: game.Arrived, Target: unit}}
		d.see()
		var kinds []NoteKind
		for _, n := range d.b.Notes.All {
			kinds = append(kinds, n.Kind)
		}
		return kinds
	}
	require.Empty(t, come(ally, 240), "a wave costs nothing")
	require.Equal(t, []NoteKind{Reinforced}, come(ally, 230))
	require.Equal(t, "Red B reinforces with the team's supply", d.b.Say(&d.b.Notes.All[0], w))
	require.True(t, d.b.Notes.All[0].Chat(), "no alarm")
	require.Equal(t, []NoteKind{CameIn}, come(own, 220))

	require.NotContains(t, sit(t).b.SaySupply("U", w), w.Say("hud.supply_shared"), "nobody to share it with")
}

// While the match is paused no answer comes: that the order was given is seen all the same.
func TestAskingForMenIsSeenBeforeItIsAnswered(t *testing.T) {
	d := sit(t)
	d.view.Squads[0].Alive, d.view.Supply = 2, 24
	d.see()
	w, err := i18n.Load("en")
	require.NoError(t, err)
	d.b.Sent(7, game.Order{Kind: game.Reinforce, Squad: 0})
	require.Equal(t, Recruits{Missing: 3, Price: 10, Now: 2, Asked: true}, d.b.Cards()[0].Recruits)
	require.Equal(t, []string{"Asked for: they come once the order is carried out"},
		d.b.SignLines(&Sign{Name: "recruits"}, "U", w))
	card := d.b.Cards()[0]
	require.Contains(t, d.b.CardLines(&card, "U", w),
		"Reinforce [U]: Asked for: they come once the order is carried out")
	d.b.Answer(game.Answer{Seq: 7}, d.now)
	require.False(t, d.b.Cards()[0].Recruits.Asked)
}
