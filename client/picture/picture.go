// Package picture draws a battle small, from a View: terrain, capture points, smoke and squads, without a word in it.
// It is plain Go (image/draw) and opens no window, so that a server can draw it: for a page, for what a link shows.
//
// Colour says whose a squad is, and so does what is drawn within its shape; the shape says of which kind it is (Sign).
// The same View gives the same bytes on every machine: all of it is integers.
package picture

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"

	"muster/game"
)

// Painter draws Views of one match. It is not for two goroutines at once.
type Painter struct {
	setup  *game.Setup
	size   image.Point
	ground *image.RGBA // the map as it was at the beginning
	frame  *image.RGBA
	fog    game.Fog
	masks  map[maskKey]*image.Alpha
	file   bytes.Buffer
	buffer *png.EncoderBuffer // of the last file, for the next one
}

// Get implements png.EncoderBufferPool.
func (p *Painter) Get() *png.EncoderBuffer { return p.buffer }

// Put implements png.EncoderBufferPool.
func (p *Painter) Put(b *png.EncoderBuffer) { p.buffer = b }

// New makes a painter of pictures that fit into a width and height, with the shape of the map.
func New(s *game.Setup, width, height int) *Painter {
	p := &Painter{setup: s, size: fit(s, max(1, min(width, maxSide)), max(1, min(height, maxSide)))}
	p.masks = map[maskKey]*image.Alpha{}
	p.ground = image.NewRGBA(image.Rectangle{Max: p.size})
	p.frame = image.NewRGBA(p.ground.Rect)
	p.paintCells(p.ground, p.ground.Rect, s.Map.Cells)
	return p
}

// fit is the largest size of the map's shape.
func fit(s *game.Setup, width, height int) image.Point {
	w, h := int(s.Map.W), int(s.Map.H)
	if w*height >= h*width {
		return image.Pt(width, max(1, h*width/w))
	}
	return image.Pt(max(1, w*height/h), height)
}

// Size is how large the pictures are.
func (p *Painter) Size() image.Point { return p.size }

// Draw draws a View. The picture is good until the next one is drawn.
func (p *Painter) Draw(v *game.View) *image.RGBA {
	copy(p.frame.Pix, p.ground.Pix)
	p.drawAltered(v)
	if v.Audience != game.All {
		p.drawFog(v)
	}
	p.drawPoints(v)
	p.drawMines(v)
	p.drawUnits(v)
	p.drawFire(v)
	p.drawSmoke(v) // over all: it hides what is in it
	p.drawSquads(v)
	return p.frame
}

// PNG draws a View as a file.
func (p *Painter) PNG(v *game.View) ([]byte, error) {
	p.file.Reset()
	to := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: p}
	err := to.Encode(&p.file, p.Draw(v))
	return bytes.Clone(p.file.Bytes()), err
}

// at is where a place of a View is in the picture.
func (p *Painter) at(x, y uint16) image.Point {
	m := &p.setup.Map
	return image.Pt(int(x)*p.size.X/(int(m.W)*game.ViewStep), int(y)*p.size.Y/(int(m.H)*game.ViewStep))
}

// middle is that of the middle of a cell.
func (p *Painter) middle(x, y int32) image.Point {
	return p.at(uint16(x*game.ViewStep+game.ViewStep/2), uint16(y*game.ViewStep+game.ViewStep/2))
}

// cells is how many pixels so many cells take.
func (p *Painter) cells(n int) int { return n * p.size.X / int(p.setup.Map.W) }

// around is a square about a place.
func around(at image.Point, size int) image.Rectangle {
	min := at.Sub(image.Pt(size/2, size/2))
	return image.Rectangle{Min: min, Max: min.Add(image.Pt(size, size))}
}

// stamp puts a shape there.
func (p *Painter) stamp(at image.Point, s shape, size int, c colour) {
	m := p.mask(s, size)
	draw.DrawMask(p.frame, around(at, size), image.NewUniform(c), image.Point{}, m, image.Point{}, draw.Over)
}
