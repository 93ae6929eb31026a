package sound

import (
	"math"
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/i18n"
)

// Captions tell the eye what the ear is told: a line for each thing heard, with an arrow to where it is.
type Captions struct{ All []Caption }

// Caption is a line. While the same goes on it stays, and is not said again.
type Caption struct {
	Kind battle.CueKind
	Side Side
	Far  bool
	Last time.Time // when it was last heard
}

// Side is where a sound comes from, seen from the middle of the screen.
type Side int

// The sides; Here is on the screen, or from nowhere.
const (
	Here Side = iota
	Left
	Right
	Above
	Below
)

const (
	captionLife = 2500 * time.Millisecond
	maxCaptions = 4
)

// spoken are the texts of what is captioned. The interface's own sounds say nothing that is not seen.
var spoken = map[battle.CueKind]string{
	battle.CueShot: "caption.shot", battle.CueCannon: "caption.cannon", battle.CueBlast: "caption.blast",
	battle.CueDeath: "caption.death", battle.CueCapture: "caption.capture", battle.CueAlarm: "caption.alarm",
	battle.CuePing: "caption.ping", battle.CueRefused: "caption.refused",
}

// Add adds a cue.
func (c *Captions) Add(cue battle.Cue, cam *battle.Camera, now time.Time) {
	if spoken[cue.Kind] == "" {
		return
	}
	line := Caption{Kind: cue.Kind, Side: side(cue, cam), Far: cue.Far, Last: now}
	for i := range c.All {
		if o := &c.All[i]; o.Kind == line.Kind && o.Side == line.Side && o.Far == line.Far {
			o.Last = now
			return
		}
	}
	if c.All = append(c.All, line); len(c.All) > maxCaptions {
		c.All = c.All[1:]
	}
}

// Pass forgets what has not been heard for a while.
func (c *Captions) Pass(now time.Time) {
	left := c.All[:0]
	for _, line := range c.All {
		if now.Sub(line.Last) < captionLife {
			left = append(left, line)
		}
	}
	c.All = left
}

// Say is the caption in words.
func (c *Caption) Say(w i18n.Words) string {
	what := w.Say(spoken[c.Kind])
	if c.Far {
		what = w.Say("caption.far", "what", what)
	}
	return [...]string{"", "← ", "→ ", "↑ ", "↓ "}[c.Side] + what
}

func side(c battle.Cue, cam *battle.Camera) Side {
	dx, dy := math.Cos(c.Angle), math.Sin(c.Angle)
	if !c.Far {
		if !c.Placed || cam.Shows(c.At) {
			return Here
		}
		dx, dy = (c.At.X-cam.At.X)/cam.W, (c.At.Y-cam.At.Y)/cam.H
	}
	switch {
	case math.Abs(dx) >= math.Abs(dy) && dx < 0:
		return Left
	case math.Abs(dx) >= math.Abs(dy):
		return Right
	case dy < 0:
		return Above
	}
	return Below
}
