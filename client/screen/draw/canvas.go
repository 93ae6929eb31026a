// Package draw is what is drawn with: shapes, sprites, icons, pictures and letters in the colours of the player's
// palette, what a page of widgets left behind, and maps that are painted beside the game.
package draw

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"math"
	"slices"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/i18n"
	"muster/client/screen/paint"
	"muster/client/screen/typeface"
)

// Canvas is what scenes draw with. Everything comes from few images and through one filter, also where it changes
// nothing: what differs in neither Ebitengine draws at once.
type Canvas struct {
	dst      *ebiten.Image
	W, H     float64
	Scale    float64 // of letters and margins
	white    *ebiten.Image
	Dusk     *ebiten.Image // darkness that falls off to the right
	sprites  [paint.Sprites]small
	icons    map[string]small
	pictures map[string]*ebiten.Image // that pages show by name
	faces    *typeface.Faces
	found    int                  // fonts of this machine, when the widths were measured
	widths   map[measured]float64 // of texts that were measured before
	cuts     map[cut]string       // texts that were shortened before
	Joined   i18n.Joined          // texts that were put together before
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

// New makes one. machine starts what looks for letters among the fonts of this machine; nil to look for none. breathe
// is called now and then.
func New(machine func(func()), breathe func()) (*Canvas, error) {
	files, err := assets.Embedded().Fonts()
	if err != nil {
		return nil, err
	}
	faces, err := typeface.New(machine, breathe, files...)
	if err != nil {
		return nil, err
	}
	c := &Canvas{
		faces: faces, Scale: 1, Joined: i18n.Joined{}, pictures: map[string]*ebiten.Image{},
		widths: map[measured]float64{}, cuts: map[cut]string{},
	}
	c.Dusk = ebiten.NewImageFromImage(dusk())
	return c, c.loadSmall(nil, breathe)
}

// Dress has icons take the place of the game's own, by name; none for those again.
func (c *Canvas) Dress(icons map[string]*image.NRGBA, breathe func()) error {
	return c.loadSmall(icons, breathe)
}

const iconSide = 64

// loadSmall paints sprites, icons and a white spot on one sheet. Some icons may be others than the game's.
func (c *Canvas) loadSmall(others map[string]*image.NRGBA, breathe func()) error {
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
		breathe()
	}
	own := len(names)
	for _, name := range slices.Sorted(maps.Keys(others)) {
		if !slices.Contains(names[:own], name) {
			names = append(names, name)
		}
	}
	for i, name := range names {
		icon := image.NewRGBA(image.Rect(0, 0, iconSide, iconSide))
		if other := others[name]; other != nil {
			draw.Draw(icon, icon.Rect, other, image.Point{}, draw.Src)
		} else {
			draw.Draw(icon, icon.Rect, icons, image.Pt(i%8*iconSide, i/8*iconSide), draw.Src)
		}
		places = append(places, s.add(icon))
		breathe()
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

// Begin begins a frame.
func (c *Canvas) Begin(dst *ebiten.Image) {
	c.dst = dst
	if n := c.faces.Found(); n != c.found { // letters that were boxes are as wide as they are now
		c.found = n
		clear(c.widths)
		clear(c.cuts)
	}
}

func (c *Canvas) Resize(w, h, scale float64) { c.W, c.H, c.Scale = w, h, scale }
func (c *Canvas) Px(size float64) float64    { return size * c.Scale }
func (c *Canvas) All() battle.Rect           { return battle.Rect{W: c.W, H: c.H} }

// Rect fills a rectangle.
func (c *Canvas) Rect(r battle.Rect, col Colour) {
	var op ebiten.DrawImageOptions
	op.GeoM.Scale(r.W, r.H)
	op.GeoM.Translate(r.X, r.Y)
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	c.dst.DrawImage(c.white, &op)
}

// Frame draws the inner edge of a rectangle.
func (c *Canvas) Frame(r battle.Rect, width float64, col Colour) {
	c.Rect(battle.Rect{X: r.X, Y: r.Y, W: r.W, H: width}, col)
	c.Rect(battle.Rect{X: r.X, Y: r.Y + r.H - width, W: r.W, H: width}, col)
	c.Rect(battle.Rect{X: r.X, Y: r.Y + width, W: width, H: r.H - 2*width}, col)
	c.Rect(battle.Rect{X: r.X + r.W - width, Y: r.Y + width, W: width, H: r.H - 2*width}, col)
}

// Panel is the ground of everything that lies over the battlefield.
func (c *Canvas) Panel(r battle.Rect) {
	c.Rect(r, Panel)
	c.Frame(r, math.Max(1, c.Px(1)), Edge)
}

func (c *Canvas) Line(from, to battle.Point, width float64, col Colour) {
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

// Sprite draws one with a diameter in pixels, turned by an angle.
func (c *Canvas) Sprite(s paint.Sprite, at battle.Point, size, angle float64, col Colour) {
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

// Picture draws an image into a rectangle.
func (c *Canvas) Picture(img *ebiten.Image, r battle.Rect, col Colour) {
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
	Left   = text.AlignStart
	Middle = text.AlignCenter
	Right  = text.AlignEnd
)

// Text writes a line; at is its left end, middle or right end at half its height. size is in pixels at scale 1.
func (c *Canvas) Text(s string, at battle.Point, size float64, align text.Align, col Colour) {
	t := c.faces.Of(s, math.Round(c.Px(size)))
	if t.Runs == nil {
		c.oneWay(&t, at, align, col)
		return
	}
	from := at.X - map[text.Align]float64{Left: 0, Middle: 0.5, Right: 1}[align]*t.Wide()
	for i := range t.Runs {
		run, lies := &t.Runs[i], Left
		if run.FromRight {
			lies = Right // the end of such a line is on its left
		}
		c.oneWay(&run.Text, battle.Point{X: from + run.At, Y: at.Y}, lies, col)
	}
}

// oneWay writes what is written in one direction.
func (c *Canvas) oneWay(t *typeface.Text, at battle.Point, align text.Align, col Colour) {
	var op text.DrawOptions
	op.GeoM.Translate(math.Round(at.X), math.Round(at.Y)+t.Down)
	op.PrimaryAlign, op.SecondaryAlign = align, text.AlignCenter
	op.ColorScale = col.scale()
	op.Filter = ebiten.FilterLinear
	text.Draw(c.dst, t.Shown, t.Face, &op)
}

// Label is a text that is read on any ground.
func (c *Canvas) Label(s string, at battle.Point, size float64, align text.Align, col Colour) {
	d := math.Max(1, c.Px(1.2))
	shade := Colour{0, 0, 0, 0.75 * col.a}
	for _, off := range [...]battle.Point{{X: -d}, {X: d}, {Y: -d}, {Y: d}} {
		c.Text(s, battle.Point{X: at.X + off.X, Y: at.Y + off.Y}, size, align, shade)
	}
	c.Text(s, at, size, align, col)
}

// Width is how wide a text is, in pixels.
func (c *Canvas) Width(s string, size float64) float64 {
	key := measured{s, math.Round(c.Px(size))}
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

// Fitting shortens a text until it fits into a width.
func (c *Canvas) Fitting(s string, size, width float64) string {
	if c.Width(s, size) <= width {
		return s
	}
	key := cut{measured{s, math.Round(c.Px(size))}, width}
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

// Within writes a line from its left end into a width: smaller where it is too long, and shortened
// where that does not help.
func (c *Canvas) Within(s string, at battle.Point, size, width float64, col Colour) {
	for size > leastLetters && c.Width(s, size) > width {
		size--
	}
	c.Text(c.Fitting(s, size, width), at, size, Left, col)
}

// Whole writes a line from its left end into a width: smaller where it is too long, and not at all where that does not
// help.
func (c *Canvas) Whole(s string, at battle.Point, size, width float64, col Colour) {
	for size > leastLetters && c.Width(s, size) > width {
		size--
	}
	if c.Width(s, size) <= width {
		c.Text(s, at, size, Left, col)
	}
}

func (c *Canvas) cut(s string, size, width float64) string {
	letters := []rune(s)
	for n := len(letters) - 1; n > 0; n-- {
		short := string(letters[:n]) + "…"
		if c.Width(short, size) <= width {
			return short
		}
	}
	return ""
}

// dusk is the background's colour, strong on the left. Its rows are equal, and only the middle one is shown: a
// stretched picture is soft at its edges.
func dusk() image.Image {
	const n, rows = 256, 3
	img := image.NewNRGBA(image.Rect(0, 0, n, rows))
	for i := range n * rows {
		x, y := i%n, i/n
		share := 1 - float64(x)/n
		img.SetNRGBA(x, y, color.NRGBA{
			level(Back.r), level(Back.g), level(Back.b), level(float32(0.88*math.Pow(share, 1.3) + 0.12)),
		})
	}
	return img
}

func level(v float32) uint8 { return uint8(max(0, min(255, v*255))) }

// Circle draws a thin ring of short lines; a sprite of that size would be blurred.
func (c *Canvas) Circle(at battle.Point, radius, width float64, col Colour) {
	const parts = 56
	point := func(i int) battle.Point {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / parts)
		return battle.Point{X: at.X + radius*cos, Y: at.Y + radius*sin}
	}
	for i := range parts {
		c.Line(point(i), point(i+1), width, col)
	}
}
