package paint

import "muster/game"

// FogMask is the fog over the map: one texel a cell, black of some strength, to be drawn with a linear filter. What has
// never been seen is darker than what was; it lifts and falls over a few views.
type FogMask struct {
	W, H int
	Pix  []uint8 // RGBA, premultiplied

	seen  []bool
	lit   []bool // of this view
	walls []int  // cells that block sight: their tops are seen when what is beside them is
}

// Strengths of the fog, 0 to 255.
const (
	unknown = 176
	known   = 112
	lift    = 4 // a quarter of what is left, a view
)

// NewFogMask covers a map.
func NewFogMask(m *game.Map, terrains []game.Terrain) *FogMask {
	s := &FogMask{
		W: int(m.W), H: int(m.H), Pix: make([]uint8, m.W*m.H*4), seen: make([]bool, m.W*m.H),
		lit: make([]bool, m.W*m.H),
	}
	for i, code := range m.Cells {
		if terrains[code].BlocksSight {
			s.walls = append(s.walls, i)
		}
	}
	for i := range s.seen {
		s.Pix[4*i+3] = unknown
	}
	return s
}

// Lift brings the fog nearer to what is in sight now. A wall lies in sight where something beside it does: its top
// would stay dark for ever otherwise.
func (s *FogMask) Lift(f *game.Fog) {
	copy(s.lit, f.Visible)
	for _, i := range s.walls {
		s.lit[i] = f.Visible[i] || beside(f, int32(i))
	}
	for i, visible := range s.lit {
		want := unknown
		switch {
		case visible:
			want, s.seen[i] = 0, true
		case s.seen[i]:
			want = known
		}
		s.Pix[4*i+3] = toward(s.Pix[4*i+3], want)
	}
}

// beside reports whether a cell within two of another is in sight.
func beside(f *game.Fog, cell int32) bool {
	x, y := cell%f.W, cell/f.W
	for dy := int32(-2); dy <= 2; dy++ {
		for dx := int32(-2); dx <= 2; dx++ {
			if f.Sees(x+dx, y+dy) {
				return true
			}
		}
	}
	return false
}

func toward(now uint8, want int) uint8 {
	step := (want - int(now)) / lift
	if step == 0 {
		return uint8(want)
	}
	return uint8(int(now) + step)
}

// Forget is for another pair of eyes: nothing has been seen yet.
func (s *FogMask) Forget() {
	clear(s.seen)
	for i := range s.seen {
		s.Pix[4*i+3] = unknown
	}
}
