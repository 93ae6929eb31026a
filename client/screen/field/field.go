package field

import (
	"errors"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/paint"
	"muster/client/screen/sound"
	"muster/client/screen/ui"
	"muster/game"
)

// Link is how the link to a match does.
type Link struct {
	Status  client.LinkStatus
	Since   time.Time      // when it was lost
	Moved   time.Time      // when another server went on with the match; zero for never
	Stopped bool           // the match was, and waits for its server's operator
	Waits   client.Waiting // for players, before the first tick
	Stats   client.Stats
	Err     error // why it has ended
	trips   trips
}

// Panels are what lies over a battlefield: which are open, and where they were drawn last.
type Panels struct {
	Net, Goals bool
	Sides      [2]battle.Rect // on the left and on the right
	Banner     battle.Rect
	Chat       battle.Rect
	Reasons    []battle.Rect // why orders were refused, and then what is said of the next click
	side       side          // where what is asked for lies
}

// Field is the battlefield: it follows a match, shows it and sends what the player orders.
type Field struct {
	Match        host.Match
	follow       *host.Follower
	interpolator *client.Interpolator
	Battle       *battle.Battle
	Story        battle.Story
	ground       *ebiten.Image
	painted      *draw.Ground // what ground comes from while that is painted; may be nil
	fog          game.Fog
	mask         *paint.FogMask // of the fog
	FogTexture   *ebiten.Image  // the mask, one texel a cell
	ghosts       []battle.Seen
	badges       []badge // room for what drawBadges writes
	fire         fire
	Watch        *Watch    // nil for who plays
	Turns        *Turns    // nil in real time
	over         bool      // a view with the result has come; it is shown in a moment
	ended        bool      // the result is shown
	told         time.Time // when squads were last traced

	Pace     Pace
	Lesson   *battle.Lesson // nil in a battle
	captions sound.Captions
	ahead    battle.Ahead // of the views: what own orders do
	sent     int          // orders

	wrapped wrapping // for what goal was wrapped
	goal    []string // what is fought for, in lines
	folded  folds

	Link   Link
	Panels Panels
}

// roomy is how high a window is, in pixels at scale 1, in which allies' plans lie open from the start beside the goals.
const roomy = 600

const traceEvery = 500 * time.Millisecond

// New is where a match is played or watched. What is watched of others began at a moment and is seen late by so much,
// if that is known.
func New(a *Stage, m host.Match, on *draw.Ground, begun time.Time, delay time.Duration) *Field {
	f := Empty(m.Setup(), m.Seat(), on.Now())
	f.painted = on
	if m.Seat() < 0 {
		f.Watch = NewWatch(a, begun, delay)
		f.Battle.Watch(m.Audience())
		f.Battle.Resize(a.Canvas.W, a.Canvas.H, a.Canvas.Scale)
		f.Battle.Camera.ZoomAt(0, battle.Point{}) // from afar
	}
	f.Battle.Seated(m.Seats())
	if f.Turns = NewTurns(a, f.Battle); f.Turns != nil {
		f.Battle.Resize(a.Canvas.W, a.Canvas.H, a.Canvas.Scale)
		f.TurnBar(a, ui.Input{Pointer: ui.Point{X: -1, Y: -1}}) // the map is shown below it from the first
	}
	f.Match, f.follow, f.Lesson = m, host.Follow(m, a.Guard), LessonOf(m.Setup().Scenario.Name)
	f.Panels.Goals = a.Canvas.W/a.Canvas.Scale > 800
	f.Battle.Plans.Folded = !f.Panels.Goals || a.Canvas.H/a.Canvas.Scale < roomy
	if a.Traced() {
		f.Battle.Trace = a.Trace
	}
	return f
}

// Empty is a battlefield that nobody sends views to yet.
func Empty(s *game.Setup, seat int, ground *ebiten.Image) *Field {
	f := &Field{
		interpolator: client.NewInterpolator(s.Rules.TickRate), Battle: battle.New(s, seat), ground: ground,
		mask: paint.NewFogMask(&s.Map, s.Rules.Terrains), FogTexture: ebiten.NewImage(int(s.Map.W), int(s.Map.H)),
	}
	f.FogTexture.WritePixels(f.mask.Pix)
	return f
}

// GoOn is what happens whether or not a page lies over the battle.
func (f *Field) GoOn(a *Stage) {
	b := f.Battle
	b.Resize(a.Canvas.W, a.Canvas.H, a.Canvas.Scale)
	if f.ended || f.Match == nil {
		return
	}
	if f.painted != nil {
		f.ground = f.painted.Now()
	}
	f.receive(a)
	frame := f.interpolator.At(a.Now)
	if f.Turns == nil {
		frame = f.ahead.Predict(f.Match, frame, f.sent, a.Now.Sub(a.Before))
	} else {
		frame = f.Turns.told(frame)
	}
	if f.Watch != nil {
		frame = f.Watch.Eyes.Through(frame, b.Setup)
	}
	f.SetFrame(frame, a.Now)
	if f.Turns != nil {
		f.Turns.foresee(b.View, f.ghosts)
	}
	b.Pass(a.Now)
	f.Sound(a)
}

// Attend listens to the match without being shown or heard.
func (f *Field) Attend(a *Stage) {
	if f.ended {
		return
	}
	f.receive(a)
	f.SetFrame(f.Turns.told(f.interpolator.At(a.Now)), a.Now)
	f.Battle.Cues = f.Battle.Cues[:0]
	f.Battle.Pass(a.Now)
}

// SetFrame shows a frame.
func (f *Field) SetFrame(frame client.Frame, now time.Time) {
	f.Battle.SetFrame(frame, now)
	for _, v := range frame.Passed {
		f.Story.Add(v, f.Battle.Setup)
	}
	f.learn(frame)
	f.lift(frame)
	if frame.View != nil {
		f.UpdateFire()
	}
}

// Update takes what the player did.
func (f *Field) Update(a *Stage) {
	f.hold(a, false)
	f.GoOn(a)
	b := f.Battle
	switch {
	case f.learned() && !f.ended:
		f.ended = true
		f.Stop()
		a.Ask(f, Learned)
		return
	case b.Over() && !f.ended:
		f.ended = true
		f.Stop()
		a.Ask(f, Result)
		return
	case f.Link.Status == client.Closed && !f.over:
		a.Ask(f, Closed)
		return
	}
	in := a.Input()
	if f.Watch != nil && f.watched(a, in) {
		return // left
	}
	if f.Turns != nil {
		f.planned(a, in)
	} else {
		orders := b.Update(in)
		f.send(orders)
		f.Panels.Goals = f.Panels.Goals && len(orders) == 0 // read by now; a key shows it again
	}
	f.wish(a)
	ebiten.SetCursorShape(f.cursor())
	f.traceSquads(a)
}

// wish does what the player asked for that is not the battle's own.
func (f *Field) wish(a *Stage) {
	b := f.Battle
	wish := b.Wish
	b.Wish = battle.NoWish
	switch wish {
	case keys.Pause, keys.Slower, keys.Faster:
		if !f.setPace(a, wish) && wish == keys.Pause {
			f.interrupt(a, Menu)
		}
	case keys.Back:
		f.interrupt(a, Menu)
	case keys.AskHelp:
		f.interrupt(a, Help)
	case keys.ChatTeam:
		a.Ask(f, ChatTeam)
	case keys.ChatAll:
		a.Ask(f, ChatAll)
	case keys.Phrases:
		a.Ask(f, Phrases)
	case keys.Ping:
		f.ping(a, a.Cursor())
	case keys.Network:
		f.Panels.Net = !f.Panels.Net
	case keys.Objectives:
		f.Panels.Goals = !f.Panels.Goals
	}
}

// interrupt opens a page over which a match that nobody else plays waits.
func (f *Field) interrupt(a *Stage, what Want) {
	a.Ask(f, what)
	f.hold(a, true)
}

// cursor shows that the next click chooses a target.
func (f *Field) cursor() ebiten.CursorShapeType {
	if f.Battle.Aim != game.NoOrder {
		return ebiten.CursorShapeCrosshair
	}
	return ebiten.CursorShapeDefault
}

// receive handles what has come over the link.
func (f *Field) receive(a *Stage) {
	h := f.follow.Drain()
	if h.Restored {
		f.restore(a.Now)
	}
	for _, v := range h.Views {
		if f.Turns != nil {
			f.Turns.Update(v.View, v.At)
		}
		f.interpolator.Add(v.View, v.At)
		f.over = f.over || v.View.Result.Reason != game.NotOver
	}
	for _, answer := range h.Answers {
		f.Battle.Answer(answer, a.Now)
		if f.Turns != nil {
			f.Turns.Plan.Answered(answer)
		}
	}
	for _, t := range h.Talk {
		a.Trace("talk %d %d %q", t.Seat, t.Kind, t.Text)
		f.Battle.Listen(t, a.Now)
	}
	for _, s := range h.Seats {
		a.Trace("seat %d %d %q", s.Seat, s.Leader, s.Name)
		f.Battle.Reseat(s, a.Now)
	}
	if h.Waiting != nil {
		f.Link.Waits = *h.Waiting
	}
	for _, n := range h.Notices {
		f.Battle.Announce(n.Key, a.Now)
	}
	if h.Moved {
		a.Trace("moved")
		f.Link.Moved = a.Now
	}
	if h.Link != f.Link.Status {
		a.Trace("link %d %v", h.Link, h.Err)
		f.Link.Since = a.Now
	}
	f.Link.Status, f.Link.Stopped, f.Link.Err = h.Link, h.Stopped, h.Err
	f.Link.Stats = f.Match.Stats()
	if f.Watch != nil {
		f.Link.Stats.Lost = 0 // late views are every second one by intent
	}
	f.Link.Trip(a.Now.Unix(), float64(f.Link.Stats.RTT.Milliseconds()))
}

// restore begins anew: the match goes on from an earlier moment, and what was shown of it has not happened.
func (f *Field) restore(now time.Time) {
	s := f.Battle.Setup
	f.interpolator = client.NewInterpolator(s.Rules.TickRate)
	f.ahead, f.Story, f.over = battle.Ahead{}, battle.Story{}, false
	if f.Turns != nil {
		f.Turns.restore(f.Battle.Setup)
	}
	f.mask = paint.NewFogMask(&s.Map, s.Rules.Terrains)
	f.Battle.Restored(now)
}

// UpdateFire updates what the selected squads see and reach.
func (f *Field) UpdateFire() { f.fire.update(f.Battle) }

// lift brings the fog up to date, once a view.
func (f *Field) lift(frame client.Frame) {
	if len(frame.Passed) == 0 {
		return
	}
	f.Battle.Setup.Fog(frame.View, &f.fog)
	f.mask.Lift(&f.fog)
	f.FogTexture.WritePixels(f.mask.Pix)
	f.ghosts = f.Battle.Ghosted(&f.fog, f.ghosts)
}

func (f *Field) send(orders []game.Order) {
	for _, o := range orders {
		seq, err := f.Match.Order(o)
		if err != nil {
			f.Battle.Refuse(o.Kind, refusal(err), time.Now())
			return
		}
		f.Battle.Sent(seq, o)
		f.sent++
	}
}

// refusal is what the client's own refusals mean to a player.
func refusal(err error) game.Refusal {
	if errors.Is(err, client.ErrClosed) {
		return game.MatchOver
	}
	return game.TooMany
}

// Stop ends listening to the match.
func (f *Field) Stop() {
	if f.follow != nil {
		f.follow.Stop()
	}
}

// Own reports whether nobody else plays the match, and its server is in this process.
func (f *Field) Own() bool {
	_, own := f.Match.(host.Paced)
	return own
}

// ForgetFog forgets what was seen: it is looked at with other eyes now.
func (f *Field) ForgetFog() {
	f.mask.Forget()
	f.fog = game.Fog{}
}

func (f *Field) Leave(a *Stage) {
	f.Stop()
	a.Ask(f, Left)
}

// traceSquads writes to traces where the own squads are: cells, and pixels of the window.
func (f *Field) traceSquads(a *Stage) {
	if !a.Traced() || a.Now.Sub(f.told) < traceEvery {
		return
	}
	f.told = a.Now
	a.Trace("frames %.0f a second", ebiten.ActualFPS())
	for _, c := range f.Battle.Cards() {
		if cell, px, ok := f.Battle.Where(c.ID); ok {
			a.Trace("squad %d cell %.2f,%.2f pixel %.0f,%.0f alive %d", c.ID, cell.X, cell.Y, px.X, px.Y, c.Alive)
		}
	}
}
