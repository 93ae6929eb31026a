package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/settings"
	"muster/client/screen/viewer"
	"muster/game"
)

// Open leads to a page that needs nothing but the game.
func (a *app) Open(p pages.Place) {
	a.crashed = a.crashed && p != pages.Title // who is at the title has gone on
	made, over := a.pages.At(p)
	if over {
		a.over(page{made})
		return
	}
	a.show(page{made})
}

// Over puts a page over what is shown.
func (a *app) Over(p *pages.Page) { a.over(page{p}) }

// Back leads to the scene below, or else to the title.
func (a *app) Back() {
	if len(a.scenes) == 1 {
		a.Open(pages.Title)
		return
	}
	end(a.top())
	a.scenes = a.scenes[:len(a.scenes)-1]
	a.entered()
}

// Play goes to get a match; the one that was played is given up.
func (a *app) Play(from pages.MatchSource) {
	p := pages.Wait(a.pages, from)
	a.source = from
	a.show(page{p})
}

// Begin shows a match's battlefield once its ground is painted, if only in the rough.
func (a *app) Begin(m host.Match) {
	ground := a.groundOf(m.Setup())
	if ground.Now() == nil {
		return
	}
	a.match = m
	if both, ok := m.(host.Shared); ok {
		a.sit(both, ground)
		return
	}
	begun, delay := a.source.Late()
	f := field.New(a.stage, m, ground, begun, delay)
	a.show(battlefield{f})
}

// Watch goes to read a replay.
func (a *app) Watch(read pages.Reading) { a.over(page{pages.Opening(a.pages, read)}) }

// View shows a replay in place of the page that read it, once its ground is painted.
func (a *app) View(o *pages.Opened) {
	if img := a.groundOf(o.Player.Setup()).Image(); img != nil {
		o.Shown = true
		a.Back()
		a.over(replayed{viewer.New(a.stage, a, a.pages.Copy, o, img)})
	}
}

// Leave gives up the match that is played, if one is.
func (a *app) Leave() {
	if a.match == nil {
		return
	}
	m := a.match
	a.Guard.Go(func() {
		_ = m.Close() // it may wait for the network, or for a disk
		if a.pages.Saves != nil {
			a.Post(a.pages.LookForSaves) // it may be gone on with
		}
	})
	a.match = nil
}

// Quit ends the game.
func (a *app) Quit() { a.quit = true }

// shown is a battle as pages show it.
func (a *app) shown(f *field.Field) *pages.Battle {
	return &pages.Battle{
		Battle: f.Battle, Source: a.source, Story: &f.Story, Lesson: f.Lesson, Own: f.Own(), Waits: f.Waits(),
		Err: f.Link.Err,
		Say: func(t game.Talk) { f.Say(a.stage, t) }, Leave: func() { f.Leave(a.stage) },
	}
}

// Resize makes the window as large as was chosen.
func (a *app) Resize(to settings.Size) { ebiten.SetWindowSize(to.W, to.H) }

// Silent reports whether there is no device to play sounds on.
func (a *app) Silent() bool { return a.sound.silent() }

// Stroke is the key that goes down now, but for those that are held with others, and which of those are held.
func (a *app) Stroke() (key string, ctrl, shift, alt bool) {
	var room [8]ebiten.Key
	for _, k := range inpututil.AppendJustPressedKeys(room[:0]) {
		if !modifier(k) {
			return k.String(), ebiten.IsKeyPressed(ebiten.KeyControl), ebiten.IsKeyPressed(ebiten.KeyShift),
				ebiten.IsKeyPressed(ebiten.KeyAlt)
		}
	}
	return "", false, false, false
}
