package picture

import (
	"image"

	"muster/game"
)

// look is how a terrain is drawn: a colour, and what is strewn over it.
type look struct {
	colour  colour
	texture func(x, y int) int // how much lighter or darker a pixel is
	edged   bool               // with a dark line where it ends
}

// The looks. Terrains are told by what they do, so that rules with new names draw sensibly.
var (
	wall     = &look{rgb(92, 90, 86), plain, true}
	water    = &look{rgb(62, 102, 136), waves, false}
	building = &look{rgb(158, 116, 92), plain, true}
	wood     = &look{rgb(66, 104, 60), trees, false}
	cover    = &look{rgb(134, 120, 98), hatched, false}
	wet      = &look{rgb(98, 130, 128), waves, false}
	road     = &look{rgb(184, 166, 130), plain, false}
	rough    = &look{rgb(122, 126, 84), strewn, false}
	open     = &look{rgb(122, 146, 92), plain, false}
)

func lookOf(t *game.Terrain) *look {
	foot := t.Cost[game.Foot]
	switch {
	case t.Building:
		return building
	case foot == game.Impassable && t.BlocksFire:
		return wall
	case foot == game.Impassable:
		return water
	case t.Cover >= 40 && t.Conceal >= 40:
		return wood
	case t.Cover >= 40:
		return cover
	case foot >= 32:
		return wet
	case foot < 16:
		return road
	case foot > 16:
		return rough
	}
	return open
}

func plain(int, int) int { return 0 }

func waves(x, y int) int {
	if y%4 == 0 && (x/3+y/4)%3 != 0 {
		return 14
	}
	return 0
}

func trees(x, y int) int {
	switch {
	case x%4 == y/4%2*2 && y%4 == 1:
		return 22
	case (x+1)%4 == y/4%2*2 && y%4 == 2:
		return -20
	}
	return 0
}

func hatched(x, y int) int {
	if (x+y)%3 == 0 {
		return -24
	}
	return 8
}

func strewn(x, y int) int {
	if (x*5+y*3)%11 == 0 {
		return -22
	}
	return 0
}

// paintCells paints the part r of the ground.
func (p *Painter) paintCells(to *image.RGBA, r image.Rectangle, cells []uint8) {
	m := &p.setup.Map
	w, h := int(m.W), int(m.H)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		cy := y * h / p.size.Y
		for x := r.Min.X; x < r.Max.X; x++ {
			cx := x * w / p.size.X
			l := lookOf(&p.setup.Rules.Terrains[cells[cy*w+cx]])
			light := l.texture(x, y) + p.slope(cx, cy)
			if l.edged && p.ends(x, y, cells, l) {
				light -= 46
			}
			px := to.Pix[to.PixOffset(x, y):][:4:4]
			px[0], px[1], px[2], px[3] = lit(l.colour.R, light), lit(l.colour.G, light), lit(l.colour.B, light), 255
		}
	}
}

// slope is how much lighter a cell is for its height: what is high, and what faces the light from the upper left.
func (p *Painter) slope(x, y int) int {
	m := &p.setup.Map
	if len(m.Heights) == 0 {
		return 0
	}
	here := int(m.Heights[y*int(m.W)+x])
	before := int(m.Heights[max(y-1, 0)*int(m.W)+max(x-1, 0)])
	return 9*here + 20*(here-before)
}

// ends reports whether the pixel right of or below this one looks different.
func (p *Painter) ends(x, y int, cells []uint8, l *look) bool {
	w, h := int(p.setup.Map.W), int(p.setup.Map.H)
	for _, d := range [...]image.Point{{X: 1}, {Y: 1}, {X: -1}, {Y: -1}} {
		cx, cy := (x+d.X)*w/p.size.X, (y+d.Y)*h/p.size.Y
		if x+d.X < 0 || y+d.Y < 0 || cx >= w || cy >= h || lookOf(&p.setup.Rules.Terrains[cells[cy*w+cx]]) != l {
			return true
		}
	}
	return false
}

func lit(c uint8, light int) uint8 { return uint8(max(0, min(255, int(c)+light))) }

// drawAltered paints the cells anew that are not what they were.
func (p *Painter) drawAltered(v *game.View) {
	m := &p.setup.Map
	for _, k := range v.Marks {
		outside := int32(k.X) >= m.W || int32(k.Y) >= m.H || int(k.What) >= len(p.setup.Rules.Terrains)
		if k.Kind != game.Altered || outside {
			continue
		}
		l := lookOf(&p.setup.Rules.Terrains[k.What])
		r := p.cell(int(k.X), int(k.Y))
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				light := l.texture(x, y) + p.slope(int(k.X), int(k.Y))
				px := p.frame.Pix[p.frame.PixOffset(x, y):][:4:4]
				px[0], px[1], px[2] = lit(l.colour.R, light), lit(l.colour.G, light), lit(l.colour.B, light)
			}
		}
	}
}

// cell is the pixels of a cell.
func (p *Painter) cell(x, y int) image.Rectangle {
	w, h := int(p.setup.Map.W), int(p.setup.Map.H)
	up := func(n, size, of int) int { return (n*size + of - 1) / of }
	return image.Rect(up(x, p.size.X, w), up(y, p.size.Y, h), up(x+1, p.size.X, w), up(y+1, p.size.Y, h))
}

// drawFog darkens what a team does not see.
func (p *Painter) drawFog(v *game.View) {
	p.setup.Fog(v, &p.fog)
	for y := range p.setup.Map.H {
		for x := range p.setup.Map.W {
			if p.fog.Sees(x, y) {
				continue
			}
			r := p.cell(int(x), int(y))
			for py := r.Min.Y; py < r.Max.Y; py++ {
				for px := r.Min.X; px < r.Max.X; px++ {
					over(p.frame, px, py, faint(rim, 140))
				}
			}
		}
	}
}
