// Package heartbeat says which peers are silent, when a standby should bid for a match, and who stands by for which.
//
// Nothing here has a clock, a goroutine or a connection: its caller hears the beats and says what time it is, and the
// simulator is such a caller, too. docs/lease.md, rule 31a, says what follows from a silence.
package heartbeat

import "time"

const (
	// Every is the time from one beat to the next.
	Every = 50 * time.Millisecond
	// LeastPatience is how long a peer may be silent before its standbys bid: five beats.
	LeastPatience = 250 * time.Millisecond
	// MostPatience is what it grows to after alarms that were false: the queue takes over after five seconds.
	MostPatience = 2 * time.Second

	tickMost = 75 * time.Millisecond // counted of one tick: a watcher that was paused itself has heard nobody meanwhile
	// without a failed bid for a match: its patience halves. And without a question after a process that is gone: it is
	// forgotten
	calmFor = 10 * time.Minute
)

// Watch counts how long peers have been silent, and how patient to be with each match. A peer is a process, by whatever
// names it: one that is started anew under the same id has forgotten its matches, and is another. The zero Watch is
// ready. It is not safe for many goroutines.
type Watch struct {
	last    time.Time
	elapsed time.Duration // counted by ticks: its own time
	peers   map[string]*peer
	matches map[string]*alarm
}

type peer struct {
	silent time.Duration
	closed bool          // its connection broke: nothing but a beat ends that silence
	asked  time.Duration // when its silence was last asked for, since it closed
}

// alarm is what earlier alarms of a match came to.
type alarm struct {
	patience time.Duration
	since    time.Duration // when it last changed
	next     time.Duration // no other bid before
}

// Beat notes that a beat of a peer came.
func (w *Watch) Beat(id string) { *w.peer(id) = peer{} }

// Sign notes that a peer showed life otherwise: its journal grew. What a dead process wrote may come late: it does
// not end the silence of a closed connection.
func (w *Watch) Sign(id string) {
	if p := w.peers[id]; p != nil && !p.closed {
		p.silent = 0
	}
}

// Closed notes that the connection to a peer broke, or was refused. That counts as LeastPatience of silence at once:
// a process that is killed closes its connections, and nobody needs to wait. Such a process is remembered for as long
// as somebody asks for it: its matches may be open yet.
func (w *Watch) Closed(id string) {
	for old, p := range w.peers {
		if p.closed && w.elapsed-p.asked >= calmFor {
			delete(w.peers, old)
		}
	}
	p := w.peer(id)
	p.silent, p.closed, p.asked = max(p.silent, LeastPatience), true, w.elapsed
}

// Forget is for a peer that said goodbye, or is none any more.
func (w *Watch) Forget(id string) { delete(w.peers, id) }

// Tick lets time pass; call it every Every. However late it is called, it counts as tickMost at most.
func (w *Watch) Tick(now time.Time) {
	passed := time.Duration(0)
	if !w.last.IsZero() {
		passed = min(max(now.Sub(w.last), 0), tickMost)
	}
	w.last = now
	w.elapsed += passed
	for _, p := range w.peers {
		p.silent += passed
	}
}

// Silence is how long a peer was not heard; 0 for one that never was.
func (w *Watch) Silence(id string) time.Duration {
	if p := w.peers[id]; p != nil {
		p.asked = w.elapsed
		return p.silent
	}
	return 0
}

// Alive reports whether a peer was heard lately.
func (w *Watch) Alive(id string) bool {
	p := w.peers[id]
	return p != nil && p.silent < LeastPatience
}

// Overdue reports whether the standby of a match should bid for it now, since its owner is silent.
func (w *Watch) Overdue(match, owner string) bool {
	if a := w.matches[match]; a != nil && w.elapsed < a.next {
		return false
	}
	return w.peers[owner] != nil && w.Silence(owner) >= w.Patience(match)
}

// Patience is how long the owner of a match may be silent. It halves after ten minutes without a failed bid.
func (w *Watch) Patience(match string) time.Duration {
	a := w.matches[match]
	if a == nil {
		return LeastPatience
	}
	for w.elapsed-a.since >= calmFor {
		a.patience, a.since = a.patience/2, a.since+calmFor
		if a.patience <= LeastPatience {
			delete(w.matches, match)
			return LeastPatience
		}
	}
	return a.patience
}

// Failed notes that a bid for a match failed, or that the alarm was false: its owner was heard again. The next bid
// waits for twice the patience, counted from now.
func (w *Watch) Failed(match string) {
	for calmed := range w.matches {
		w.Patience(calmed) // forgets it: nobody asks for a match that is over
	}
	longer := min(2*w.Patience(match), MostPatience)
	if w.matches == nil {
		w.matches = map[string]*alarm{}
	}
	w.matches[match] = &alarm{longer, w.elapsed, w.elapsed + longer}
}

func (w *Watch) peer(id string) *peer {
	if w.peers == nil {
		w.peers = map[string]*peer{}
	}
	if w.peers[id] == nil {
		w.peers[id] = &peer{}
	}
	return w.peers[id]
}
