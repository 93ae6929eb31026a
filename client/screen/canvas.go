package screen

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/paint"
	"muster/client/screen/typeface"
	"muster/client/screen/words"
)

// canvas is what scenes draw with. Everything comes from few images and through one filter, also where it changes nothing:
// what differs in neither Ebitengine draws at once.
type canvas struct {
	dst      *ebiten.Image
	w, h     float64
	scale    float64 // of letters and margins
	white    *ebiten.Image
	dusk     *ebiten.Image // darkness that falls off to the right
	sprites  [paint.Sprites]small
	icons    map[string]small
	pictures map[string]*ebiten.Image // that pages show by name
	faces    *typeface.Faces
	found    int                  // fonts of this machine, when the widths were measured
	widths   map[measured]float64 // of texts that were measured before
	cuts     map[cut]string       // texts that were shortened before
	joined   words.Joined
}

type measured struct {
	s    string
	size float64
}

// cut is a text and the width that it must fit into.
type cut struct {
	of    measured
	width float64
}

// maxWidths bounds what is remembered of texts; then it begins anew.
const maxWidths = 4096

// newCanvas makes one. machine starts what looks for letters among the fonts of this machine; nil to look for none.
func newCanvas(machine func(func())) (*canvas, error) {
	files, err := assets.Embedded().Fonts()
	if err != nil {
		return nil, err
	}
	faces, err := typeface.New(machine, files...)
	if err != nil {
		return nil, err
	}
	c := &canvas{faces: faces, scale: 1, widths: map[measured]float64{}, cuts: map[cut]string{}, joined: words.Joined{}, pictures: map[string]*ebiten.Image{}}
	c.dusk = ebiten.NewImageFromImage(dusk())
	return c, c.loadSmall()
}

const iconSide = 64

// loadSmall paints sprites, icons and a white spot on one sheet.
func (c *canvas) loadSmall() error {
	b, names, err := assets.Embedded().Icons()
	if err != nil {
		return err
	}
	icons, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("read the icons: %w", err)
	}
	s := newSheet()
	var places [][]image.Rectangle
	for sprite := range paint.Sprites {
		places = append(places, s.add(sprite.Draw()))
	}
	for i := range names {
		icon := image.NewRGBA(image.Rect(0, 0, iconSide, iconSide))
		draw.Draw(icon, icon.Rect, icons, image.Pt(i%8*iconSide, i/8*iconSide), draw.Src)
		places = append(places, s.add(icon))
	}
	white := s.place(3, 3)
	draw.Draw(s.img, white, image.White, image.Point{}, draw.Src)
	all := ebiten.NewImageFromImage(s.img)
	c.white = all.SubImage(white.Inset(1)).(*ebiten.Image)
	c.icons = map[string]small{}
	for i, at := range places {
		if i < int(paint.Sprites) {
			c.sprites[i] = cutOff(all, at)
		} else {
			c.icons[names[i-int(paint.Sprites)]] = cutOff(all, at)
		}
	}
	return nil
}

// begin begins a frame.
func (c *canvas) begin(dst *ebiten.Image) {
	c.dst = dst
	if n := c.faces.Found(); n != c.found { // letters that were boxes are as wide as they are now
		c.found = n
		clear(c.widths)
		clear(c.cuts)
	}
}

func (c *canvas) resize(w, h, scale float64) { c.w, c.h, c.scale = w, h, scale }
func (c *canvas) px(size float64) float64    { return size * c.scale }
func (c *canvas) all() battle.Rect           { return battle.Rect{W: c.w, H: c.h} }

// rect fills a rectangle.
func (c *canvas) rect(r battle.Rect, col colour) {
	var op ebiten.DrawImageOptions
	op.GeoM.Scale(r.W, r.H)
	op.GeoM.Translate(r.X, r.Y)
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
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
	img := c.sprites[s].at(size)
	side := float64(img.Bounds().Dx())
	var op ebiten.DrawImageOptions
	op.GeoM.Translate(-side/2, -side/2)
	op.GeoM.Scale(size/side, size/side)
	op.GeoM.Rotate(angle)
	op.GeoM.Translate(at.X, at.Y)
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	c.dst.DrawImage(img, &op)
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
	t := c.faces.Of(s, math.Round(c.px(size)))
	if t.Runs == nil {
		c.oneWay(&t, at, align, col)
		return
	}
	from := at.X - map[text.Align]float64{left: 0, middle: 0.5, right: 1}[align]*t.Wide()
	for i := range t.Runs {
		run, lies := &t.Runs[i], left
		if run.FromRight {
			lies = right // the end of such a line is on its left
		}
		c.oneWay(&run.Text, battle.Point{X: from + run.At, Y: at.Y}, lies, col)
	}
}

// oneWay writes what is written in one direction.
func (c *canvas) oneWay(t *typeface.Text, at battle.Point, align text.Align, col colour) {
	var op text.DrawOptions
	op.GeoM.Translate(math.Round(at.X), math.Round(at.Y)+t.Down)
	op.PrimaryAlign, op.SecondaryAlign = align, text.AlignCenter
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	text.Draw(c.dst, t.Shown, t.Face, &op)
}

// label is a text that is read on any ground.
func (c *canvas) label(s string, at battle.Point, size float64, align text.Align, col colour) {
	d := math.Max(1, c.px(1.2))
	shade := colour{0, 0, 0, 0.75 * col.a}
	for _, off := range [...]battle.Point{{X: -d}, {X: d}, {Y: -d}, {Y: d}} {
		c.text(s, battle.Point{X: at.X + off.X, Y: at.Y + off.Y}, size, align, shade)
	}
	c.text(s, at, size, align, col)
}

// width is how wide a text is, in pixels.
func (c *canvas) width(s string, size float64) float64 {
	key := measured{s, math.Round(c.px(size))}
	if w, ok := c.widths[key]; ok {
		return w
	}
	if len(c.widths) >= maxWidths {
		clear(c.widths)
	}
	t := c.faces.Of(s, key.size)
	w := t.Wide()
	c.widths[key] = w
	return w
}

// fitting shortens a text until it fits into a width.
func (c *canvas) fitting(s string, size, width float64) string {
	if c.width(s, size) <= width {
		return s
	}
	key := cut{measured{s, math.Round(c.px(size))}, width}
	short, ok := c.cuts[key]
	if !ok {
		if len(c.cuts) >= maxWidths {
			clear(c.cuts)
		}
		short = c.cut(s, size, width)
		c.cuts[key] = short
	}
	return short
}

// leastLetters is the size down to which letters are made smaller before a text is shortened.
const leastLetters = 11

// within writes a line from its left end into a width: smaller where it is too long, and shortened where that does not help.
func (c *canvas) within(s string, at battle.Point, size, width float64, col colour) {
	for size > leastLetters && c.width(s, size) > width {
		size--
	}
	c.text(c.fitting(s, size, width), at, size, left, col)
}

func (c *canvas) cut(s string, size, width float64) string {
	letters := []rune(s)
	for n := len(letters) - 1; n > 0; n-- {
		short := string(letters[:n]) + "…"
		if c.width(short, size) <= width {
			return short
		}
	}
	return ""
}

// dusk is the background's colour, strong on the left. Its rows are equal, and only the middle one is shown: a stretched
// picture is soft at its edges.
func dusk() image.Image {
	const n, rows = 256, 3
	img := image.NewNRGBA(image.Rect(0, 0, n, rows))
	for i := range n * rows {
		x, y := i%n, i/n
		share := 1 - float64(x)/n
		img.SetNRGBA(x, y, color.NRGBA{level(backColour.r), level(backColour.g), level(backColour.b), level(float32(0.88*math.Pow(share, 1.3) + 0.12))})
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
