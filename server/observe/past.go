package observe

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// At is the system as it was at a moment; nil where nothing is kept of then. What moved all the time is not in it.
func (k *Kept) At(ctx context.Context, at time.Time) (*State, error) {
	if err := k.enter(ctx); err != nil {
		return nil, err
	}
	defer k.leave()
	all, err := k.files()
	if err != nil {
		return nil, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].began > at.UnixMilli() {
			continue
		}
		var r replay
		err := all[i].lines(ctx, nil, func(c *Change) bool {
			if c.At > at.UnixMilli() {
				return false
			}
			r.apply(c)
			return true
		})
		if err != nil {
			return nil, fmt.Errorf("kept events of %v: %w", time.UnixMilli(all[i].began), err)
		}
		if s := r.state(); s != nil {
			s.At = at
			return s, nil
		}
	}
	return nil, nil
}

// enter waits for one of few places: whoever may look at the past must not take the processor from the matches.
func (k *Kept) enter(ctx context.Context) error {
	select {
	case k.reading <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("kept events: %w", ctx.Err())
	}
}

func (k *Kept) leave() { <-k.reading }

// hasEvents is in each line of a Change that has events; few have.
var hasEvents = []byte(`"events":`)

// Events are those from one moment to another, oldest first; the last ones if there are more than so many.
// With an error about files that cannot be read come those of the others.
func (k *Kept) Events(ctx context.Context, from, to time.Time, most int) ([]Event, error) {
	if err := k.enter(ctx); err != nil {
		return nil, err
	}
	defer k.leave()
	all, err := k.files()
	if err != nil {
		return nil, err
	}
	var bad error
	found := lastEvents{most: most, place: map[int64]int{}}
	for i := range all {
		if i+1 < len(all) && all[i+1].began <= from.UnixMilli() || all[i].began > to.UnixMilli() {
			continue
		}
		err := all[i].lines(ctx, hasEvents, func(c *Change) bool {
			for _, e := range c.Events {
				if e.At >= from.UnixMilli() && e.At <= to.UnixMilli() {
					found.add(e)
				}
			}
			return c.At <= to.UnixMilli()+mergeWithin.Milliseconds()
		})
		if ctx.Err() != nil {
			return nil, fmt.Errorf("kept events: %w", ctx.Err())
		}
		if err != nil {
			bad = errors.Join(bad, fmt.Errorf("kept events of %v: %w", time.UnixMilli(all[i].began), err))
		}
	}
	return found.all[max(0, len(found.all)-most):], bad
}

// lastEvents are the last of those that are found, twice as many as are wanted at most.
type lastEvents struct {
	most    int
	all     []Event
	place   map[int64]int // in all, by number
	dropped int64         // number of the last one that was
}

// add takes in an event, or more of one that is there.
func (l *lastEvents) add(e Event) {
	if at, there := l.place[e.Number]; there {
		l.all[at] = e
		return
	}
	if e.Number <= l.dropped {
		return // each file begins with what was there before
	}
	l.place[e.Number] = len(l.all)
	l.all = append(l.all, e)
	if len(l.all) <= 2*l.most {
		return
	}
	cut := len(l.all) - l.most
	for _, old := range l.all[:cut] {
		l.dropped = max(l.dropped, old.Number)
	}
	l.all = append([]Event(nil), l.all[cut:]...)
	clear(l.place)
	for i := range l.all {
		l.place[l.all[i].Number] = i
	}
}

// Since is when what is kept begins; zero where nothing is.
func (k *Kept) Since() time.Time {
	all, err := k.files()
	if err != nil || len(all) == 0 {
		return time.Time{}
	}
	return time.UnixMilli(all[0].began)
}

// Last is the number of the last event that is kept.
func (k *Kept) Last() (number int64) {
	all, err := k.files()
	for i := len(all) - 1; err == nil && i >= 0 && number == 0; i-- {
		_ = all[i].lines(context.Background(), hasEvents, func(c *Change) bool { // a file that is damaged has none
			for _, e := range c.Events {
				number = max(number, e.Number)
			}
			return true
		})
	}
	return number
}
