package picture

import (
	"image"
	"image/color"
)

// colour is red, green, blue and opacity, premultiplied.
type colour = color.RGBA

func rgb(r, g, b uint8) colour { return colour{R: r, G: g, B: b, A: 255} }

// teams are bright on any ground. What is drawn within a shape says the same without colour (inside).
var teams = []colour{
	rgb(232, 84, 69),
	rgb(87, 158, 250),
	rgb(245, 204, 64),
	rgb(107, 204, 115),
	rgb(204, 128, 235),
	rgb(250, 148, 56),
	rgb(89, 209, 209),
	rgb(242, 153, 191),
}

// The other colours.
var (
	nobody = rgb(226, 226, 218)
	rim    = rgb(18, 20, 22)
	bright = rgb(255, 255, 255)
	fire   = rgb(255, 222, 120)
)

func teamColour(team int) colour {
	if team < 0 {
		return nobody
	}
	return teams[team%len(teams)]
}

// faint is a colour with some of its opacity, of 255.
func faint(c colour, a int) colour {
	part := func(v uint8) uint8 { return uint8(int(v) * a / 255) }
	return colour{R: part(c.R), G: part(c.G), B: part(c.B), A: uint8(a)}
}

// over lays a colour upon a pixel, if it is in the picture.
func over(m *image.RGBA, x, y int, c colour) {
	if !(image.Point{X: x, Y: y}).In(m.Rect) {
		return
	}
	px := m.Pix[m.PixOffset(x, y):][:4:4]
	rest := 255 - int(c.A)
	px[0] = uint8(int(c.R) + int(px[0])*rest/255)
	px[1] = uint8(int(c.G) + int(px[1])*rest/255)
	px[2] = uint8(int(c.B) + int(px[2])*rest/255)
}
