package sound

import (
	"encoding/binary"
	"math"
	"sync"

	"muster/client/screen/battle"
)

const (
	maxVoices = 40       // more are not told apart: the one that has sounded longest gives way
	calm      = 9 * Rate // frames without a shot after which birds dare to call
	stagger   = Rate / 25
)

// voice is a sample that sounds.
type voice struct {
	of          sample
	at          float64 // frames
	step        float64 // of the sample, a frame: its pitch
	wait        int     // frames until it begins: shots of one view do not fall together
	left, right float32
	dull        float32 // 0 clear, nearer to 1 the more the air has swallowed
	under       float32 // of the filter that dulls it
}

// Mixer mixes what is played into one stream. Its methods are called from any goroutine.
type Mixer struct {
	effects [battle.Cues]effect
	wind    sample
	birds   []sample

	mu      sync.Mutex
	music   music
	voices  []voice
	volumes Volumes
	outside float32 // how much of the ambience is wanted, 0 to 1
	air     float32 // how much of it there is now: it comes and goes slowly
	blown   int     // where in the wind
	quiet   int     // frames since the last shot
	chance  wave
}

// NewMixer makes all sounds: it takes some tenths of a second. breathe is called now and then.
func NewMixer(breathe func()) *Mixer {
	render := rendering(breathe)
	return &Mixer{
		effects: effects(render), wind: wind(render), birds: birds(render), chance: noise(4711),
		voices: make([]voice, 0, maxVoices),
		music:  music{chance: noise(1867)},
	}
}

// Turn sets the volumes, and how much of the ambience is wanted: all of it outside, none in a menu.
func (m *Mixer) Turn(v Volumes, outside float32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.volumes, m.outside = v, outside
}

// Play begins to sound a cue as it is heard.
func (m *Mixer) Play(c battle.CueKind, h Heard) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := &m.effects[c]
	v := voice{of: e.variants[m.pick(len(e.variants))], step: 1, left: m.volumes.Interface, right: m.volumes.Interface}
	if !e.ui {
		v.left, v.right, v.dull = h.Left*m.volumes.Effects, h.Right*m.volumes.Effects, h.Dull
		v.step, v.wait = 1+0.08*m.chance(0), m.pick(stagger)
		m.quiet = 0
	}
	m.begin(v)
}

func (m *Mixer) pick(n int) int { return min(n-1, int((m.chance(0)+1)/2*float64(n))) }

func (m *Mixer) begin(v voice) {
	if v.left+v.right < 0.002 {
		return // not heard
	}
	if len(m.voices) < maxVoices {
		m.voices = append(m.voices, v)
		return
	}
	oldest := 0
	for i := range m.voices {
		if m.voices[i].at > m.voices[oldest].at {
			oldest = i
		}
	}
	m.voices[oldest] = v
}

// Read gives the next frames of the stream.
func (m *Mixer) Read(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(p) / frameSize
	m.call(n)
	for i := range n {
		left, right := m.blow()
		l, r := m.music.next(m.volumes.Music)
		left, right = left+l, right+r
		for j := range m.voices {
			l, r := m.voices[j].next()
			left, right = left+l, right+r
		}
		binary.LittleEndian.PutUint32(p[i*frameSize:], math.Float32bits(soft(left)))
		binary.LittleEndian.PutUint32(p[i*frameSize+4:], math.Float32bits(soft(right)))
	}
	m.drop()
	return n * frameSize, nil
}

// blow is a frame of wind.
func (m *Mixer) blow() (left, right float32) {
	m.air += (m.outside*m.volumes.Ambience - m.air) / Rate // a second to come or go
	if m.air < 0.001 {
		return 0, 0
	}
	left, right = m.wind[m.blown]*m.air, m.wind[(m.blown+len(m.wind)/2)%len(m.wind)]*m.air
	m.blown = (m.blown + 1) % len(m.wind)
	return left, right
}

// call lets a bird call now and then, if it has been calm for a while: about every six seconds.
func (m *Mixer) call(frames int) {
	m.quiet = min(m.quiet+frames, calm)
	if m.quiet < calm || m.air < 0.01 || m.pick(6*Rate) >= frames {
		return
	}
	side := float32(m.chance(0)+1) / 2
	m.begin(voice{
		of: m.birds[m.pick(len(m.birds))], step: 1 + 0.1*m.chance(0), left: m.air * (1 - side), right: m.air * side,
		dull: 0.3,
	})
}

// next is a voice's next frame.
func (v *voice) next() (left, right float32) {
	if v.wait > 0 {
		v.wait--
		return 0, 0
	}
	i := int(v.at)
	if i+1 >= len(v.of) {
		return 0, 0
	}
	part := float32(v.at - float64(i))
	s := v.of[i]*(1-part) + v.of[i+1]*part
	v.at += v.step
	v.under += (s - v.under) * (1 - v.dull)
	return v.under * v.left, v.under * v.right
}

// drop forgets the voices that have ended.
func (m *Mixer) drop() {
	left := m.voices[:0]
	for _, v := range m.voices {
		if int(v.at)+1 < len(v.of) {
			left = append(left, v)
		}
	}
	m.voices = left
}

// soft bends what is too loud, so that many shots at once do not crackle.
func soft(v float32) float32 {
	const knee = 0.6
	if v > -knee && v < knee {
		return v
	}
	if v < 0 {
		return -soft(-v)
	}
	return knee + (1-knee)*(1-1/(1+(v-knee)/(1-knee)))
}
