package screen

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/pages"
	"muster/client/screen/viewer"
	"muster/game"
)

// battlefield is a scene in which a match is played or watched.
type battlefield struct{ *field.Field }

func (b battlefield) name() string                { return "battle" }
func (b battlefield) update(a *app)               { b.Update(a.stage) }
func (b battlefield) goOn(a *app)                 { b.GoOn(a.stage) }
func (b battlefield) draw(a *app, c *draw.Canvas) { b.Draw(a.stage, c) }

// fought reports whether a scene is one in which a match is played or watched, be it over.
func fought(s scene) bool {
	switch s.(type) {
	case battlefield, *table:
		return true
	}
	return false
}

// replayed is a scene in which a replay is watched.
type replayed struct{ *viewer.Viewer }

func (r replayed) name() string                { return "replay" }
func (r replayed) update(a *app)               { r.Update(a.stage) }
func (r replayed) goOn(a *app)                 { r.GoOn(a.stage) }
func (r replayed) draw(a *app, c *draw.Canvas) { r.Draw(a.stage, c) }
func (r replayed) end()                        { r.End() }

// Ask opens a page over a battlefield, or leaves it.
func (a *app) Ask(f *field.Field, what field.Want) {
	switch what {
	case field.Menu:
		a.Over(pages.Menu(a.shown(f)))
	case field.Help:
		a.Open(pages.Keys)
	case field.ChatTeam:
		a.Over(pages.Chat(a.shown(f), game.ChatTeam))
	case field.ChatAll:
		a.Over(pages.Chat(a.shown(f), game.ChatAll))
	case field.Phrases:
		a.Over(pages.Phrases(a.shown(f)))
	case field.Learned:
		a.Over(pages.Learned(a.pages, a.shown(f)))
	case field.Result:
		a.Over(pages.Result(a.pages, a.shown(f)))
	case field.Closed:
		a.Over(pages.Closed(a.shown(f)))
	case field.Again:
		a.over(replayed{viewer.Film(a.stage, a, f, a.groundOf(f.Battle.Setup).Now())})
	case field.Left:
		a.Leave()
		a.Open(a.source.Back())
	}
}

// Cursor is where the mouse is.
func (a *app) Cursor() battle.Point { return a.pointer() }

// PlaySound plays a sound as it is heard from a camera.
func (a *app) PlaySound(c battle.Cue, from *battle.Camera) { a.sound.play(c, from) }
