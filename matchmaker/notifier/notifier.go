// Package notifier is where the queue and its REST API meet in memory, beside the store: who waits for a ticket is
// woken, a round of matching is asked for, and rounds leave word why a ticket waits. All of it can be lost: the store
// holds what counts. One matchmaker has one Notifier; what another one does comes by the store (store.Store.Watch).
package notifier

import (
	"maps"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/matching"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// Notifier wakes long polls: whoever waits for a ticket listens for it. It also remembers when a ticket was last asked
// for, so that one whose player is gone can be dropped.
type Notifier struct {
	wake chan struct{} // holds a value when a round should look again

	mu        sync.Mutex
	listeners map[string]map[chan Seat]bool // by ticket
	asked     map[string]time.Time          // live tickets: when somebody last asked, or when this process first saw it
	why       map[string]matching.Wait      // by ticket: why it still waits, as of the last round
	explained time.Time                     // when the last round left word
}

// New makes a Notifier that nobody listens to yet.
func New() *Notifier {
	return &Notifier{
		wake: make(chan struct{}, 1), listeners: map[string]map[chan Seat]bool{}, asked: map[string]time.Time{},
	}
}

// WakeRound asks for another round soon.
func (n *Notifier) WakeRound() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// Rounds gets a value when one was asked for.
func (n *Notifier) Rounds() <-chan struct{} { return n.wake }

// Explain leaves word why tickets wait, in the place of what was left before.
func (n *Notifier) Explain(why map[string]matching.Wait) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.why, n.explained = why, wallclock.Now()
}

// Explained is when a round of this process last left word: another one may match, and know why tickets wait.
func (n *Notifier) Explained() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.explained
}

// Why is why a ticket waits; the zero Wait while no round has looked at it.
func (n *Notifier) Why(ticket string) matching.Wait {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.why[ticket]
}

// Listen returns a channel that gets a value whenever something becomes of the ticket, until leave is called.
func (n *Notifier) Listen(ticket string) (news <-chan Seat, leave func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ch := make(chan Seat, 1)
	if n.listeners[ticket] == nil {
		n.listeners[ticket] = map[chan Seat]bool{}
	}
	n.listeners[ticket][ch] = true
	return ch, func() { n.leave(ticket, ch) }
}

func (n *Notifier) leave(ticket string, ch chan Seat) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.listeners[ticket], ch)
	if len(n.listeners[ticket]) == 0 {
		delete(n.listeners, ticket)
	}
	if _, live := n.asked[ticket]; live {
		n.asked[ticket] = wallclock.Now()
	}
}

// Seat is what listeners may be told, so that they need not look: the seat that one of a ticket's players got. The zero
// value says that something has changed.
type Seat struct {
	Player string
	Place  store.Place
	Seat   int
	Stint  int64
}

// Notify wakes everyone who listens for one of the tickets.
func (n *Notifier) Notify(tickets ...string) {
	for _, t := range tickets {
		n.Seated(t, Seat{})
	}
}

// Seated wakes everyone who listens for a ticket, with the seat. Who has not heard the last of it yet looks anyway.
func (n *Notifier) Seated(ticket string, s Seat) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for ch := range n.listeners[ticket] {
		select {
		case ch <- s:
		default:
		}
	}
}

// NotifyAll wakes everyone.
func (n *Notifier) NotifyAll() {
	n.mu.Lock()
	all := slices.Collect(maps.Keys(n.listeners))
	n.mu.Unlock()
	n.Notify(all...)
}

// Asked notes that somebody asked for a ticket that waits.
func (n *Notifier) Asked(ticket string, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked[ticket] = now
}

// Seen notes that a ticket waits: after a restart its player has time to ask again.
func (n *Notifier) Seen(ticket string, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, known := n.asked[ticket]; !known {
		n.asked[ticket] = now
	}
}

// Served notes that the player has got what the ticket was for: it needs no further asking.
func (n *Notifier) Served(ticket string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.asked, ticket)
}

// Attended lists the tickets that somebody waits for now, or has asked for since a moment.
func (n *Notifier) Attended(since time.Time) (tickets []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for t, at := range n.asked {
		if !at.Before(since) || len(n.listeners[t]) > 0 {
			tickets = append(tickets, t)
		}
	}
	slices.Sort(tickets)
	return tickets
}

// Unattended lists the tickets that nobody has asked for since before, and forgets them.
func (n *Notifier) Unattended(before time.Time) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var gone []string
	for t, at := range n.asked {
		if at.Before(before) && len(n.listeners[t]) == 0 {
			gone = append(gone, t)
			delete(n.asked, t)
		}
	}
	return gone
}
