package field

import (
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
	"muster/game"
)

// Watch is what somebody has who watches a live match: a choice of eyes, a camera that follows, a way out.
type Watch struct {
	Eyes  battle.Eyes
	UI    *ui.UI
	From  time.Time     // when the match began, as the matchmaker says; zero if it is not known
	Delay time.Duration // of what is seen
}

func NewWatch(a *Stage, begun time.Time, delay time.Duration) *Watch {
	u := ui.New(func(s string, size float64) float64 { return a.Canvas.Width(s, size) / a.Canvas.Scale }, a.Trace)
	if delay == 0 {
		delay = host.UsualDelay
	}
	return &Watch{Eyes: battle.Eyes{Team: -1}, UI: u, From: begun, Delay: delay}
}

// Soon is how many seconds there are until the first picture, -1 if that is not known.
func (s *Watch) Soon(now time.Time) int {
	if s.From.IsZero() {
		return -1
	}
	left := min(s.Delay, s.Delay-now.Sub(s.From)) // clocks differ
	return int((left + time.Second - 1) / time.Second)
}

// late says why there is no picture yet, and when there will be one.
func (f *Field) late(a *Stage) string {
	if n := f.Watch.Soon(a.Now); n > 0 {
		return a.Words.Say("online.late_for",
			"time", i18n.Clock(f.Watch.Delay), "left", i18n.Clock(time.Duration(n)*time.Second))
	}
	return a.Words.Say("online.late", "time", i18n.Clock(f.Watch.Delay))
}

// WatchBar is the strip at the bottom; it returns whether the pointer is on it, and whether the match was left.
func (f *Field) WatchBar(a *Stage, in ui.Input) (on, left bool) {
	w, u := a.Words, f.Watch.UI
	in.Next, in.Previous, in.Less, in.More, in.Accept = false, false, false, false, false // keys have their table
	u.Scale, u.Letters = a.Canvas.Scale, a.UI.Letters
	u.Begin(a.Canvas.W/a.Canvas.Scale, a.Canvas.H/a.Canvas.Scale, in)
	names, tall := f.EyeNames(w), u.RowHeight()
	r := ui.Rect{X: 8, W: min(620, f.Battle.Layout.Minimap.X/a.Canvas.Scale-24)}
	places := ui.Flow(ui.Rect{X: r.X + 10, W: r.W - 20}, tall, 8, []float64{
		u.Need(w.Say("replay.eyes"), names, tall), u.Room(w.Say("replay.follow")) + tall, u.Room(w.Say("page.back")),
	})
	r.H = places[2].Y + tall + 20
	r.Y = u.H - r.H - 8
	f.Battle.SetFoot((u.H - r.Y + 8) * a.Canvas.Scale)
	for i := range places {
		places[i].Y += r.Y + 10
	}
	u.Fill(r, ui.Back, 0.9)
	u.Frame(r, 1, ui.Edge, 1)
	now := f.Watch.Eyes.Team + 1
	if to := u.Choice("watch.eyes", places[0], w.Say("replay.eyes"), w.Say("replay.eyes_hint"), names, now); to != now {
		f.LookThrough(a, to-1)
	}
	f.Battle.Following = u.Check("watch.follow",
		places[1], w.Say("replay.follow"), w.Say("replay.follow_hint"), f.Battle.Following)
	left = u.Button("watch.leave", places[2], w.Say("page.back"), "")
	u.Tip()
	u.End()
	if left {
		f.Leave(a)
	}
	return r.Holds(in.Pointer), left
}

// LookThrough shows the match through a team's eyes, through everybody's for -1.
func (f *Field) LookThrough(a *Stage, team int) {
	f.Watch.Eyes = battle.Eyes{Team: team}
	as := game.All
	if team >= 0 {
		as = game.Audience(team)
	}
	f.Battle.Watch(as)
	f.Battle.Borrowed = team >= 0
	f.ForgetFog()
	a.Trace("eyes %d", team+1)
}

// watched is the input of who only watches, without what the bar and the keys of a replay took of it; it returns
// whether the match was left.
func (f *Field) watched(a *Stage, in *battle.Input) (left bool) {
	for _, action := range a.Actions(a.Keys.AskedInReplay) {
		if action == keys.ReplayEyes {
			f.LookThrough(a, (f.Watch.Eyes.Team+2)%(len(f.Battle.Setup.Scenario.Teams)+1)-1)
		}
	}
	on, left := f.WatchBar(a, a.Strip())
	if on {
		in.Left, in.Right, in.Middle, in.Wheel = battle.Button{}, battle.Button{}, battle.Button{}, 0
	}
	return left
}

// EyeNames are whose views of the battle there are: everybody's, then each team's.
func (f *Field) EyeNames(w i18n.Words) []string {
	names := []string{w.Say("replay.all")}
	for i := range f.Battle.Setup.Scenario.Teams {
		names = append(names, f.Battle.TeamName(i, w))
	}
	return names
}
