package client

import (
	"math"
	"slices"
	"time"

	"muster/game"
)

// Interpolator shows a match a little behind its newest view (more where the link is uneven), so that units glide from
// view to view. It has no clock: the time is told. It is robust to lost and late views: between two views that it has,
// units glide, however far apart those are (up to longestGlide); past the newest it waits and never guesses.
type Interpolator struct {
	rate  float64      // ticks a second, at the usual pace
	pace  float64      // of the match, 1 is usual
	views []*game.View // by ascending tick; the first is the one shown
	begin time.Time    // of the first view
	// tick that the newest view should have now, less the ticks since begin: follows the arrivals slowly
	offset float64
	jitter float64 // of arrivals, in ticks, smoothed
	behind float64 // ticks that the newest view is ahead of what is shown
	shown  float64 // last tick shown: time never runs backwards
	any    bool
	passed []*game.View // became the shown view since the last call of At
	units  []Placed     // room for the next frame's
}

const (
	// Shown is what is leastBehind ticks old, so that one lost or late view is not noticed, and older where views come
	// unevenly: by jitters times what they come early or late, up to mostBehind. It follows slowly,
	// not to be noticed itself.
	leastBehind, mostBehind, jitters = 2.0, 8.0, 3.0
	// longestGlide: over a longer gap a unit jumps. It may have gone anywhere meanwhile.
	longestGlide = 20 // ticks
	// keptViews are the most that wait to be shown. When a client was not asked for longer, older ones are passed over.
	keptViews = 64
	// An arrival earlier than thought pulls the clock faster than a late one holds it back: late is what networks are.
	pullAhead, pullBack = 0.2, 0.01
	// snapTicks: further off than this the clock is set anew, as after a lost link.
	snapTicks = 20
)

// NewInterpolator makes an Interpolator for a match of so many ticks a second (Rules.TickRate).
func NewInterpolator(rate uint8) *Interpolator {
	return &Interpolator{rate: float64(max(rate, 1)), pace: 1, behind: leastBehind}
}

// Placed is where a unit is shown: view steps, and an angle in 256ths of a turn.
type Placed struct{ X, Y, Facing float64 }

// Frame is what is shown at a moment.
type Frame struct {
	View   *game.View   // the newest view not after Tick; nil before the first
	Tick   float64      // the moment
	Units  []Placed     // of View.Units, one for one; good until the next Frame
	Passed []*game.View // the views that became View since the last Frame: their CombatEvents are due now
}

// Add adds a view. Views that are not newer than the newest are ignored, but for those of a match that stands still.
func (s *Interpolator) Add(v *game.View, now time.Time) {
	if n := len(s.views); n > 0 && v.Tick <= s.views[n-1].Tick {
		if standsStill(v) && v.Tick == s.views[n-1].Tick {
			s.stand(v, now)
		}
		return
	}
	if len(s.views) == 0 {
		s.begin, s.offset = now, float64(v.Tick)
	}
	off := float64(v.Tick) - s.since(now) - s.offset
	s.adapt(math.Abs(off))
	switch {
	case off > snapTicks || off < -snapTicks:
		s.offset += off
	case off > 0:
		s.offset += off * pullAhead
	default:
		s.offset += off * pullBack
	}
	s.views = append(s.views, v)
	for len(s.views) > keptViews {
		s.step()
	}
}

// adapt learns from how early or late a view came.
func (s *Interpolator) adapt(off float64) {
	if off > snapTicks {
		return // that was no jitter
	}
	s.jitter += (off - s.jitter) / 16 // as RFC 3550 smooths it
	s.behind += (min(leastBehind+jitters*s.jitter, mostBehind) - s.behind) / 32
}

func (s *Interpolator) since(now time.Time) float64 {
	return now.Sub(s.begin).Seconds() * s.rate * s.pace
}

// Pace sets the pace of the match from now on, as a share of its usual one; 0 is paused.
func (s *Interpolator) Pace(share float64, now time.Time) {
	s.offset, s.begin, s.pace = s.offset+s.since(now), now, share
}

// step makes the next view the shown one.
func (s *Interpolator) step() {
	if s.any {
		s.views = s.views[1:]
	}
	s.any = true
	s.passed = append(s.passed, s.views[0])
	if len(s.passed) > keptViews {
		s.passed = s.passed[1:]
	}
}

// At is what to show now.
func (s *Interpolator) At(now time.Time) Frame {
	if len(s.views) == 0 {
		return Frame{}
	}
	newest := float64(s.views[len(s.views)-1].Tick)
	due := s.since(now) + s.offset - s.behind
	s.shown = max(s.shown, min(due, newest), float64(s.views[0].Tick))
	if !s.any {
		s.step()
	}
	for len(s.views) > 1 && float64(s.views[1].Tick) <= s.shown {
		s.step()
	}
	f := Frame{View: s.views[0], Tick: s.shown, Passed: s.passed}
	s.passed = nil
	f.Units = s.place()
	return f
}

// place moves the shown view's units on towards where the next view has them.
func (s *Interpolator) place() []Placed {
	share, next := s.share()
	s.units = Between(s.views[0], next, share, s.units)
	return s.units
}

// share is how far the moment lies between the shown view and the next one, 0 to 1, and the next one; nil if there is
// none to glide to.
func (s *Interpolator) share() (float64, *game.View) {
	if len(s.views) < 2 {
		return 0, nil
	}
	a, b := s.views[0], s.views[1]
	if b.Tick-a.Tick > longestGlide {
		return 0, nil
	}
	return (s.shown - float64(a.Tick)) / float64(b.Tick-a.Tick), b
}

// Between is where a view's units are a share of the way on towards where another has them; that may be nil. It uses
// the memory of room.
func Between(from, to *game.View, share float64, room []Placed) []Placed {
	units := slices.Grow(room[:0], len(from.Units))[:len(from.Units)]
	var next []game.UnitView
	if to != nil {
		next = to.Units
	}
	j := 0
	for i := range from.Units { // both lists ascend by id
		u := &from.Units[i]
		units[i] = Placed{float64(u.X), float64(u.Y), float64(u.Facing)}
		for j < len(next) && next[j].ID < u.ID {
			j++
		}
		if j < len(next) && next[j].ID == u.ID {
			units[i].glide(&next[j], share)
		}
	}
	return units
}

// glide goes a share of the way; it turns the shorter way round.
func (p *Placed) glide(to *game.UnitView, share float64) {
	turn := float64(int8(to.Facing - uint8(p.Facing)))
	p.X += (float64(to.X) - p.X) * share
	p.Y += (float64(to.Y) - p.Y) * share
	p.Facing += turn * share
}
