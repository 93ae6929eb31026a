package battle

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

func TestARefusalIsTold(t *testing.T) {
	d := sit(t)
	d.b.Sent(5, game.Order{Kind: game.Attack})
	d.b.Sent(6, game.Order{Kind: game.Move})
	d.b.Answer(game.Answer{Seq: 5, Tick: 9, Refusal: game.NotVisible}, d.now)
	d.b.Answer(game.Answer{Seq: 6, Tick: 9}, d.now)
	require.Len(t, d.b.Notes.All, 1)
	for lang, want := range map[string]string{"en": "Attack: Target not visible", "zh": "攻击：目标不在视野内"} {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		require.Equal(t, want, d.b.Say(&d.b.Notes.All[0], w))
	}
	d.now = d.now.Add(noteLife)
	d.do(Input{})
	require.Empty(t, d.b.Notes.All)
}

// What was refused is not always an order: a line of talk may be one too many.
func TestARefusalOfNoOrderNamesNone(t *testing.T) {
	d := sit(t)
	d.b.Refuse(game.NoOrder, game.TooMany, d.now)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "Too many orders at once", d.b.Say(&d.b.Notes.All[0], w))
}

func TestWhatHappensFlashesAndFades(t *testing.T) {
	d := sit(t)
	d.enemy(15, 30)
	own := d.view.Units[0].ID
	d.view.CombatEvents = []game.CombatEvent{
		{Kind: game.Shot, Source: own, Target: 900},
		{Kind: game.Shot, Source: 900, Target: game.NoUnit},
		{Kind: game.Shot, Source: game.NoUnit, Target: own}, // nobody knows from where: an alarm, and no tracer
		{Kind: game.Hit, Source: own, Target: 900},
		{Kind: game.Death, Target: 900},
		{Kind: game.Heard, Dir: 2, Loud: 3},
		{Kind: game.Captured, Source: 1, Target: 0},
	}
	d.see()
	var kinds []FlashKind
	for _, f := range d.b.Show.All {
		kinds = append(kinds, f.Kind)
	}
	require.Equal(t, []FlashKind{Tracer, Tracer, Puff, Fall, HeardShot, AlarmRing}, kinds)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "Blue captured North bridge", d.b.Say(&d.b.Notes.All[1], w))
	d.now = d.now.Add(20 * time.Second)
	d.do(Input{})
	require.Empty(t, d.b.Show.All)
}

func TestCardsTellOfTheSquads(t *testing.T) {
	d := sit(t)
	d.view.Squads[3].Alive, d.view.Squads[3].Order = 1, game.Retreat
	d.see()
	c := d.b.Cards()[3]
	require.Equal(t, 1, c.Alive)
	require.Equal(t, 2, c.Men)
	require.InDelta(t, 1.0, c.Health, 0.01)
	require.Equal(t, game.Retreat, c.Order)
	require.Equal(t, 4, d.b.Number(3))
	require.Equal(t, "9:59", d.b.Clock())
	require.Equal(t, "0 / 500", d.b.Score(1))
}

func TestSelectedSquadsShowWhereTheyGo(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	require.Empty(t, d.b.Legs(), "they hold at the beginning")
	d.enemy(15, 30)
	for i, o := range []game.SquadView{
		{Order: game.Move, X: 320, Y: 480},
		{Order: game.Capture, Target: 1},
		{Order: game.Attack, Target: 900},
		{Order: game.Retreat},
	} {
		s := &d.view.Squads[i]
		s.Order, s.X, s.Y, s.Target = o.Order, o.X, o.Y, o.Target
	}
	d.view.Units[len(d.view.Units)-2].X = 400 // of the scouts, far from where they retreat to
	d.view.Units[len(d.view.Units)-3].X = 400
	d.see()
	var goals []Point
	for _, l := range d.b.Legs() {
		goals = append(goals, l.To)
	}
	require.Equal(t, []Point{{X: 20, Y: 30}, {X: 31.5, Y: 23.5}, {X: 15, Y: 30}, {X: 4.5, Y: 36.5}}, goals)
	d.view.Units[len(d.view.Units)-1].HP = 0 // the prey
	d.see()
	require.Len(t, d.b.Legs(), 3)
}

func TestWhatIsUnderThePointerIsKnown(t *testing.T) {
	d := sit(t)
	d.enemy(15, 30)
	require.EqualValues(t, 900, d.b.Under(d.ground(15, 30)).ID)
	require.Nil(t, d.b.Under(d.ground(20, 28)))
	card := d.b.Layout.Cards[0]
	require.Nil(t, d.b.Under(Point{X: card.X + 4, Y: card.Y + 4}), "the HUD lies over the map")
}

func TestABadgeIsWhereSomebodyIs(t *testing.T) {
	d := sit(t)
	far := true
	for i := range d.view.Units { // one half of squad 0 at each end of the map
		if u := &d.view.Units[i]; u.Squad == 0 {
			u.X, u.Y, far = 16, 16, !far
			if far {
				u.X = 900
			}
		}
	}
	d.see()
	cell, _, ok := d.b.Where(0)
	require.True(t, ok)
	require.Contains(t, []float64{1, 900.0 / 16}, cell.X)
	for i := range d.view.Units {
		d.view.Units[i].HP = 0
	}
	d.see()
	_, _, ok = d.b.Where(0)
	require.False(t, ok)
}

func TestTheEndIsToldFromThePlayersSide(t *testing.T) {
	d := sit(t)
	w, err := i18n.Load("en")
	require.NoError(t, err)
	for _, c := range []struct {
		winner         int8
		reason         game.EndReason
		headline, want string
	}{
		{0, game.Elimination, "result.won", "The enemy was wiped out"},
		{1, game.Elimination, "result.lost", "Your side lost all its squads"},
		{1, game.ScoreReached, "result.lost", "Target score reached"},
		{1, game.Overrun, "result.lost", "Your side lost its last point"},
		{game.NoTeam, game.ClockRanOut, "result.draw", "Time ran out"},
	} {
		d.view.Result = game.Result{Winner: c.winner, Reason: c.reason}
		require.True(t, d.b.Over())
		headline, why := d.b.Ending(w)
		require.Equal(t, c.headline, headline)
		require.Equal(t, c.want, why)
	}
	d.view.Result = game.Result{Winner: 1, Reason: game.Overrun, Tick: 267 * 20}
	for i := range d.view.Squads {
		d.view.Squads[i].Alive = 0
	}
	_, why := d.b.Ending(w)
	require.Equal(t, "Your side lost all its squads", why, "which the mode calls overrun")
	d.b.Setup.Scenario.Clock = 540 * 20
	require.Equal(t, "4:27 of 9:00", d.b.Lasted(w))
	d.b.Setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 5 * 20}
	require.Equal(t, "54 turns, 4:27 of 9:00", d.b.Lasted(w))
}

// Everything that the code says has a text, in every language.
func TestEveryKeyHasAText(t *testing.T) {
	for _, lang := range assets.Languages {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		for _, b := range keys.Table {
			require.Contains(t, w, b.Text)
		}
		for _, p := range Phrases {
			require.Contains(t, w, p)
		}
		for r := game.Elimination; r <= game.Abandoned; r++ {
			require.Contains(t, w, "end."+r.String())
		}
		for _, scenario := range assets.Embedded().Scenarios() {
			s, err := assets.Embedded().Setup(scenario)
			require.NoError(t, err)
			for _, p := range s.Scenario.Points {
				require.Contains(t, w, "point."+strings.ReplaceAll(p.Name, " ", "_"))
			}
		}
	}
	_, err := i18n.Load("fr")
	require.ErrorContains(t, err, "en, zh")
}
