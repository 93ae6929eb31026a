package screen

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/paint"
)

// canvas is what scenes draw with. Everything comes from few images, so that Ebitengine can draw much at once.
type canvas struct {
	dst     *ebiten.Image
	w, h    float64
	scale   float64 // of letters and margins
	white   *ebiten.Image
	dusk    *ebiten.Image // darkness that falls off to the right
	sprites [paint.Sprites]*ebiten.Image
	font    *text.GoTextFaceSource
	faces   map[float64]*text.GoTextFace
}

func newCanvas() (*canvas, error) {
	b, err := assets.Embedded().Font()
	if err != nil {
		return nil, err
	}
	font, err := text.NewGoTextFaceSource(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c := &canvas{font: font, faces: map[float64]*text.GoTextFace{}, scale: 1}
	plain := ebiten.NewImage(3, 3)
	plain.Fill(color.White)
	c.white = plain.SubImage(image.Rect(1, 1, 2, 2)).(*ebiten.Image)
	c.dusk = ebiten.NewImageFromImage(dusk())
	for s := range paint.Sprites {
		c.sprites[s] = ebiten.NewImageFromImage(s.Draw())
	}
	return c, nil
}

func (c *canvas) begin(dst *ebiten.Image)        { c.dst = dst }
func (c *canvas) resize(w, h, scale float64)     { c.w, c.h, c.scale = w, h, scale }
func (c *canvas) px(size float64) float64        { return size * c.scale }
func (c *canvas) all() battle.Rect               { return battle.Rect{W: c.w, H: c.h} }
func (c *canvas) fill(r battle.Rect, col colour) { c.rect(r, col) }

// rect fills a rectangle.
func (c *canvas) rect(r battle.Rect, col colour) {
	var op ebiten.DrawImageOptions
	op.GeoM.Scale(r.W, r.H)
	op.GeoM.Translate(r.X, r.Y)
	op.ColorScale = col.scale()
	c.dst.DrawImage(c.white, &op)
}

// frame draws the inner edge of a rectangle.
func (c *canvas) frame(r battle.Rect, width float64, col colour) {
	c.rect(battle.Rect{X: r.X, Y: r.Y, W: r.W, H: width}, col)
	c.rect(battle.Rect{X: r.X, Y: r.Y + r.H - width, W: r.W, H: width}, col)
	c.rect(battle.Rect{X: r.X, Y: r.Y + width, W: width, H: r.H - 2*width}, col)
	c.rect(battle.Rect{X: r.X + r.W - width, Y: r.Y + width, W: width, H: r.H - 2*width}, col)
}

// panel is the ground of everything that lies over the battlefield.
func (c *canvas) panel(r battle.Rect) {
	c.rect(r, panelColour)
	c.frame(r, math.Max(1, c.px(1)), edgeColour)
}

func (c *canvas) line(from, to battle.Point, width float64, col colour) {
	dx, dy := to.X-from.X, to.Y-from.Y
	var op ebiten.DrawImageOptions
	op.GeoM.Translate(0, -0.5)
	op.GeoM.Scale(math.Hypot(dx, dy), width)
	op.GeoM.Rotate(math.Atan2(dy, dx))
	op.GeoM.Translate(from.X, from.Y)
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	c.dst.DrawImage(c.white, &op)
}

// sprite draws one with a diameter in pixels, turned by an angle.
func (c *canvas) sprite(s paint.Sprite, at battle.Point, size, angle float64, col colour) {
	var op ebiten.DrawImageOptions
	op.GeoM.Translate(-paint.SpriteSize/2, -paint.SpriteSize/2)
	op.GeoM.Scale(size/paint.SpriteSize, size/paint.SpriteSize)
	op.GeoM.Rotate(angle)
	op.GeoM.Translate(at.X, at.Y)
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	c.dst.DrawImage(c.sprites[s], &op)
}

// picture draws an image into a rectangle.
func (c *canvas) picture(img *ebiten.Image, r battle.Rect, col colour) {
	size := img.Bounds().Size()
	var op ebiten.DrawImageOptions
	op.GeoM.Scale(r.W/float64(size.X), r.H/float64(size.Y))
	op.GeoM.Translate(r.X, r.Y)
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	c.dst.DrawImage(img, &op)
}

// How a text lies at its place.
const (
	left   = text.AlignStart
	middle = text.AlignCenter
	right  = text.AlignEnd
)

// text writes a line; at is its left end, middle or right end at half its height. size is in pixels at scale 1.
func (c *canvas) text(s string, at battle.Point, size float64, align text.Align, col colour) {
	var op text.DrawOptions
	op.GeoM.Translate(math.Round(at.X), math.Round(at.Y))
	op.PrimaryAlign, op.SecondaryAlign = align, text.AlignCenter
	op.ColorScale = col.scale()
	text.Draw(c.dst, s, c.face(size), &op)
}

// label is a text that is read on any ground.
func (c *canvas) label(s string, at battle.Point, size float64, align text.Align, col colour) {
	d := math.Max(1, c.px(1.2))
	shade := colour{0, 0, 0, 0.75 * col.a}
	for _, off := range []battle.Point{{X: -d}, {X: d}, {Y: -d}, {Y: d}} {
		c.text(s, battle.Point{X: at.X + off.X, Y: at.Y + off.Y}, size, align, shade)
	}
	c.text(s, at, size, align, col)
}

// width is how wide a text is, in pixels.
func (c *canvas) width(s string, size float64) float64 { return text.Advance(s, c.face(size)) }

// fitting shortens a text until it fits into a width.
func (c *canvas) fitting(s string, size, width float64) string {
	letters := []rune(s)
	for n := len(letters); n > 0; n-- {
		short := string(letters[:n])
		if n < len(letters) {
			short += "…"
		}
		if c.width(short, size) <= width {
			return short
		}
	}
	return ""
}

func (c *canvas) face(size float64) *text.GoTextFace {
	px := math.Round(c.px(size))
	if c.faces[px] == nil {
		c.faces[px] = &text.GoTextFace{Source: c.font, Size: px}
	}
	return c.faces[px]
}

// wrap breaks a text into at most so many lines of a width. It breaks at blanks, and within words that are too long.
func (c *canvas) wrap(s string, size, width float64, most int) (lines []string) {
	line := ""
	for _, letter := range s {
		if letter == '\n' || c.width(line+string(letter), size) > width {
			rest := ""
			if cut := strings.LastIndexByte(line, ' '); cut > 0 && letter != '\n' {
				line, rest = line[:cut], line[cut+1:]
			}
			if lines = append(lines, line); len(lines) == most {
				return lines
			}
			line = rest
			if letter == '\n' {
				continue
			}
		}
		line += string(letter)
	}
	return append(lines, line)
}

// dusk is one row of the background's colour, strong on the left.
func dusk() image.Image {
	const n = 256
	img := image.NewNRGBA(image.Rect(0, 0, n, 1))
	for x := range n {
		share := 1 - float64(x)/n
		img.SetNRGBA(x, 0, color.NRGBA{level(backColour.r), level(backColour.g), level(backColour.b), level(float32(0.88*math.Pow(share, 1.3) + 0.12))})
	}
	return img
}

func level(v float32) uint8 { return uint8(max(0, min(255, v*255))) }

// circle draws a thin ring of short lines; a sprite of that size would be blurred.
func (c *canvas) circle(at battle.Point, radius, width float64, col colour) {
	const parts = 56
	point := func(i int) battle.Point {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / parts)
		return battle.Point{X: at.X + radius*cos, Y: at.Y + radius*sin}
	}
	for i := range parts {
		c.line(point(i), point(i+1), width, col)
	}
}
