package screen

import (
	"errors"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/paint"
	"muster/game"
)

// field is the battlefield: it follows a match, shows it and sends what the player orders.
type field struct {
	match  host.Match
	follow *host.Follower
	smooth *client.Smooth
	battle *battle.Battle
	menu   *menu // over the battlefield; nil while there is none
	ground *ebiten.Image
	fog    game.Fog
	shroud *paint.Shroud
	veil   *ebiten.Image // the shroud, one texel a cell
	link   client.LinkStatus
	over   bool // a view with the result has come; it is shown in a moment
	err    error
	rtt    time.Duration
	told   time.Time // when squads were last traced
}

const (
	maxElapsed = 100 * time.Millisecond // after a hitch the camera does not leap
	traceEvery = 500 * time.Millisecond
)

func newField(a *app, m host.Match, ground *ebiten.Image) *field {
	s := m.Setup()
	f := &field{
		match: m, follow: host.Follow(m), smooth: client.NewSmooth(s.Rules.TickRate), battle: battle.New(s, m.Seat()), ground: ground,
		shroud: paint.NewShroud(&s.Map, s.Rules.Terrains), veil: ebiten.NewImage(int(s.Map.W), int(s.Map.H)),
	}
	f.veil.WritePixels(f.shroud.Pix)
	if a.cfg.Trace != nil {
		f.battle.Trace = a.trace
	}
	return f
}

func (f *field) update(a *app) {
	b := f.battle
	b.Resize(a.canvas.w, a.canvas.h, a.canvas.scale)
	f.hear(a)
	frame := f.smooth.At(a.now)
	b.See(frame, a.now)
	f.lift(frame)
	switch {
	case b.Over():
		f.follow.Stop()
		a.show(newResult(a, f))
		return
	case f.menu != nil && f.pause(a):
		return
	case f.link == client.Closed && !f.over:
		f.closed(a)
	case b.Leave:
		b.Leave = false
		f.menu = f.pauseMenu()
	default:
		f.send(b.Update(a.input()))
	}
	ebiten.SetCursorShape(f.cursor())
	f.tell(a)
}

// cursor tells that the next click says where to.
func (f *field) cursor() ebiten.CursorShapeType {
	if f.battle.Aim != game.NoOrder && f.menu == nil {
		return ebiten.CursorShapeCrosshair
	}
	return ebiten.CursorShapeDefault
}

// hear takes what has come over the link.
func (f *field) hear(a *app) {
	h := f.follow.Take()
	for _, v := range h.Views {
		f.smooth.Take(v.View, v.At)
		f.over = f.over || v.View.Result.Reason != game.NotOver
	}
	for _, answer := range h.Answers {
		f.battle.Answer(answer, a.now)
	}
	if h.Link != f.link {
		a.trace("link %d %v", h.Link, h.Err)
	}
	f.link, f.err = h.Link, h.Err
	f.rtt = f.match.Stats().RTT
}

// lift brings the fog up to date, once a view.
func (f *field) lift(frame client.Frame) {
	if len(frame.Passed) == 0 {
		return
	}
	f.battle.Setup.Fog(frame.View, &f.fog)
	f.shroud.Lift(&f.fog)
	f.veil.WritePixels(f.shroud.Pix)
}

func (f *field) send(orders []game.Order) {
	for _, o := range orders {
		seq, err := f.match.Order(o)
		if err != nil {
			f.battle.Refuse(o.Kind, refusal(err), time.Now())
			return
		}
		f.battle.Sent(seq, o)
	}
}

// refusal is what the client's own refusals mean to a player.
func refusal(err error) game.Refusal {
	if errors.Is(err, client.ErrClosed) {
		return game.MatchOver
	}
	return game.TooMany
}

// pauseMenu lies over the battle, which goes on.
func (f *field) pauseMenu() *menu {
	return &menu{buttons: []button{
		{"menu.resume", nil, func(*app) { f.menu = nil }},
		{"menu.help", nil, func(*app) { f.menu, f.battle.Help = nil, true }},
		{"title.language", func(a *app) string { return a.words.Say("title.this_language") }, func(a *app) { a.speak(a.other()) }},
		{"menu.leave", nil, f.leave},
	}}
}

// pause lets the menu be used; it returns true when the scene was left.
func (f *field) pause(a *app) bool {
	in := a.input()
	for _, action := range in.Actions {
		if action == battle.Back {
			f.menu = nil
			return false
		}
	}
	f.menu.update(a)
	return a.scene != scene(f)
}

// closed is when the link has ended for good and no result is known.
func (f *field) closed(a *app) {
	if f.menu == nil {
		f.menu = &menu{buttons: []button{{"wait.back", nil, f.leave}}}
	}
}

func (f *field) leave(a *app) {
	f.follow.Stop()
	a.leave()
	a.show(newTitle(a))
}

// tell says for traces where the own squads are: cells, and pixels of the window.
func (f *field) tell(a *app) {
	if a.cfg.Trace == nil || a.now.Sub(f.told) < traceEvery {
		return
	}
	f.told = a.now
	a.trace("frames %.0f a second", ebiten.ActualFPS())
	for _, c := range f.battle.Cards() {
		if cell, px, ok := f.battle.Where(c.ID); ok {
			a.trace("squad %d cell %.2f,%.2f pixel %.0f,%.0f alive %d", c.ID, cell.X, cell.Y, px.X, px.Y, c.Alive)
		}
	}
}
