package paint

import (
	"image"
	"math"
)

// Sprite is a small picture of our own. Its body is white, to be tinted; its outline stays dark.
type Sprite int

// The sprites; units look to the right.
const (
	Rifle Sprite = iota
	Gun
	Scout
	Tank
	Ring  // thin circle
	Disc  // plain circle
	Glow  // soft disc
	Cross // where somebody fell
	Arc   // a sound from the right
	Chevron
	Flag
	Scorch  // burnt ground, ragged
	Pit     // a hollow, lit from the upper left like everything
	Puff    // a ball of smoke, lit likewise
	Sprites // how many there are
)

// SpriteSize is the side of a sprite in pixels; its content reaches from -1 to 1.
const SpriteSize = 96

// field is the distance from a shape's edge, negative inside.
type field func(x, y float64) float64

// Draw paints a sprite.
func (s Sprite) Draw() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, SpriteSize, SpriteSize))
	for py := range SpriteSize {
		for px := range SpriteSize {
			x, y := (float64(px)+0.5)/SpriteSize*2.1-1.05, (float64(py)+0.5)/SpriteSize*2.1-1.05
			light, alpha := s.at(x, y)
			o := img.PixOffset(px, py)
			a := level(float32(alpha * 255))
			l := level(float32(light * alpha * 255))
			img.Pix[o], img.Pix[o+1], img.Pix[o+2], img.Pix[o+3] = l, l, l, a
		}
	}
	return img
}

// at is how light and how solid a sprite is at a place.
func (s Sprite) at(x, y float64) (light, alpha float64) {
	switch s {
	case Ring:
		return 1, inside(math.Abs(math.Hypot(x, y)-0.92)-0.06, 0.03)
	case Disc:
		return 1, inside(math.Hypot(x, y)-0.97, 0.03)
	case Glow:
		d := math.Max(0, 1-math.Hypot(x, y))
		return 1, d * d
	case Cross:
		return 1, inside(math.Min(capsule(x, y, -0.6, -0.6, 0.6, 0.6), capsule(x, y, -0.6, 0.6, 0.6, -0.6))-0.16, 0.05)
	case Arc:
		return 1, arc(x, y)
	case Scorch, Pit, Puff:
		return s.ragged(x, y)
	case Chevron:
		return 1, inside(math.Min(capsule(x, y, -0.3, -0.7, 0.5, 0), capsule(x, y, -0.3, 0.7, 0.5, 0))-0.16, 0.05)
	}
	return s.piece(x, y)
}

// ragged is a shape without a clean edge.
func (s Sprite) ragged(x, y float64) (light, alpha float64) {
	r, angle := math.Hypot(x, y), math.Atan2(y, x)
	switch s {
	case Scorch:
		reach := 0.76 + 0.09*math.Sin(angle*4+1) + 0.06*math.Sin(angle*7+2) + 0.05*math.Sin(angle*13)
		return 1, math.Pow(math.Max(0, 1-r/reach), 1.1)
	case Pit:
		edge := 0.72 + 0.05*math.Sin(angle*3) + 0.04*math.Sin(angle*7+1)
		rim := inside(math.Abs(r-edge)-0.05, 0.2) // thrown up, it catches the light
		return math.Min(1, 0.30+0.38*math.Max(0, x+y)*inside(r-edge, 0.1)+0.55*rim*math.Max(0.2,
			-0.7*(x+y)/math.Max(r, 0.1))), inside(r-edge-0.1, 0.22)
	}
	lump := 0.78 + 0.07*math.Sin(angle*4+0.5) + 0.05*math.Sin(angle*9)
	return 0.74 - 0.26*(x+y)/1.4, math.Pow(math.Max(0, 1-r/lump), 0.4)
}

// piece is a body with a dark outline; inner is a second, darker shape on it.
func (s Sprite) piece(x, y float64) (light, alpha float64) {
	body, inner := s.fields()
	d := body(x, y)
	light = inside(d+0.13, 0.05) * (1 - 0.16*y)
	if inner != nil {
		light *= 1 - 0.45*inside(inner(x, y), 0.04)
	}
	return light, inside(d, 0.04)
}

func (s Sprite) fields() (body, inner field) {
	switch s {
	case Gun:
		return func(x, y float64) float64 {
			return math.Min(box(x+0.25, y, 0.5, 0.58, 0.16), capsule(x, y, 0, 0, 0.84, 0)-0.19)
		}, nil
	case Scout:
		return func(x, y float64) float64 {
			return math.Max(math.Max(x*0.44+math.Abs(y)*0.9-0.40, -0.85-x), -(x*0.85 - math.Abs(y)*0.52 + 0.70))
		}, nil
	case Tank:
		turret := func(x, y float64) float64 {
			return math.Min(math.Abs(math.Hypot(x+0.12, y)-0.34)-0.05, capsule(x, y, 0.25, 0, 0.95, 0)-0.05)
		}
		return func(x, y float64) float64 {
				return math.Min(box(x+0.08, y, 0.78, 0.62, 0.14), capsule(x, y, 0, 0, 0.9, 0)-0.14)
			}, func(x, y float64) float64 {
				return math.Min(turret(x, y), math.Abs(math.Abs(y)-0.45)-0.04+step(math.Abs(x+0.08)-0.7))
			}
	case Flag:
		return func(x, y float64) float64 {
			return math.Min(capsule(x, y, -0.5, -0.8, -0.5, 0.85)-0.12, box(x-0.1, y+0.4, 0.6, 0.4, 0.05))
		}, nil
	}
	return func(x, y float64) float64 {
		nose := math.Max(math.Abs(y)*0.72+x*0.7-0.62, -x)
		return math.Min(math.Hypot(x+0.14, y)-0.62, nose)
	}, nil
}

func step(d float64) float64 {
	if d > 0 {
		return 9
	}
	return 0
}

// inside is 1 within a shape and 0 outside, soft over a width.
func inside(d, soft float64) float64 { return math.Max(0, math.Min(1, 0.5-d/soft)) }

func box(x, y, w, h, round float64) float64 {
	dx, dy := math.Abs(x)-w+round, math.Abs(y)-h+round
	return math.Hypot(math.Max(dx, 0), math.Max(dy, 0)) + math.Min(math.Max(dx, dy), 0) - round
}

// capsule is the distance from a line.
func capsule(x, y, x0, y0, x1, y1 float64) float64 {
	dx, dy := x1-x0, y1-y0
	t := math.Max(0, math.Min(1, ((x-x0)*dx+(y-y0)*dy)/(dx*dx+dy*dy)))
	return math.Hypot(x-x0-t*dx, y-y0-t*dy)
}

// arc is three waves that come from the right.
func arc(x, y float64) float64 {
	angle := math.Abs(math.Atan2(y, x+1))
	fade := math.Max(0, math.Min(1, (0.62-angle)*6))
	sum := 0.0
	for _, r := range []float64{0.8, 1.25, 1.7} {
		sum = math.Max(sum, inside(math.Abs(math.Hypot(x+1, y)-r)-0.09, 0.05))
	}
	return sum * fade
}
