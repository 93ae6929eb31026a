package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/paint"
)

// What blasts are made of.
var (
	burntColour = draw.RGBA(0.09, 0.07, 0.05, 1)
	earthColour = draw.RGBA(0.47, 0.39, 0.27, 1)
	FireColour  = draw.RGBA(1, 0.62, 0.20, 1)
	SparkColour = draw.RGBA(1, 0.90, 0.60, 1)
	smokeColour = draw.RGBA(0.46, 0.44, 0.41, 1)
)

// fireFor is the share of a blast's life in which it burns.
const fireFor = 0.28

// drawBoom is a blast: a flash, fire that breaks up, sparks, a ring of dust, and smoke that drifts away.
func (f *Field) drawBoom(c *draw.Canvas, at battle.Point, age float64) {
	z := f.Battle.Camera.Zoom
	turn := at.X*0.013 + at.Y*0.007 // no two look alike
	if age < 0.3 {
		share := age / 0.3
		c.Circle(at, z*(0.4+2.4*math.Sqrt(share)), max(1, z*0.12*(1-share)),
			earthColour.Mix(draw.Plain, 0.4).With(0.5*(1-share)))
	}
	for i := range 7 {
		angle := turn + float64(i)*2.4
		reach := z * (0.3 + 1.1*math.Sqrt(age)) * (0.4 + 0.6*math.Mod(float64(i)*0.618, 1))
		puff := battle.Point{X: at.X + reach*math.Cos(angle), Y: at.Y + reach*math.Sin(angle) - z*1.2*age}
		ink := burntColour.Mix(smokeColour, float32(min(1, age*2.5)))
		c.Sprite(paint.Puff, puff, z*(1.2+1.7*math.Sqrt(age)), 0, ink.With(0.85*(1-age)*min(1, age*9)))
	}
	if age < fireFor {
		f.drawFire(c, at, turn, age/fireFor)
	}
}

// drawFire is the first moments of a blast.
func (f *Field) drawFire(c *draw.Canvas, at battle.Point, turn, share float64) {
	z, left := f.Battle.Camera.Zoom, 1-share
	c.Sprite(paint.Glow, at, z*(4.5+2*share), 0, FireColour.With(0.8*left))
	for i := range 5 {
		angle := turn + float64(i)*1.3
		ball := battle.Point{
			X: at.X + z*0.7*math.Sqrt(share)*math.Cos(angle), Y: at.Y + z*0.7*math.Sqrt(share)*math.Sin(angle),
		}
		c.Sprite(paint.Puff, ball, z*(1.1+0.9*share), angle,
			FireColour.Mix(SparkColour, float32(left*left)).With(math.Sqrt(left)))
	}
	for i := range 9 {
		angle := turn*3 + float64(i)*0.698 + 0.3*math.Sin(float64(i)*7)
		far := z * (0.5 + (1.2+0.9*math.Mod(float64(i)*0.618, 1))*math.Sqrt(share))
		near := far - z*0.5*left
		cos, sin := math.Cos(angle), math.Sin(angle)
		c.Line(battle.Point{X: at.X + near*cos, Y: at.Y + near*sin}, battle.Point{X: at.X + far*cos, Y: at.Y + far*sin},
			max(1, z*0.05), SparkColour.With(left))
	}
	if share < 0.35 {
		c.Sprite(paint.Glow, at, z*2.6, 0, draw.Plain.With(1-share/0.35))
	}
}

// drawCraters draws what blasts left behind: burnt ground around a hollow.
func (f *Field) drawCraters(a *Stage, c *draw.Canvas) {
	cam := &f.Battle.Camera
	for i := range f.Battle.Show.All {
		s := &f.Battle.Show.All[i]
		if s.Kind != battle.Crater {
			continue
		}
		at, fade := cam.ToScreen(s.To), 1-math.Pow(s.Age(a.Now), 4)
		c.Sprite(paint.Scorch, at, cam.Zoom*3.0, s.Angle, burntColour.With(0.75*fade))
		c.Sprite(paint.Pit, at, cam.Zoom*(0.95+0.12*math.Sin(s.Angle)), 0, earthColour.With(0.9*fade))
	}
}

// drawWrecks lets smoke rise for a while where a tank fell.
func (f *Field) drawWrecks(a *Stage, c *draw.Canvas) {
	cam := &f.Battle.Camera
	for i := range f.Battle.Show.All {
		s := &f.Battle.Show.All[i]
		if s.Kind != battle.Fall || !s.Heavy {
			continue
		}
		at, z, left := cam.ToScreen(s.To), cam.Zoom, 1-s.Age(a.Now)
		since := a.Now.Sub(s.Born).Seconds()
		c.Sprite(paint.Glow, at, z*(1.3+0.2*math.Sin(since*9)), 0, FireColour.With(0.8*left))
		for n := range 8 {
			rise := math.Mod(since*0.25+float64(n)/8, 1)
			puff := battle.Point{X: at.X + z*(0.9*rise+0.2*math.Sin(since+float64(n)*2)), Y: at.Y - z*2.6*rise}
			c.Sprite(paint.Puff, puff, z*(0.9+1.6*rise), 0,
				burntColour.Mix(smokeColour, float32(rise)).With(left*math.Min(1, rise*6)*(1-rise)))
		}
	}
}
