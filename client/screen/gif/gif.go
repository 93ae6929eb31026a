// Package gif makes moving pictures that weigh little.
package gif

import (
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"io"

	"github.com/ericpauley/go-quantize/quantize"
)

// Write writes pictures of one size as a GIF, so many a second: the first whole, later ones only where they differ,
// since that is most of what a GIF weighs. Colours that mean something are kept, however few pixels have them.
func Write(out io.Writer, pictures []*image.RGBA, rate int, keep []color.RGBA) error {
	size := pictures[0].Rect
	colours := paletteOf(pictures, keep)
	g := &gif.GIF{
		Config: image.Config{ColorModel: append(colours, color.Transparent), Width: size.Dx(), Height: size.Dy()},
	}
	known, shown := map[color.RGBA]uint8{}, image.NewRGBA(size)
	for _, p := range pictures {
		g.Image = append(g.Image, changes(shown, p, append(colours, color.Transparent), known))
		g.Delay = append(g.Delay, 100/rate)
		g.Disposal = append(g.Disposal, gif.DisposalNone)
	}
	return gif.EncodeAll(out, g)
}

// mostColours are enough for grass, roofs and two teams; fewer weigh less.
const mostColours = 127

// paletteOf chooses colours from all parts, and keeps those that mean something, although grass is everywhere.
func paletteOf(pictures []*image.RGBA, keep []color.RGBA) color.Palette {
	const samples = 6
	w, h := pictures[0].Rect.Dx(), pictures[0].Rect.Dy()
	sheet := image.NewRGBA(image.Rect(0, 0, w, h*samples))
	for i := range samples {
		p := pictures[i*(len(pictures)-1)/(samples-1)]
		draw.Draw(sheet, image.Rect(0, i*h, w, (i+1)*h), p, image.Point{}, draw.Src)
	}
	own := make(color.Palette, 0, mostColours)
	for _, c := range keep {
		own = append(own, c)
	}
	return quantize.MedianCutQuantizer{}.Quantize(own, sheet)
}

// changes is what a picture changes of what is shown; what stays is the palette's last colour, which is none.
func changes(shown, next *image.RGBA, colours color.Palette, known map[color.RGBA]uint8) *image.Paletted {
	framed, stays := image.NewPaletted(next.Rect, colours), uint8(len(colours)-1)
	for i := 0; i < len(next.Pix); i += 4 {
		was, is := shown.Pix[i:i+4], next.Pix[i:i+4]
		if alike(was, is) {
			framed.Pix[i/4] = stays
			continue
		}
		copy(was, is)
		c := color.RGBA{is[0], is[1], is[2], 255}
		at, ok := known[c]
		if !ok {
			at = uint8(colours[:stays].Index(c))
			known[c] = at
		}
		framed.Pix[i/4] = at
	}
	return framed
}

// alike reports whether nobody would see a pixel change.
func alike(a, b []byte) bool {
	const most = 12
	for i := range 3 {
		if d := int(a[i]) - int(b[i]); d > most || d < -most {
			return false
		}
	}
	return a[3] == b[3]
}
