package matchmaker

import (
	"maps"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/store"
)

// bells wakes long polls: whoever waits for a ticket listens for its bell. It also remembers when a ticket was last asked
// for, so that one whose player is gone can be dropped.
type bells struct {
	mu        sync.Mutex
	listeners map[string]map[chan news]bool // by ticket
	asked     map[string]time.Time          // live tickets: when somebody last asked, or when this process first saw it
}

func newBells() *bells {
	return &bells{listeners: map[string]map[chan news]bool{}, asked: map[string]time.Time{}}
}

// listen returns a channel that gets a value whenever the ticket's bell rings.
func (b *bells) listen(ticket string) (bell <-chan news, leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	ch := make(chan news, 1)
	if b.listeners[ticket] == nil {
		b.listeners[ticket] = map[chan news]bool{}
	}
	b.listeners[ticket][ch] = true
	return ch, func() { b.leave(ticket, ch) }
}

func (b *bells) leave(ticket string, ch chan news) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.listeners[ticket], ch)
	if len(b.listeners[ticket]) == 0 {
		delete(b.listeners, ticket)
	}
	if _, live := b.asked[ticket]; live {
		b.asked[ticket] = time.Now()
	}
}

// news is what a bell may tell, so that whoever listens need not look: the seat that one of a ticket's players got. The zero
// value tells that something has changed.
type news struct {
	player  string
	place   store.Place
	seat    int
	sitting int64
}

// ring wakes everyone who listens for one of the tickets.
func (b *bells) ring(tickets ...string) {
	for _, t := range tickets {
		b.tell(t, news{})
	}
}

// tell wakes everyone who listens for a ticket, with the news. Who has not heard the last of it yet looks anyway.
func (b *bells) tell(ticket string, n news) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.listeners[ticket] {
		select {
		case ch <- n:
		default:
		}
	}
}

// ringAll wakes everyone.
func (b *bells) ringAll() {
	b.mu.Lock()
	all := slices.Collect(maps.Keys(b.listeners))
	b.mu.Unlock()
	b.ring(all...)
}

// ask notes that somebody asked for a ticket that waits.
func (b *bells) ask(ticket string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked[ticket] = now
}

// see notes that a ticket waits: after a restart its player has time to ask again.
func (b *bells) see(ticket string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.asked[ticket]; !known {
		b.asked[ticket] = now
	}
}

// serve notes that the player has got what the ticket was for: it needs no further asking.
func (b *bells) serve(ticket string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.asked, ticket)
}

// unattended lists the tickets that nobody has asked for since before, and forgets them.
func (b *bells) unattended(before time.Time) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var gone []string
	for t, at := range b.asked {
		if at.Before(before) && len(b.listeners[t]) == 0 {
			gone = append(gone, t)
			delete(b.asked, t)
		}
	}
	return gone
}
