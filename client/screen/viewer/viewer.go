// Package viewer shows replays and the film of a match by turns: a battlefield that is fed from a journal, or from what
// was seen, with a time line under it.
package viewer

import (
	"context"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/keys"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/game"
	"muster/shard/replay"
)

// App is what a viewer asks of the game around it, beside what its battlefield does.
type App interface {
	Open(p pages.Place) // leads to a page
	Back()              // to where the replay was chosen
}

// Reel is what is shown. replay.Player is one of a journal, plan.Reel one of a match by turns that goes on.
type Reel interface {
	Setup() *game.Setup
	Tick() game.Tick              // of the view
	Last() game.Tick              // that there is
	Step() (more bool, err error) // goes on to the next view
	Seek(t game.Tick) error       // goes to a tick, or to the last one
	View(a game.Audience) *game.View
}

// Viewer shows a reel: a field that is fed from one instead of a link, with a time line under it. It has a
// clock of its own, which stands still, goes slower or faster, and begins anew after each leap.
type Viewer struct {
	*field.Field
	app          App
	interpolator *client.Interpolator
	player       Reel
	below        *field.Field // of a film: where the match goes on; nil of a replay
	audience     game.Audience
	speed        int // index into speeds
	paused       bool
	clock        time.Time           // of the replay
	from         game.Tick           // that was leapt to last; the clock began there
	story        battle.Story        // the whole match's, once it is known
	scanned      <-chan battle.Story // brings it
	stop         context.CancelFunc  // ends the search for it; nil for none
	said         *replay.Intentions
	plans        bool // what commanders intend is shown
	graphs       bool
	problem      error
	link         string       // of the page where anybody can watch it; empty where none can be copied
	copyText     func(string) // to the clipboard
	copied       game.Tick    // that the link leads to which was copied last, and one; 0 for none
	UI           *ui.UI
}

var speeds = []float64{0.25, 0.5, 1, 2, 4, 8, 16}

const (
	usualSpeed = 2
	leapBy     = 10 // seconds, with a key
	// lead is how many ticks the player is ahead of what is shown, so that units glide.
	lead = 3
	// heardUpTo is the fastest speed that is heard: beyond it a battle is but a rattle.
	heardUpTo = 2
)

// New shows a replay. copyText copies a link to it; nil where there is no clipboard.
func New(a *field.Stage, app App, copyText func(string), o *pages.Opened, ground *ebiten.Image) *Viewer {
	v := &Viewer{player: o.Player, scanned: o.Story, stop: o.Stop, said: o.Said, audience: game.All}
	if o.Link != "" && copyText != nil {
		v.link, v.copyText = o.Link, copyText
	}
	v.begin(a, app, ground)
	v.leap(a.Now)
	if o.From > 0 {
		v.Seek(o.From, a)
	}
	return v
}

// begin makes what all viewers have.
func (v *Viewer) begin(a *field.Stage, app App, ground *ebiten.Image) {
	v.app, v.Field, v.speed = app, field.Empty(v.player.Setup(), -1, ground), usualSpeed
	v.UI = ui.New(func(s string, size float64) float64 { return a.Canvas.Width(s, size) / a.Canvas.Scale }, a.Trace)
	if a.Traced() {
		v.Battle.Trace = a.Trace
	}
	v.Battle.Watch(v.audience)
	v.Battle.Resize(a.Canvas.W, a.Canvas.H, a.Canvas.Scale)
	v.Battle.Camera.ZoomAt(0, battle.Point{}) // from afar
}

// End ends what goes on beside the viewer.
func (v *Viewer) End() {
	if v.stop != nil {
		v.stop()
	}
}

// GoOn keeps the layout up to date while a page lies over the viewer; the replay stands still then.
func (v *Viewer) GoOn(a *field.Stage) { v.Battle.Resize(a.Canvas.W, a.Canvas.H, a.Canvas.Scale) }

// Update takes what the player did, and lets the replay go on.
func (v *Viewer) Update(a *field.Stage) {
	v.GoOn(a)
	select {
	case v.story = <-v.scanned:
	default:
	}
	in := a.Input()
	in.Actions = a.Actions(a.Keys.AskedInReplay)
	for _, action := range in.Actions {
		v.Act(a, action)
	}
	if v.bar(a, a.Strip()) { // the mouse is the bar's
		in.Left, in.Right, in.Middle, in.Wheel = battle.Button{}, battle.Button{}, battle.Button{}, 0
	}
	v.Battle.Update(in)
	if !v.paused {
		v.Play(a.Now, in.Elapsed)
	}
	v.Battle.Pass(a.Now)
	if speeds[v.speed] > heardUpTo {
		v.Battle.Cues = v.Battle.Cues[:0]
	}
	v.Sound(a)
	wish := v.Battle.Wish
	v.Battle.Wish = battle.NoWish
	v.wished(a, wish)
}

// wished does what was asked for that is not the battle's own.
func (v *Viewer) wished(a *field.Stage, wish keys.Action) {
	switch wish {
	case keys.Back:
		v.app.Back()
	case keys.Pause:
		v.pause(a)
	case keys.AskHelp:
		v.app.Open(pages.Keys)
	}
}

// Act does what the keys of a replay ask for.
func (v *Viewer) Act(a *field.Stage, action keys.Action) {
	leap := game.Tick(v.Battle.Setup.Rules.TickRate) * leapBy
	switch action {
	case keys.ReplayPlay:
		v.pause(a)
	case keys.ReplayBack:
		v.Seek(v.Tick()-min(v.Tick(), leap), a)
	case keys.ReplayForward:
		v.Seek(v.Tick()+leap, a)
	case keys.ReplayStart:
		v.Seek(0, a)
	case keys.ReplaySlower:
		v.speed = max(0, v.speed-1)
	case keys.ReplayFaster:
		v.speed = min(len(speeds)-1, v.speed+1)
	case keys.ReplayEyes:
		if v.below == nil {
			v.watch(v.eyes()+1, a)
		}
	case keys.ReplayPlans:
		v.plans = !v.plans && v.below == nil
	case keys.ReplayTurnBack:
		v.toTurn(v.turnBefore, a)
	case keys.ReplayTurnForward:
		v.toTurn(v.turnAfter, a)
	case keys.ReplayGraphs:
		v.graphs = !v.graphs
	}
}

// pause stops the replay or lets it go on, at its end from the beginning.
func (v *Viewer) pause(a *field.Stage) {
	if v.ended() {
		v.paused = true
		v.Seek(0, a)
	}
	v.paused = !v.paused
	a.Trace("paused %v", v.paused)
}

// Tick is the one that is shown.
func (v *Viewer) Tick() game.Tick {
	if v.Battle.View == nil {
		return 0
	}
	return v.Battle.View.Tick
}

// ended reports whether there is nothing more to be shown.
func (v *Viewer) ended() bool { return v.Last() > 0 && v.Tick() >= v.Last() }

// Play lets time pass, and keeps the player ahead of what is shown.
func (v *Viewer) Play(now time.Time, passed time.Duration) {
	v.clock = v.clock.Add(time.Duration(float64(passed) * speeds[v.speed]))
	due := v.from + lead + game.Tick(v.clock.Sub(time.Time{}).Seconds()*v.rate())
	for on := true; on && v.player.Tick() < due; {
		if on, v.problem = v.player.Step(); on {
			v.pushView()
		}
	}
	v.SetFrame(v.interpolator.At(v.clock), now)
}

// Last is the replay's last tick.
func (v *Viewer) Last() game.Tick { return v.player.Last() }

// Known reports whether the story of the whole match is.
func (v *Viewer) Known() bool { return len(v.story.Samples) > 0 }

func (v *Viewer) rate() float64 { return float64(v.Battle.Setup.Rules.TickRate) }

// pushView passes on the view of the tick that the player has come to, as if it had come just when it was due.
func (v *Viewer) pushView() {
	at := time.Duration(float64(v.player.Tick()-v.from) / v.rate() * float64(time.Second))
	v.interpolator.Add(v.player.View(v.audience), time.Time{}.Add(at))
}

// leap shows the tick that the player is at. Nothing flashes that lay in between.
func (v *Viewer) leap(now time.Time) {
	v.from, v.clock = v.player.Tick(), time.Time{}
	v.interpolator = client.NewInterpolator(v.Battle.Setup.Rules.TickRate)
	v.pushView()
	v.Battle.Leap()
	v.SetFrame(v.interpolator.At(v.clock), now)
	v.Battle.Pass(now.Add(time.Minute))
}

// Seek leaps to a tick, or to the last one.
func (v *Viewer) Seek(t game.Tick, a *field.Stage) {
	v.problem = v.player.Seek(t)
	v.leap(a.Now)
	a.Trace("seek %d", v.player.Tick())
}

// eyes is whose view is shown: 0 for everybody's, or a team from 1.
func (v *Viewer) eyes() int {
	if v.audience == game.All {
		return 0
	}
	return int(v.audience) + 1
}

// watch shows another view of the same tick.
func (v *Viewer) watch(eyes int, a *field.Stage) {
	switch eyes %= len(v.Battle.Setup.Scenario.Teams) + 1; eyes {
	case 0:
		v.audience = game.All
	default:
		v.audience = game.Audience(eyes - 1)
	}
	v.Battle.Watch(v.audience)
	v.ForgetFog()
	v.Seek(v.Tick(), a)
	a.Trace("eyes %d", eyes)
}
