package sound

import "math"

// Of the music: a chord lasts a bar, the plucked notes come on its beats.
const (
	bar     = 5 * Rate
	beats   = 8    // a bar
	plucked = 0.38 // of the beats
	swell   = 2 * Rate
	echo    = Rate * 47 / 100
	echoed  = 0.36 // what comes back of a note each time
)

// chords are in semitones over a low A; they go round.
var chords = [...][4]float64{
	{0, 7, 15, 22},
	{-4, 3, 12, 19},
	{3, 10, 15, 19},
	{-2, 5, 14, 17},
	{0, 7, 15, 22},
	{-4, 3, 12, 19},
	{5, 12, 15, 20},
	{-5, 10, 14, 17},
}

// scale is what is plucked from, likewise: five notes that go with each of the chords.
var scale = [...]float64{12, 15, 17, 19, 22, 24, 27, 29, 31}

// music is slow and soft, and never quite the same: chords that swell and fade, a few plucked notes over them, and
// their echo from the other side. It is made frame by frame, so it takes no room while nobody wants it.
type music struct {
	level  float32 // it comes and goes slowly
	frame  int     // of the bar
	bar    int
	note   int // of the scale, that was plucked last
	pads   [8]chime
	plucks [6]chime
	pluck  int // the next to be used
	past   [2][echo]float32
	at     int // in past
	chance wave
}

// chime is what sounds: two pure tones a little apart, or a tone and its octave.
type chime struct {
	tones       [2]rotor
	second      float64 // how loud the second is
	loud, fall  float64 // fall is what is left of loudness a frame later
	age, length int     // frames; a length of 0 for one that is struck and dies away
	left        float32 // its share on the left
}

// rotor turns by an angle a frame: its height is a sine.
type rotor struct{ x, y, cos, sin float64 }

func newRotor(freq float64) rotor {
	sin, cos := math.Sincos(2 * math.Pi * freq / Rate)
	return rotor{x: 1, cos: cos, sin: sin}
}

func (r *rotor) next() float64 {
	r.x, r.y = r.x*r.cos-r.y*r.sin, r.x*r.sin+r.y*r.cos
	return r.y
}

func freq(semitones float64) float64 { return 110 * math.Exp2(semitones/12) }

// next is a frame, as loud as is wanted, or silence.
func (m *music) next(want float32) (left, right float32) {
	m.level += (want - m.level) / Rate
	if m.level < 0.001 {
		return 0, 0
	}
	if m.frame == 0 {
		m.begin()
	}
	if m.frame%(bar/beats) == 0 && (m.chance(0)+1)/2 < plucked {
		m.strike()
	}
	m.frame++
	if m.frame == bar {
		m.frame, m.bar = 0, m.bar+1
	}
	for i := range m.pads {
		l, r := m.pads[i].next()
		left, right = left+l, right+r
	}
	l, r := m.struck()
	return (left + l) * m.level, (right + r) * m.level
}

// begin lets the chord of this bar swell while the last one fades.
func (m *music) begin() {
	for i, n := range chords[m.bar%len(chords)] {
		f := freq(n)
		m.pads[m.bar%2*4+i] = chime{
			tones: [2]rotor{newRotor(f * 0.9985), newRotor(f * 1.0015)}, second: 1,
			loud: 0.032 / (1 + 0.18*float64(i)), fall: 1, length: bar + swell, left: 0.3 + 0.4*float32(i%2),
		}
	}
}

// strike plucks a note near the last one.
func (m *music) strike() {
	m.note += int(math.Round(m.chance(0) * 2.4))
	m.note = max(0, min(len(scale)-1, m.note))
	f := freq(scale[m.note])
	m.plucks[m.pluck] = chime{
		tones: [2]rotor{newRotor(f), newRotor(2 * f)}, second: 0.3,
		loud: 0.07 + 0.02*m.chance(0), fall: math.Exp2(-1 / (0.42 * Rate)), left: 0.5 + 0.25*float32(m.chance(0)),
	}
	m.pluck = (m.pluck + 1) % len(m.plucks)
}

// struck are the struck notes and their echo, which changes sides.
func (m *music) struck() (left, right float32) {
	for i := range m.plucks {
		l, r := m.plucks[i].next()
		left, right = left+l, right+r
	}
	back := [2]float32{m.past[0][m.at], m.past[1][m.at]}
	m.past[0][m.at], m.past[1][m.at] = (right+back[1])*echoed, (left+back[0])*echoed
	m.at = (m.at + 1) % echo
	return left + back[0], right + back[1]
}

// next is a frame of it.
func (s *chime) next() (left, right float32) {
	if s.loud < 0.0001 {
		return 0, 0
	}
	v := (s.tones[0].next() + s.second*s.tones[1].next()) * s.loud
	s.age++
	s.loud *= s.fall
	if s.length > 0 {
		v *= ramped(s.age, s.length)
		if s.age >= s.length {
			s.loud = 0
		}
	} else {
		v *= min(1, float64(s.age)/(Rate/200))
	}
	return float32(v) * s.left, float32(v) * (1 - s.left)
}

// ramped swells from nothing, stays, and fades to nothing.
func ramped(age, length int) float64 {
	edge := min(age, length-age)
	if edge >= swell {
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*float64(edge)/swell)
}
