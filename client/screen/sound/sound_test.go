package sound

import (
	"encoding/binary"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/i18n"
)

var all = Volumes{Effects: 1, Interface: 1, Ambience: 1}

var made = sync.OnceValue(func() *Mixer { return NewMixer(func() {}) })

// fresh is a mixer that has played nothing: making the sounds is what takes time.
func fresh() *Mixer {
	m := made()
	return &Mixer{
		effects: m.effects, wind: m.wind, birds: m.birds, chance: noise(4711), voices: make([]voice, 0, maxVoices),
		music: music{chance: noise(1867)},
	}
}

// read takes seconds of a mixer's stream: how loud each side was, and the highest peak.
func read(m *Mixer, seconds float64) (left, right, peak float64) {
	b := make([]byte, int(seconds*Rate)*frameSize)
	for i := 0; i < len(b); i += Rate / 10 * frameSize {
		m.Read(b[i:min(len(b), i+Rate/10*frameSize)])
	}
	for i := 0; i < len(b); i += frameSize {
		l, r := float64(math.Float32frombits(binary.LittleEndian.Uint32(b[i:]))),
			float64(math.Float32frombits(binary.LittleEndian.Uint32(b[i+4:])))
		left, right, peak = left+l*l, right+r*r, max(peak, math.Abs(l), math.Abs(r))
	}
	return left, right, peak
}

func camera() *battle.Camera {
	c := &battle.Camera{Zoom: 32, MapW: 200, MapH: 200}
	c.Resize(1280, 720, 1)
	c.Centre(battle.Point{X: 100, Y: 100})
	return c
}

func TestWhereNothingSoundsThereIsSilence(t *testing.T) {
	m := fresh()
	m.Turn(all, 0)
	_, _, peak := read(m, 1)
	require.Zero(t, peak)
}

func TestEveryCueIsHeardAndEndsWithoutAClick(t *testing.T) {
	for c, e := range fresh().effects {
		require.NotEmpty(t, e.variants, "cue %d", c)
		for _, s := range e.variants {
			sum := 0.0
			for _, v := range s {
				require.LessOrEqual(t, math.Abs(float64(v)), 1.0)
				sum += float64(v * v)
			}
			require.Greater(t, sum, 1.0, "cue %d is heard", c)
			require.Less(t, math.Abs(float64(s[len(s)-1])), 0.01, "cue %d ends in silence", c)
		}
	}
}

func TestWhatIsOnTheLeftIsHeardOnTheLeft(t *testing.T) {
	for _, s := range []struct {
		at   battle.Point
		left bool
	}{{battle.Point{X: 85, Y: 100}, true}, {battle.Point{X: 115, Y: 100}, false}} {
		m := fresh()
		m.Turn(all, 0)
		m.Play(battle.CueBlast, Attenuate(battle.Cue{Kind: battle.CueBlast, At: s.at, Placed: true}, camera()))
		left, right, _ := read(m, 2)
		require.Equal(t, s.left, left > 2*right, "%v against %v", left, right)
		require.Equal(t, !s.left, right > 2*left, "%v against %v", left, right)
	}
}

func TestTheFartherTheFainterAndDuller(t *testing.T) {
	cam, before := camera(), Heard{Left: 2}
	for _, x := range []float64{100, 135, 160, 195} {
		h := Attenuate(battle.Cue{At: battle.Point{X: x, Y: 100}, Placed: true}, cam)
		require.Less(t, h.Left, before.Left, "at %v", x)
		require.GreaterOrEqual(t, h.Dull, before.Dull, "at %v", x)
		before = h
	}
	near, far := Attenuate(battle.Cue{Far: true, Loud: 3}, cam), Attenuate(battle.Cue{Far: true, Loud: 1}, cam)
	require.Greater(t, near.Right, far.Right, "what is heard from out of sight tells how near it is")
	before = Attenuate(battle.Cue{At: cam.At, Placed: true}, cam)
	cam.ZoomAt(0.5, battle.Point{X: 640, Y: 360})
	require.Less(t, Attenuate(battle.Cue{At: cam.At, Placed: true}, cam).Left, before.Left,
		"from high above it is fainter")
}

func TestVolumesAreObeyed(t *testing.T) {
	for _, v := range []Volumes{{Interface: 1}, {Effects: 1}} {
		m := fresh()
		m.Turn(v, 1)
		m.Play(battle.CueShot, Everywhere)
		_, _, shot := read(m, 1)
		require.Equal(t, v.Effects > 0, shot > 0)
		m.Play(battle.CueOrder, Everywhere)
		_, _, order := read(m, 1)
		require.Equal(t, v.Interface > 0, order > 0)
	}
}

func TestManyShotsAtOnceNeitherCrackleNorPileUp(t *testing.T) {
	m := fresh()
	m.Turn(all, 1)
	for range 500 {
		m.Play(battle.CueBlast, Everywhere)
	}
	require.Equal(t, maxVoices, len(m.voices))
	_, _, peak := read(m, 2.5)
	require.Less(t, peak, 1.0)
	require.Zero(t, len(m.voices), "what has ended is forgotten")
}

func TestWindComesSlowlyAndBirdsCallOnlyWhenItIsCalm(t *testing.T) {
	m := fresh()
	m.Turn(all, 1)
	_, _, first := read(m, 0.05)
	_, _, later := read(m, 4)
	require.Greater(t, later, 4*first)
	called := func(seconds int) bool {
		for range seconds * 10 {
			if read(m, 0.1); len(m.voices) > 0 {
				return true
			}
		}
		return false
	}
	require.True(t, called(60), "nobody shoots")
	for len(m.voices) > 0 {
		read(m, 0.1)
	}
	m.Play(battle.CueShot, Heard{})
	require.Zero(t, len(m.voices), "a shot that is too far to be heard takes no voice")
	require.False(t, called(calm/Rate-2), "after a shot the birds are silent")
}

// Music is there for who wants it: it comes slowly, stays quiet, does not repeat itself, and goes again.
func TestMusicIsSoftAndOnlyForWhoWantsIt(t *testing.T) {
	m := fresh()
	m.Turn(Volumes{Music: 1}, 0)
	_, _, first := read(m, 0.05)
	require.Less(t, first, 0.01, "it does not begin with a bang")
	read(m, 5)
	var louds []float64
	for range 8 {
		left, right, peak := read(m, 5)
		require.Greater(t, peak, 0.05, "it is heard")
		require.Less(t, peak, 0.4, "and does not drown what matters")
		require.InDelta(t, 1, left/right, 0.6, "on both sides")
		require.NotContains(t, louds, left, "no bar is as another")
		louds = append(louds, left)
	}
	m.Turn(Volumes{Effects: 1}, 0)
	read(m, 8)
	_, _, peak := read(m, 1)
	require.Zero(t, peak)
}

func TestReadingMakesNoGarbage(t *testing.T) {
	m := fresh()
	v := all
	v.Music = 1
	m.Turn(v, 1)
	b := make([]byte, 4096)
	require.Zero(t, testing.AllocsPerRun(200, func() {
		m.Play(battle.CueShot, Everywhere)
		m.Read(b)
	}))
}

func TestCaptionsSayWhatIsHeardAndFromWhere(t *testing.T) {
	for _, lang := range assets.Languages {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		now, cam := time.Unix(1000, 0), camera()
		var c Captions
		hear := func(cue battle.Cue) { c.Add(cue, cam, now) }
		hear(battle.Cue{Kind: battle.CueShot, Placed: true, At: cam.At})
		hear(battle.Cue{Kind: battle.CueShot, Placed: true, At: battle.Point{X: 101, Y: 100}})
		require.Len(t, c.All, 1, "the same is said once")
		require.Equal(t, w.Say("caption.shot"), c.All[0].Say(w))
		hear(battle.Cue{Kind: battle.CueBlast, Placed: true, At: battle.Point{X: 10, Y: 100}})
		require.Equal(t, "← "+w.Say("caption.blast"), c.All[1].Say(w))
		hear(battle.Cue{Kind: battle.CueShot, Far: true, Angle: math.Pi / 2})
		require.Equal(t, "↓ "+w.Say("caption.far", "what", w.Say("caption.shot")), c.All[2].Say(w))
		hear(battle.Cue{Kind: battle.CueOrder})
		require.Len(t, c.All, 3, "one's own clicks are not told")
		c.Pass(now.Add(captionLife))
		require.Empty(t, c.All)
		for kind := range spoken {
			require.Contains(t, w, spoken[kind])
		}
	}
}

func BenchmarkMix(b *testing.B) {
	m := fresh()
	m.Turn(all, 1)
	buffer := make([]byte, Rate/60*frameSize)
	for range maxVoices {
		m.Play(battle.CueBlast, Everywhere)
	}
	sounding := m.voices
	for b.Loop() {
		m.voices = sounding[:maxVoices]
		for i := range m.voices {
			m.voices[i].at = 0
		}
		m.Read(buffer)
	}
}

func TestMusicFlowsWithoutClicks(t *testing.T) {
	m, before := music{chance: noise(1867)}, float32(0)
	for i := range 25 * Rate {
		left, _ := m.next(1)
		if jump := math.Abs(float64(left - before)); jump > 0.04 {
			require.Fail(t, "a click", "of %.3f at %.2f s", jump, float64(i)/Rate)
		}
		before = left
	}
}
