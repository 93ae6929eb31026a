package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/ui"
)

// Sound lets the player hear what happened.
func (f *Field) Sound(a *Stage) {
	b := f.Battle
	for _, c := range b.Cues {
		a.PlaySound(c, &b.Camera)
		f.captions.Add(c, &b.Camera, a.Now)
	}
	b.Cues = b.Cues[:0]
	f.captions.Pass(a.Now)
}

// drawCaptions writes what is heard above the minimap, for who asked for it.
func (f *Field) drawCaptions(a *Stage, c *draw.Canvas) {
	if !a.Chosen.Captions {
		return
	}
	at := battle.Point{X: c.W - c.Px(14), Y: f.Battle.Layout.Minimap.Y - c.Px(22)}
	for i := range f.captions.All {
		line := &f.captions.All[len(f.captions.All)-1-i]
		text := line.Say(a.Words)
		c.Rect(battle.Rect{
			X: at.X - c.Width(text, ui.Usual) - c.Px(8), Y: at.Y - c.Px(12), W: c.Width(text, ui.Usual) + c.Px(16),
			H: c.Px(24),
		}, draw.Back.With(0.75))
		c.Text(text, at, ui.Usual, draw.Right, draw.Body)
		at.Y -= c.Px(captionLine)
	}
}

// captionLine is how tall a caption is, at scale 1.
const captionLine = 26
