package screen

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/kit"
)

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
			clips = append(clips, c.dst)
			c.dst = c.dst.SubImage(image.Rect(int(r.X), int(r.Y), int(r.X+r.W), int(r.Y+r.H))).(*ebiten.Image)
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
