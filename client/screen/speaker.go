package screen

import (
	"io"
	"sync/atomic"

	"github.com/ebitengine/oto/v3"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/sound"
)

// speaker plays sounds on the device, if there is one. It opens it in the background: the title does not wait for it. A
// nil speaker is silent. (Ebitengine's own audio ends the game where there is no device; what is under it does not.)
type speaker struct {
	mixer  atomic.Pointer[sound.Mixer] // nil until it plays
	absent atomic.Bool                 // there is no device
	player *oto.Player                 // held, so that it goes on
	guard  *host.Guard
}

// guarded is a mixer read on the sound device's goroutine: where it breaks there is silence, and the game tells of it.
type guarded struct {
	from  io.Reader
	guard *host.Guard
}

// Read implements io.Reader.
func (g *guarded) Read(b []byte) (n int, err error) {
	n, err = 0, io.EOF
	defer g.guard.Catch()
	return g.from.Read(b)
}

func openSpeaker(guard *host.Guard) *speaker {
	s := &speaker{guard: guard}
	guard.Go(s.open)
	return s
}

// open asks for the device; where there is none, nothing is made.
func (s *speaker) open() {
	ctx, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: sound.Rate, ChannelCount: 2, Format: oto.FormatFloat32LE,
	})
	if err == nil {
		<-ready
		err = ctx.Err()
	}
	if err != nil {
		s.absent.Store(true)
		return
	}
	m := sound.NewMixer(s.guard.Breathe)
	s.player = ctx.NewPlayer(&guarded{m, s.guard})
	s.player.SetBufferSize(sound.Rate / 25 * 8) // 40 ms: a click is heard when it is made
	s.player.Play()
	s.mixer.Store(m)
}

// play plays a cue as it is heard from a camera; nil for a cue without a place.
func (s *speaker) play(c battle.Cue, cam *battle.Camera) {
	if s == nil {
		return
	}
	if m := s.mixer.Load(); m != nil {
		h := sound.Everywhere
		if cam != nil {
			h = sound.Attenuate(c, cam)
		}
		m.Play(c.Kind, h)
	}
}

// silent reports whether there is no device to play on.
func (s *speaker) silent() bool { return s != nil && s.absent.Load() }

// turn makes the sound as loud as was chosen: outside there is wind, in the menus only a breath of it.
func (a *app) turn() {
	if a.sound == nil || a.sound.mixer.Load() == nil {
		return
	}
	v, outside := &a.Chosen, float32(0.35)
	if _, ok := a.top().(battlefield); ok {
		outside = 1
	}
	share := func(percent int) float32 { return float32(percent*v.Master) / 10000 }
	volumes := sound.Volumes{Effects: share(v.Effects), Interface: share(v.Interface), Ambience: share(v.Ambience)}
	if v.Music {
		volumes.Music = share(v.MusicVolume) * (1.15 - 0.4*outside) // softer while there is a battle to be heard
	}
	a.sound.mixer.Load().Turn(volumes, outside)
}
