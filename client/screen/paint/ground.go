package paint

import (
	"image"
	"runtime"
	"sync"

	"muster/game"
)

// Largest is the longer side of a painted ground in pixels: more than any screen shows of it at once, less than any
// graphics card takes.
const Largest = 2048

// ground is a map being painted.
type ground struct {
	w, h  int32
	looks []Look  // of the cells
	high  []uint8 // their heights, nil where all is flat
	px    int     // pixels a cell
	img   *image.RGBA

	breathe func() // called after each row
}

// Ground paints a map and says how many pixels a cell has. breathe is called after each of its rows.
func Ground(s *game.Setup, breathe func()) (img *image.RGBA, px int) {
	px = max(2, min(40, Largest/int(max(s.Map.W, s.Map.H))))
	return paint(s, px, breathe), px
}

// Sketch paints it coarsely, in a moment: to be looked at until the ground is painted.
func Sketch(s *game.Setup, breathe func()) *image.RGBA { return paint(s, 5, breathe) }

func paint(s *game.Setup, px int, breathe func()) *image.RGBA {
	g := &ground{
		w: s.Map.W, h: s.Map.H, looks: make([]Look, len(s.Map.Cells)), high: s.Map.Heights, breathe: breathe,
	}
	byCode := make([]Look, len(s.Rules.Terrains))
	for i := range s.Rules.Terrains {
		byCode[i] = LookOf(&s.Rules.Terrains[i])
	}
	for i, code := range s.Map.Cells {
		g.looks[i] = byCode[code]
	}
	g.px = px
	g.img = image.NewRGBA(image.Rect(0, 0, int(g.w)*g.px, int(g.h)*g.px))
	g.rows()
	return g.img
}

// rows paints with all processors.
func (g *ground) rows() {
	var work sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	broken := make(chan any, n) // what broke is the caller's affair
	for first := range n {
		work.Go(func() {
			defer func() {
				if why := recover(); why != nil {
					broken <- why
				}
			}()
			for y := first; y < g.img.Rect.Dy(); y += n {
				for x := range g.img.Rect.Dx() {
					u, v := (float32(x)+0.5)/float32(g.px), (float32(y)+0.5)/float32(g.px)
					g.at(u, v).put(g.img.Pix[g.img.PixOffset(x, y):])
				}
				g.breathe()
			}
		})
	}
	work.Wait()
	select {
	case why := <-broken:
		panic(why)
	default:
	}
}

// look of a cell; off the map it is that of the nearest cell.
func (g *ground) look(x, y int32) Look {
	return g.looks[max(0, min(y, g.h-1))*g.w+max(0, min(x, g.w-1))]
}

// shares is how much of each look there is around a place: 1 in the middle of a cell, mixed between cells. Its level
// line at one half rounds the corners of cells.
func (g *ground) shares(u, v float32) (s [looks]float32) {
	fx, fy := floor(u-0.5), floor(v-0.5)
	x, y := int32(fx), int32(fy)
	tx, ty := smooth(u-0.5-fx), smooth(v-0.5-fy)
	s[g.look(x, y)] += (1 - tx) * (1 - ty)
	s[g.look(x+1, y)] += tx * (1 - ty)
	s[g.look(x, y+1)] += (1 - tx) * ty
	s[g.look(x+1, y+1)] += tx * ty
	return s
}

// at is the colour of a place, in cells.
func (g *ground) at(u, v float32) rgb {
	// Nature has no straight edges, masonry has.
	wu, wv := u+(clouds(u*0.8, v*0.8, 11)-0.5)*0.9, v+(clouds(u*0.8, v*0.8, 23)-0.5)*0.9
	soft, hard := g.shares(wu, wv), g.shares(u, v)
	switch {
	case hard[Wall] > 0.5:
		return g.wall(u, v, hard[Wall]).lit(g.slope(u, v))
	case hard[Building] > 0.5:
		return g.roof(u, v, hard[Building]).lit(g.slope(u, v))
	}
	c := g.soil(u, v, soft, hard)
	c = g.built(u, v, c, hard)
	if soft[Forest] > 0 || hard[Forest] > 0 {
		c = g.trees(u, v, c)
	}
	return c.lit(-0.5 * g.shadow(u, v)).lit(g.slope(u, v))
}

// slope is how much lighter a place is for its height, and for facing the light from the upper left.
func (g *ground) slope(u, v float32) float32 {
	if g.high == nil {
		return 0
	}
	const step = 0.45
	return 0.05*g.height(u, v) + 0.22*(g.height(u+step, v+step)-g.height(u-step, v-step))
}

// height is that of a place, mixed between cells.
func (g *ground) height(u, v float32) float32 {
	fx, fy := floor(u-0.5), floor(v-0.5)
	x, y := int32(fx), int32(fy)
	tx, ty := smooth(u-0.5-fx), smooth(v-0.5-fy)
	at := func(x, y int32) float32 { return float32(g.high[max(0, min(y, g.h-1))*g.w+max(0, min(x, g.w-1))]) }
	return (at(x, y)*(1-tx)+at(x+1, y)*tx)*(1-ty) + (at(x, y+1)*(1-tx)+at(x+1, y+1)*tx)*ty
}

// soil is everything flat.
func (g *ground) soil(u, v float32, soft, hard [looks]float32) rgb {
	c := grass(u, v)
	c = c.mix(rough(u, v), ramp(0.3, 0.6, soft[Rough]+hard[Rubble]))
	c = c.mix(rgb{66, 84, 50}, ramp(0.15, 0.6, soft[Forest])*0.85)
	c = c.mix(swamp(u, v), ramp(0.25, 0.6, soft[Swamp]))
	if wet := soft[Water] + soft[Shallow] + hard[Bridge]; wet > 0.3 {
		c = c.mix(rgb{150, 138, 100}, ramp(0.34, 0.46, wet)*0.9) // the bank
		deep := water(u, v, soft[Water]).mix(rgb{134, 172, 164}, ramp(0.2, 0.7, soft[Shallow])*0.75)
		c = c.mix(deep, ramp(0.47, 0.53, wet))
	}
	if hard[Road] > 0.2 {
		edge := hard[Road] + (clouds(u*2, v*2, 5)-0.5)*0.18
		c = c.mix(rgb{96, 88, 62}, ramp(0.3, 0.48, edge)*0.6)
		c = c.mix(road(u, v), ramp(0.44, 0.56, edge))
	}
	return c
}

func grass(u, v float32) rgb {
	c := rgb{96, 114, 70}.mix(rgb{124, 126, 82}, ramp(0.35, 0.75, clouds(u*0.16, v*0.16, 1)))
	c = c.mix(rgb{78, 102, 62}, ramp(0.5, 0.8, clouds(u*0.4, v*0.4, 7))*0.7)
	return c.lit((noise(u*9, v*9, 3)-0.5)*0.10 + (dice(int32(u*24), int32(v*24), 9)-0.5)*0.06)
}

func rough(u, v float32) rgb {
	c := rgb{128, 114, 82}.lit((clouds(u*2.5, v*2.5, 31) - 0.5) * 0.3)
	stone := noise(u*3.6, v*3.6, 37)
	c = c.mix(rgb{82, 74, 56}, ramp(0.70, 0.76, noise(u*3.6-0.25, v*3.6-0.25, 37))*0.7)
	return c.mix(rgb{160, 152, 130}, ramp(0.72, 0.78, stone))
}

func road(u, v float32) rgb {
	c := rgb{166, 148, 114}.lit((clouds(u*1.5, v*1.5, 41) - 0.5) * 0.16)
	return c.lit((dice(int32(u*20), int32(v*20), 43) - 0.5) * 0.07)
}

// water grows deeper away from its bank and carries short crests.
func water(u, v, share float32) rgb {
	c := rgb{96, 142, 156}.mix(rgb{54, 98, 128}, ramp(0.5, 0.95, share))
	c = c.lit((clouds(u*0.7, v*0.7, 51) - 0.5) * 0.14)
	crest := noise(u*1.4+noise(u, v, 53)*1.5, v*6, 57)
	return c.mix(rgb{150, 186, 194}, ramp(0.80, 0.9, crest)*0.4)
}

// wall is masonry: blocks in rows, lit from the upper left.
func (g *ground) wall(u, v, share float32) rgb {
	row := floor(v * 2)
	bu := u*1.25 + float32(int32(row)&1)*0.5
	col := floor(bu)
	joint := max(ramp(0.07, 0.0, bu-col)+ramp(0.93, 1, bu-col), ramp(0.12, 0, v*2-row))
	c := rgb{134, 129, 121}.lit((dice(int32(col), int32(row), 61) - 0.5) * 0.16)
	c = c.lit((clouds(u*3, v*3, 67) - 0.5) * 0.14)
	c = c.mix(rgb{92, 88, 84}, joint*0.55)
	light := g.shares(u+0.16, v+0.16)[Wall] - g.shares(u-0.16, v-0.16)[Wall]
	c = c.lit(light * 0.6)
	return c.mix(rgb{44, 42, 42}, ramp(0.62, 0.5, share)) // a dark rim, so that it reads from afar
}

// shadow is what walls and houses throw on the ground to the lower right.
func (g *ground) shadow(u, v float32) float32 {
	shares := g.shares(u-0.22, v-0.26)
	near := shares[Wall] + shares[Building]
	return ramp(0.25, 0.75, near)
}

// trees puts crowns over the ground: two by two places a cell, each a little aside.
func (g *ground) trees(u, v float32, c rgb) rgb {
	top := float32(-1)
	const per = 1.7
	for dy := int32(-1); dy <= 1; dy++ {
		for dx := int32(-1); dx <= 1; dx++ {
			x, y := int32(floor(u*per))+dx, int32(floor(v*per))+dy
			tu, tv := (float32(x)+0.2+0.6*dice(x, y, 71))/per, (float32(y)+0.2+0.6*dice(x, y, 73))/per
			if g.look(int32(tu), int32(tv)) != Forest {
				continue
			}
			r := 0.30 + 0.16*dice(x, y, 79)
			bumps := (noise(u*7, v*7, 83) - 0.5) * 0.14
			if height := dice(x, y, 89); height > top {
				d := length(u-tu, v-tv) + bumps
				if d < r {
					top = height
					c = crown(u-tu, v-tv, d/r, height)
				} else if length(u-tu-0.14, v-tv-0.16) < r && top < 0 {
					c = c.lit(-0.28)
				}
			}
		}
	}
	return c
}

func crown(x, y, d, height float32) rgb {
	c := rgb{58, 88, 46}.mix(rgb{84, 106, 52}, height)
	c = c.lit(-(x + y) * 0.75)
	return c.mix(rgb{30, 46, 28}, ramp(0.7, 1, d)*0.75)
}
