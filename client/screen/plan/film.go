package plan

import (
	"sort"

	"muster/game"
)

// Footage is the film of a match by turns: its views, one a tick, as far as they came. Reels show it.
type Footage struct {
	setup *game.Setup
	views []*game.View // by ascending tick
	units int          // in all of them
}

// NewFootage is that of a match before its first view.
func NewFootage(s *game.Setup) *Footage { return &Footage{setup: s} }

// Add takes in a view. Those that come while the world stands still show what was shown before.
func (f *Footage) Add(v *game.View) {
	if n := len(f.views); n > 0 && v.Tick <= f.views[n-1].Tick {
		return
	}
	f.views, f.units = append(f.views, v), f.units+len(v.Units)
	if f.units > maxFilmed {
		f.thin()
	}
}

// thin leaves out every second view of the older half.
func (f *Footage) thin() {
	var kept []*game.View
	f.units = 0
	for i, v := range f.views {
		if i%2 == 0 || i > len(f.views)/2 {
			kept = append(kept, v)
			f.units += len(v.Units)
		}
	}
	f.views = kept
}

// Any reports whether there is anything to be seen again.
func (f *Footage) Any() bool { return len(f.views) > 1 }

// Reel shows a film from its beginning on, any number of times.
func (f *Footage) Reel() *Reel { return &Reel{of: f} }

// Reel is a place in a film, which may go on growing.
type Reel struct {
	of *Footage
	at int // of its views
}

// Setup is the match's.
func (r *Reel) Setup() *game.Setup { return r.of.setup }

// Tick is that of the view.
func (r *Reel) Tick() game.Tick { return r.of.views[r.index()].Tick }

// Last is the last tick that there is.
func (r *Reel) Last() game.Tick { return r.of.views[len(r.of.views)-1].Tick }

// index is a place that is still there: a film may have lost views.
func (r *Reel) index() int { return min(r.at, len(r.of.views)-1) }

// View is what the team saw there.
func (r *Reel) View(game.Audience) *game.View { return r.of.views[r.index()] }

// Step goes on by a view; false at the end.
func (r *Reel) Step() (bool, error) {
	if r.at = r.index(); r.at == len(r.of.views)-1 {
		return false, nil
	}
	r.at++
	return true, nil
}

// Seek goes to a tick, or to the first view after it where none came of it; at most to the last.
func (r *Reel) Seek(t game.Tick) error {
	views := r.of.views
	r.at = min(sort.Search(len(views), func(i int) bool { return views[i].Tick >= t }), len(views)-1)
	return nil
}
