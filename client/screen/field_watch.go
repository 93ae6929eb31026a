package screen

import (
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/kit"
	"muster/client/screen/words"
	"muster/game"
)

// watch is what somebody has who watches a live match: a choice of eyes, a camera that follows, a way out.
type watch struct {
	eyes  battle.Eyes
	ui    *kit.UI
	from  time.Time     // when the match began, as the matchmaker says; zero if it is not known
	delay time.Duration // of what is seen
}

func newWatch(a *Stage, begun time.Time, delay time.Duration) *watch {
	u := kit.New(func(s string, size float64) float64 { return a.Canvas.Width(s, size) / a.Canvas.Scale }, a.Trace)
	if delay == 0 {
		delay = host.UsualDelay
	}
	return &watch{eyes: battle.Eyes{Team: -1}, ui: u, from: begun, delay: delay}
}

// soon is how many seconds there are until the first picture, -1 if that is not known.
func (s *watch) soon(now time.Time) int {
	if s.from.IsZero() {
		return -1
	}
	left := min(s.delay, s.delay-now.Sub(s.from)) // clocks differ
	return int((left + time.Second - 1) / time.Second)
}

// late says why there is no picture yet, and when there will be one.
func (f *field) late(a *Stage) string {
	if n := f.watch.soon(a.Now); n > 0 {
		return a.Words.Say("online.late_for", "time", words.Clock(f.watch.delay), "left", words.Clock(time.Duration(n)*time.Second))
	}
	return a.Words.Say("online.late", "time", words.Clock(f.watch.delay))
}

// watchBar is the strip at the bottom; it returns whether the pointer is on it, and whether the match was left.
func (f *field) watchBar(a *Stage, in kit.Input) (on, left bool) {
	w, u := a.Words, f.watch.ui
	in.Next, in.Previous, in.Less, in.More, in.Accept = false, false, false, false, false // keys have their table
	u.Scale, u.Letters = a.Canvas.Scale, a.UI.Letters
	u.Begin(a.Canvas.W/a.Canvas.Scale, a.Canvas.H/a.Canvas.Scale, in)
	names, tall := f.eyeNames(w), u.RowHeight()
	r := kit.Rect{X: 8, W: min(620, f.battle.Layout.Minimap.X/a.Canvas.Scale-24)}
	places := kit.Flow(kit.Rect{X: r.X + 10, W: r.W - 20}, tall, 8, []float64{
		u.Need(w.Say("replay.eyes"), names, tall), u.Room(w.Say("replay.follow")) + tall, u.Room(w.Say("page.back")),
	})
	r.H = places[2].Y + tall + 20
	r.Y = u.H - r.H - 8
	for i := range places {
		places[i].Y += r.Y + 10
	}
	u.Fill(r, kit.Back, 0.9)
	u.Frame(r, 1, kit.Edge, 1)
	now := f.watch.eyes.Team + 1
	if to := u.Choice("watch.eyes", places[0], w.Say("replay.eyes"), w.Say("replay.eyes_hint"), names, now); to != now {
		f.lookThrough(a, to-1)
	}
	f.battle.Following = u.Check("watch.follow", places[1], w.Say("replay.follow"), w.Say("replay.follow_hint"), f.battle.Following)
	left = u.Button("watch.leave", places[2], w.Say("page.back"), "")
	u.Tip()
	u.End()
	if left {
		f.leave(a)
	}
	return r.Holds(in.Pointer), left
}

// lookThrough shows the match through a team's eyes, through everybody's for -1.
func (f *field) lookThrough(a *Stage, team int) {
	f.watch.eyes = battle.Eyes{Team: team}
	as := game.All
	if team >= 0 {
		as = game.Audience(team)
	}
	f.battle.Watch(as)
	f.battle.Borrowed = team >= 0
	f.forgetFog()
	a.Trace("eyes %d", team+1)
}

// watched is the input of who only watches, without what the bar and the keys of a replay took of it; it returns whether the match
// was left.
func (f *field) watched(a *Stage, in *battle.Input) (left bool) {
	for _, action := range a.Actions(a.Keys.AskedInReplay) {
		if action == keys.ReplayEyes {
			f.lookThrough(a, (f.watch.eyes.Team+2)%(len(f.battle.Setup.Scenario.Teams)+1)-1)
		}
	}
	on, left := f.watchBar(a, a.Strip())
	if on {
		in.Left, in.Right, in.Middle, in.Wheel = battle.Button{}, battle.Button{}, battle.Button{}, 0
	}
	return left
}

// eyeNames are whose views of the battle there are: everybody's, then each team's.
func (f *field) eyeNames(w words.Words) []string {
	names := []string{w.Say("replay.all")}
	for i := range f.battle.Setup.Scenario.Teams {
		names = append(names, f.battle.TeamName(i, w))
	}
	return names
}
