package wire

import (
	"context"
	"sync"
)

// inbox holds the control messages that have come and nobody has read yet, so many bytes of memory at most: more wait
// at the sender.
type inbox struct {
	mu    sync.Mutex
	list  [][]byte
	bytes int
	limit int
	moved chan struct{} // holds one: something was put in
	room  chan struct{} // holds one: something was taken out
}

func newInbox(limit int) *inbox {
	return &inbox{limit: limit, moved: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// weight is what a message takes of memory: a short one hardly less than readers make room for.
func weight(b []byte) int { return max(len(b), readAhead) }

// put waits for room, or for the link's end.
func (i *inbox) put(link context.Context, b []byte) {
	for !i.tryPut(b) {
		select {
		case <-i.room:
		case <-link.Done():
			return
		}
	}
	poke(i.moved)
}

func (i *inbox) tryPut(b []byte) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.bytes > 0 && i.bytes+weight(b) > i.limit {
		return false
	}
	i.list, i.bytes = append(i.list, b), i.bytes+weight(b)
	return true
}

// receive waits for a message. When the link has ended and none is left, its cause is the error.
func (i *inbox) receive(ctx, link context.Context) ([]byte, error) {
	for {
		if b := i.tryTake(); b != nil {
			poke(i.room)
			return b, nil
		}
		select {
		case <-i.moved:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-link.Done():
			if b := i.tryTake(); b != nil { // it came while we looked
				return b, nil
			}
			return nil, context.Cause(link)
		}
	}
}

func (i *inbox) tryTake() []byte {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.list) == 0 {
		return nil
	}
	b := i.list[0]
	i.list[0] = nil
	i.list, i.bytes = i.list[1:], i.bytes-weight(b)
	return b
}
