package registry

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"
)

// The lead of a served registry. Of the matchmakers that are there one matches: it holds the lead for leadFor after
// each of its claims, as the registry's process measures time, and takes itself to hold it for leadHeld after it sent
// one, as its own does. Nobody compares clocks. A claim that travels longer than claimFor counts for nothing, so that
// the holder always stops first:
//
//	matchmaker  sends a claim . . . . . leadHeld . . . . . stops
//	registry          grants it . . . . . . leadFor . . . . . . . grants another's
//
// Two lead at once only where time itself goes wrong: a clock that runs a quarter faster or slower than the other, or a
// machine that was suspended, during which its clock stood still. That one stops with the answer to its next claim, or
// after what was left of leadHeld. The database keeps order then, as always.

// claim is what a matchmaker asks of the lead.
type claim struct {
	ID    string // of the matchmaker; its entry must be there
	Run   string // of its candidacy: started again under the same name it is another candidate
	Holds bool   // it holds the lead: a registry that was started anew takes its word for that
}

// lead is who holds the lead. It has no clock: the caller tells the time.
type lead struct {
	claim
	until time.Time // nobody else gets it before
}

// grant gives the lead to a candidate, or leaves it with it, unless another has it.
func (l *lead) grant(c claim, now time.Time) bool {
	if now.Before(l.until) && l.Run != c.Run {
		return false
	}
	l.claim, l.until = c, now.Add(leadFor)
	return true
}

// of reports whether a matchmaker holds the lead.
func (l *lead) of(id string, now time.Time) bool { return l.ID == id && now.Before(l.until) }

// claim answers a candidate. The lead falls with the entry of who holds it. While the registry cannot know who held it
// before it was started (see Recover), only who says so gets it.
func (m *Memory) claim(_ context.Context, c claim) (granted bool, err error) {
	if err := checkID(c.ID); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	s, here := m.matchmakers[c.ID]
	here = here && now.Sub(s.seen) <= m.ttl
	if now.Before(m.recovers) {
		here = c.Holds
	}
	before := m.lead.Run
	if granted = here && m.lead.grant(c, now); granted && before != c.Run {
		m.wake()
	}
	return granted, nil
}

// resign ends the lead of a candidacy, so that another need not wait.
func (m *Memory) resign(_ context.Context, run string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lead.Run == run {
		m.lead = lead{}
		m.wake()
	}
	return nil
}

// Lead waits until the matchmaker with this id leads, which must be put into the registry all along. The context that
// it returns ends when it leads no more, also because the registry cannot be reached, or when ctx ends; the error is
// ctx's.
func (r *Remote) Lead(ctx context.Context, id string) (context.Context, error) {
	for c := (claim{ID: id, Run: rand.Text()}); ; {
		asked := time.Now()
		if granted, err := r.claim(ctx, c); granted && err == nil {
			return r.hold(ctx, c, asked), nil
		}
		if !pause(ctx, claimEvery) {
			return nil, ctx.Err()
		}
	}
}

// hold keeps the lead that was asked for at a time, until it is lost or ctx ends.
func (r *Remote) hold(ctx context.Context, c claim, asked time.Time) context.Context {
	leading, stop := context.WithCancel(ctx)
	alone := time.AfterFunc(time.Until(asked.Add(leadHeld)), stop)
	c.Holds = true
	go func() {
		defer stop()
		defer alone.Stop()
		for pause(leading, claimEvery) {
			asked := time.Now()
			granted, err := r.claim(leading, c)
			switch {
			case err != nil: // the next may come through before the time is over
			case !granted, !alone.Reset(time.Until(asked.Add(leadHeld))):
				return
			}
		}
		if ctx.Err() != nil { // or the registry has somebody else by now, or is away
			last, cancel := context.WithTimeout(context.Background(), claimFor)
			defer cancel()
			_ = r.send(last, http.MethodDelete, "/lead/"+c.Run, nil, nil) // it runs out by itself
		}
	}()
	return leading
}

func (r *Remote) claim(ctx context.Context, c claim) (granted bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, claimFor)
	defer cancel()
	err = r.send(ctx, http.MethodPut, "/lead", c, &granted)
	return granted, err
}
