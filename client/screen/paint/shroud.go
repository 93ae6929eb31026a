package paint

import "muster/game"

// Shroud is the fog over the map: one texel a cell, black of some strength, to be drawn with a linear filter. What has
// never been seen is darker than what was; it lifts and falls over a few views.
type Shroud struct {
	W, H int
	Pix  []uint8 // RGBA, premultiplied

	seen []bool
}

// Strengths of the fog, 0 to 255.
const (
	unknown = 176
	known   = 112
	lift    = 4 // a quarter of what is left, a view
)

// NewShroud covers a map.
func NewShroud(w, h int32) *Shroud {
	s := &Shroud{W: int(w), H: int(h), Pix: make([]uint8, w*h*4), seen: make([]bool, w*h)}
	for i := range s.seen {
		s.Pix[4*i+3] = unknown
	}
	return s
}

// Lift brings the fog nearer to what is in sight now.
func (s *Shroud) Lift(f *game.Fog) {
	for i, visible := range f.Visible {
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

func toward(now uint8, want int) uint8 {
	step := (want - int(now)) / lift
	if step == 0 {
		return uint8(want)
	}
	return uint8(int(now) + step)
}
