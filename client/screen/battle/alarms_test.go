package battle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// wipedOut takes all men of a squad but one out of the desk's view, and returns that one, who falls in it.
func (d *desk) wipedOut(squad uint8) (last game.UnitView) {
	left := d.view.Units[:0]
	for _, u := range d.view.Units {
		if u.Squad == squad && last.HP > 0 {
			continue
		}
		if u.Squad == squad {
			last = u
			u.HP = 0
		}
		left = append(left, u)
	}
	d.view.Units = left
	d.view.Squads[squad].Alive = 0
	return last
}

// told is the newest note in English.
func (d *desk) told() string {
	w, err := i18n.Load("en")
	require.NoError(d.t, err)
	return d.b.Say(&d.b.Notes.All[len(d.b.Notes.All)-1], w)
}

func (d *desk) alarms() (n int) {
	for _, s := range d.b.Show.All {
		if s.Kind == AlarmRing {
			n++
		}
	}
	return n
}

func TestALostSquadIsToldWithWhoKilledIt(t *testing.T) {
	sniper := func(d *desk) (kind uint8) {
		for i := range d.b.Setup.Rules.Kinds {
			if d.b.Setup.Rules.Kinds[i].Name == "sniper" {
				kind = uint8(i)
			}
		}
		d.view.Units = append(d.view.Units, game.UnitView{
			ID: 900, Kind: kind, Team: 1, Squad: game.NoSquad, X: 320, Y: 320, HP: 50,
		})
		return kind
	}
	for _, c := range []struct {
		source uint16
		note   string
		card   string
	}{
		{900, "3 · Machine gun: wiped out by enemy Sniper", "Lost to enemy Sniper"},
		{game.NoUnit, "3 · Machine gun: wiped out by unseen fire or a mine", "Lost to unseen fire or a mine"},
		{901, "3 · Machine gun: wiped out by unseen fire or a mine", "Lost to unseen fire or a mine"},
		{0, "3 · Machine gun: wiped out by own fire", "Lost to own fire"},
	} {
		d := sit(t)
		w, err := i18n.Load("en")
		require.NoError(t, err)
		sniper(d)
		last := d.wipedOut(2)
		d.view.CombatEvents = []game.CombatEvent{
			{Kind: game.Death, Source: c.source, Target: last.ID},
			{Kind: game.Death, Source: c.source, Target: last.ID},
		}
		d.see()
		require.Equal(t, c.note, d.told())
		require.Len(t, d.b.Notes.All, 1)
		require.Equal(t, 1, d.alarms())
		card := d.b.Cards()[2]
		require.True(t, card.Fresh)
		require.Contains(t, d.b.CardLines(&card, "U", w), c.card)
		d.press(keys.JumpToAlert, Point{})
		require.True(t, d.b.Camera.Shows(where(&last)))

		d.b.Pass(d.now.Add(freshLoss + time.Second))
		card = d.b.Cards()[2]
		require.False(t, card.Fresh)
		require.Contains(t, d.b.CardLines(&card, "U", w), c.card, "its card tells it for as long as one asks")
		d.see()
		require.Equal(t, 0, d.alarms(), "it is told once")
	}
}

// On a bad link the view in which the last man fell may not come: that the squad is lost is told, and no more.
func TestALossIsToldAlsoIfItsViewDidNotCome(t *testing.T) {
	d := sit(t)
	d.wipedOut(2)
	d.view.CombatEvents = nil
	d.see()
	require.Equal(t, "3 · Machine gun: wiped out", d.told())
	require.Equal(t, []Cue{{Kind: CueAlarm}}, d.b.Cues)
	require.Zero(t, d.alarms(), "where is not known")
}

func TestFireFromAnUnseenEnemyIsToldWhereverOneLooks(t *testing.T) {
	d := sit(t)
	d.enemy(20, 20)
	own := d.b.Middle(2)
	require.True(t, d.b.Camera.Shows(where(own)))
	d.view.CombatEvents = []game.CombatEvent{{Kind: game.Hit, Source: 900, Target: own.ID}}
	d.see()
	require.Empty(t, d.b.Notes.All, "one sees that")

	d.view.CombatEvents = []game.CombatEvent{{Kind: game.Shot, Source: game.NoUnit, Target: own.ID}}
	d.see()
	require.Equal(t, "3 · Machine gun: hit by unseen fire or a mine", d.told())
	require.Equal(t, 1, d.alarms())
	d.view.CombatEvents = append(d.view.CombatEvents,
		game.CombatEvent{Kind: game.Hit, Source: game.NoUnit, Target: own.ID})
	d.see()
	require.Equal(t, 1, d.alarms(), "not again at once")
	d.now = d.now.Add(quiet + time.Second)
	d.see()
	require.Equal(t, 2, d.alarms())

	other := d.b.Middle(0)
	d.view.CombatEvents = []game.CombatEvent{{Kind: game.Hit, Source: own.ID, Target: other.ID}}
	d.b.Camera.Centre(Point{X: 1000, Y: 1000})
	d.see()
	require.Equal(t, 2, d.alarms(), "the own grenade is no enemy")
}

func TestWhatIsOffTheScreenIsPointedAtFromItsEdge(t *testing.T) {
	d := sit(t)
	for _, size := range [][3]float64{{1280, 720, 1}, {640, 360, 1}, {640, 360, 2}, {1920, 1080, 1.5}} {
		d.b.Resize(size[0], size[1], size[2])
		mid := Point{X: size[0] / 2, Y: (d.b.Layout.Top.H + d.b.Layout.Cards[0].Y) / 2}
		at, seen := d.b.AtTheEdge(d.b.Camera.ToMap(mid))
		require.True(t, seen, "%v of %v", at, size)
		require.InDelta(t, mid.Y, at.Y, 1)
		for _, far := range []Point{{X: -500, Y: 3}, {X: 900, Y: 900}, {X: 10, Y: -90}, {X: 12, Y: 4000}} {
			at, seen = d.b.AtTheEdge(far)
			require.False(t, seen)
			require.True(t, at.X >= 0 && at.X <= size[0] && at.Y > d.b.Layout.Top.H && at.Y < d.b.Layout.Cards[0].Y,
				"%v of %v", at, size)
			require.False(t, d.b.Layout.Top.Holds(at))
		}
	}
}
