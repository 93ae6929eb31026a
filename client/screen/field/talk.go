package field

import (
	"muster/client/screen/battle"
	"muster/game"
)

// Say sends a line of talk; what cannot be sent is told.
func (f *Field) Say(a *Stage, t game.Talk) {
	if err := f.Match.Say(t); err != nil {
		f.Battle.Refuse(game.NoOrder, refusal(err), a.Now)
		return
	}
	a.Trace("say %d %q", t.Kind, t.Text)
}

// ping points at what is under a pixel of the map or of the minimap.
func (f *Field) ping(a *Stage, at battle.Point) {
	b := f.Battle
	place := b.Camera.ToMap(at)
	if b.Layout.Minimap.Holds(at) {
		place = b.Layout.FromMinimap(at, b.Camera.MapW, b.Camera.MapH)
	}
	place.X = max(0, min(place.X, b.Camera.MapW-0.1))
	place.Y = max(0, min(place.Y, b.Camera.MapH-0.1))
	f.Say(a, game.Talk{Kind: game.Ping, X: uint16(place.X * game.ViewStep), Y: uint16(place.Y * game.ViewStep)})
}
