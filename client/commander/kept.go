package commander

import (
	"log/slog"
	"sync"

	"muster/client"
	"muster/matchmaker/api"
)

// Kept is what a commander that is started again needs to come back to its seat. Whoever has it can take the seat.
type Kept struct {
	Session *api.Session `json:"session,omitempty"` // at the queue
	Seat    *client.Join `json:"seat,omitempty"`    // with the resume token: it leads back while the queue is away, too
}

// book is what is kept, as it changes: the queue's client and whoever leads the seat write into it.
type book struct {
	write func(Kept) error // may be nil
	log   *slog.Logger

	mu     sync.Mutex
	kept   Kept
	failed bool // the last write did, and that was told
}

func (b *book) session() *api.Session {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept.Session
}

func (b *book) seat() *client.Join {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept.Seat
}

// signed is the session from now on.
func (b *book) signed(s api.Session) { b.change(func(k *Kept) { k.Session = &s }) }

// sits is the way back to the seat.
func (b *book) sits(j client.Join) {
	if len(j.Token) > 0 {
		b.change(func(k *Kept) { k.Seat = &j })
	}
}

// left says that there is no seat to come back to.
func (b *book) left() { b.change(func(k *Kept) { k.Seat = nil }) }

// forget says that nothing of it is of use.
func (b *book) forget() { b.change(func(k *Kept) { *k = Kept{} }) }

// change writes what has changed. A disk that does not take it costs the way back, and nothing else.
func (b *book) change(do func(k *Kept)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	do(&b.kept)
	if b.write == nil {
		return
	}
	err := b.write(b.kept)
	if err != nil && !b.failed {
		b.log.Error("cannot save the resume token: if killed now, this commander comes back as a new player",
			"error", err)
	}
	b.failed = err != nil
}
