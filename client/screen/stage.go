package screen

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/kit"
	"muster/client/screen/paint"
)

// clip lets nothing be drawn outside of a rectangle; it returns what unclip takes.
func (c *canvas) clip(r battle.Rect) (whole *ebiten.Image) {
	whole = c.dst
	c.dst = whole.SubImage(image.Rect(int(r.X), int(r.Y), int(r.X+r.W), int(r.Y+r.H))).(*ebiten.Image)
	return whole
}

func (c *canvas) unclip(whole *ebiten.Image) { c.dst = whole }

// play draws what a page left behind.
func (c *canvas) play(commands []kit.Command) {
	whole := c.dst
	var clips []*ebiten.Image
	for i := range commands {
		k := &commands[i]
		ink := inkColour(k.Ink)
		ink.a *= float32(k.Alpha)
		r := c.scaled(k.R)
		switch k.Do {
		case kit.FillRect:
			c.rect(r, ink)
		case kit.FrameRect:
			c.frame(r, max(1, c.px(k.Size)), ink)
		case kit.Write:
			c.write(k, r, ink)
		case kit.DrawLine:
			c.line(battle.Point{X: r.X, Y: r.Y}, battle.Point{X: r.W, Y: r.H}, max(1, c.px(k.Size)), ink)
		case kit.DrawIcon:
			c.icon(k.Text, r.Mid(), r.W, ink)
		case kit.DrawPicture:
			if img := c.pictures[k.Text]; img != nil {
				c.picture(img, r, plain)
			}
		case kit.Clip:
			clips = append(clips, c.clip(r))
		case kit.Unclip:
			c.dst, clips = clips[len(clips)-1], clips[:len(clips)-1]
		}
	}
	c.dst = whole
}

func (c *canvas) scaled(r kit.Rect) battle.Rect {
	return battle.Rect{X: r.X * c.scale, Y: r.Y * c.scale, W: r.W * c.scale, H: r.H * c.scale}
}

func (c *canvas) write(k *kit.Command, r battle.Rect, ink colour) {
	at := battle.Point{X: r.X, Y: r.Y + r.H/2}
	switch k.Align {
	case kit.Middle:
		at.X += r.W / 2
		c.text(k.Text, at, k.Size, middle, ink)
	case kit.Right:
		at.X += r.W
		c.text(k.Text, at, k.Size, right, ink)
	default:
		c.text(k.Text, at, k.Size, left, ink)
	}
}

// icon draws an icon with a side in pixels.
func (c *canvas) icon(name string, at battle.Point, size float64, ink colour) {
	icon := c.icons[name]
	if icon == nil {
		return
	}
	c.picture(icon.at(size), battle.Rect{X: at.X - size/2, Y: at.Y - size/2, W: size, H: size}, ink)
}

// dashes is a line with gaps.
func (c *canvas) dashes(from, to battle.Point, width float64, ink colour) {
	dx, dy := to.X-from.X, to.Y-from.Y
	far, dash := math.Hypot(dx, dy), c.px(7)
	for at := dash; at < far-dash; at += 2 * dash {
		a, z := at/far, math.Min(1, (at+dash)/far)
		c.line(battle.Point{X: from.X + dx*a, Y: from.Y + dy*a}, battle.Point{X: from.X + dx*z, Y: from.Y + dy*z}, width, ink)
	}
}

// mine draws one on its cell.
func (c *canvas) mine(at battle.Point, zoom float64, team colour, strong float64) {
	c.sprite(paint.Disc, at, max(zoom*0.5, c.px(8)), 0, rgba(0.1, 0.1, 0.1, 1).with(strong))
	c.sprite(paint.Disc, at, max(zoom*0.28, c.px(5)), 0, team.with(strong))
}
