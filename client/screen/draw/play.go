package draw

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/paint"
	"muster/client/screen/ui"
)

// Clip lets nothing be drawn outside of a rectangle; it returns what unclip takes.
func (c *Canvas) Clip(r battle.Rect) (whole *ebiten.Image) {
	whole = c.dst
	c.dst = whole.SubImage(image.Rect(int(r.X), int(r.Y), int(r.X+r.W), int(r.Y+r.H))).(*ebiten.Image)
	return whole
}

func (c *Canvas) Unclip(whole *ebiten.Image) { c.dst = whole }

// Play draws what a page left behind.
func (c *Canvas) Play(commands []ui.Command) {
	whole := c.dst
	var clips []*ebiten.Image
	for i := range commands {
		k := &commands[i]
		ink := inkColour(k.Ink)
		ink.a *= float32(k.Alpha)
		r := c.scaled(k.R)
		switch k.Do {
		case ui.FillRect:
			c.Rect(r, ink)
		case ui.FrameRect:
			c.Frame(r, max(1, c.Px(k.Size)), ink)
		case ui.Write:
			c.write(k, r, ink)
		case ui.DrawLine:
			c.Line(battle.Point{X: r.X, Y: r.Y}, battle.Point{X: r.W, Y: r.H}, max(1, c.Px(k.Size)), ink)
		case ui.DrawIcon:
			c.Icon(k.Text, r.Mid(), r.W, ink)
		case ui.DrawPicture:
			if img := c.pictures[k.Text]; img != nil {
				c.Picture(img, r, Plain)
			}
		case ui.Clip:
			clips = append(clips, c.Clip(r))
		case ui.Unclip:
			c.dst, clips = clips[len(clips)-1], clips[:len(clips)-1]
		}
	}
	c.dst = whole
}

func (c *Canvas) scaled(r ui.Rect) battle.Rect {
	return battle.Rect{X: r.X * c.Scale, Y: r.Y * c.Scale, W: r.W * c.Scale, H: r.H * c.Scale}
}

func (c *Canvas) write(k *ui.Command, r battle.Rect, ink Colour) {
	at := battle.Point{X: r.X, Y: r.Y + r.H/2}
	switch k.Align {
	case ui.Middle:
		at.X += r.W / 2
		c.Text(k.Text, at, k.Size, Middle, ink)
	case ui.Right:
		at.X += r.W
		c.Text(k.Text, at, k.Size, Right, ink)
	default:
		c.Text(k.Text, at, k.Size, Left, ink)
	}
}

// Icon draws an icon with a side in pixels.
func (c *Canvas) Icon(name string, at battle.Point, size float64, ink Colour) {
	icon := c.icons[name]
	if icon == nil {
		return
	}
	c.Picture(icon.at(size), battle.Rect{X: at.X - size/2, Y: at.Y - size/2, W: size, H: size}, ink)
}

// Dashes is a line with gaps.
func (c *Canvas) Dashes(from, to battle.Point, width float64, ink Colour) {
	dx, dy := to.X-from.X, to.Y-from.Y
	far, dash := math.Hypot(dx, dy), c.Px(7)
	for at := dash; at < far-dash; at += 2 * dash {
		a, z := at/far, math.Min(1, (at+dash)/far)
		c.Line(battle.Point{X: from.X + dx*a, Y: from.Y + dy*a}, battle.Point{
			X: from.X + dx*z, Y: from.Y + dy*z,
		}, width, ink)
	}
}

// Mine draws one on its cell.
func (c *Canvas) Mine(at battle.Point, zoom float64, team Colour, strong float64) {
	c.Sprite(paint.Disc, at, max(zoom*0.5, c.Px(8)), 0, RGBA(0.1, 0.1, 0.1, 1).With(strong))
	c.Sprite(paint.Disc, at, max(zoom*0.28, c.Px(5)), 0, team.With(strong))
}
