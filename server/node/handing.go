package node

import (
	"context"
	"sync"
)

// handing is the handing over of all matches, of which one is under way at a time.
type handing struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{} // closed when the one under way has ended; nil while there is none
}

// run does it until ctx ends. Where it is under way already, run waits for that and has it end with ctx, too: what that
// one could not hand over, another one right behind it cannot either.
func (h *handing) run(ctx context.Context, do func(context.Context)) {
	h.mu.Lock()
	if done := h.done; done != nil {
		defer context.AfterFunc(ctx, h.cancel)()
		h.mu.Unlock()
		<-done
		return
	}
	ctx, cancel := context.WithTimeout(ctx, handOverWithin)
	h.cancel, h.done = cancel, make(chan struct{})
	h.mu.Unlock()
	do(ctx)
	cancel()
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.done)
	h.done = nil
}
