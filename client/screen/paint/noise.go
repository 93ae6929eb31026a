package paint

import "math"

// dice is a number from 0 to 1 that belongs to a place of a grid.
func dice(x, y int32, salt uint32) float32 {
	h := uint32(x)*0x9E3779B1 ^ uint32(y)*0x85EBCA77 ^ salt*0xC2B2AE3D
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	h ^= h >> 15
	return float32(h>>8) / (1 << 24)
}

// noise is smooth noise from 0 to 1 with one bump a unit.
func noise(x, y float32, salt uint32) float32 {
	fx, fy := floor(x), floor(y)
	ix, iy := int32(fx), int32(fy)
	tx, ty := smooth(x-fx), smooth(y-fy)
	top := dice(ix, iy, salt)*(1-tx) + dice(ix+1, iy, salt)*tx
	low := dice(ix, iy+1, salt)*(1-tx) + dice(ix+1, iy+1, salt)*tx
	return top*(1-ty) + low*ty
}

// clouds is noise of three sizes, from 0 to 1.
func clouds(x, y float32, salt uint32) float32 {
	return noise(x, y, salt)*0.55 + noise(x*2.1, y*2.1, salt+1)*0.3 + noise(x*4.3, y*4.3, salt+2)*0.15
}

func smooth(t float32) float32 { return t * t * (3 - 2*t) }

// ramp goes from 0 at low to 1 at high.
func ramp(low, high, v float32) float32 { return smooth(max(0, min(1, (v-low)/(high-low)))) }

func floor(v float32) float32 { return float32(math.Floor(float64(v))) }

func length(x, y float32) float32 { return float32(math.Sqrt(float64(x*x + y*y))) }
