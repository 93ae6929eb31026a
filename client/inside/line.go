package inside

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"muster/client/screen/host"
)

// line is the page's end of the questions and answers.
type line struct {
	ports Ports
	heard func(answer) // takes what nobody asked
	done  chan struct{}

	turn   chan struct{} // holds one: who writes
	mu     sync.Mutex
	last   uint32
	wanted map[uint32]chan<- told
	err    error // why it has ended
}

// errStopped is that the worker has ended.
var errStopped = errors.New("the game's other half has stopped")

// told is an answer with what came with it.
type told struct {
	answer
	rec host.Recording
}

func newLine(ports Ports, heard func(answer)) *line {
	return &line{
		ports: ports, heard: heard, done: make(chan struct{}), turn: make(chan struct{}, 1),
		wanted: map[uint32]chan<- told{},
	}
}

// listen reads what the worker says until it ends.
func (l *line) listen() {
	defer close(l.done)
	for {
		b, err := l.ports.Control().Read(context.Background())
		var t told
		if err == nil {
			t.rec, err = unpack(b, &t.answer)
		}
		if err != nil {
			l.mu.Lock()
			l.err = fmt.Errorf("%w: %w", errStopped, err)
			l.mu.Unlock()
			return
		}
		if t.N == 0 {
			l.heard(t.answer)
			continue
		}
		l.mu.Lock()
		to := l.wanted[t.N]
		delete(l.wanted, t.N)
		l.mu.Unlock()
		if to != nil {
			to <- t
		}
	}
}

func (l *line) ended() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// call sends a question and waits for its answer. Whoever gives up is not waited for.
func (l *line) call(ctx context.Context, a *ask, rec host.Recording) (answer, host.Recording, error) {
	comes := make(chan told, 1)
	l.mu.Lock()
	l.last++
	a.N = l.last
	l.wanted[a.N] = comes
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.wanted, a.N)
	}()
	if err := l.send(ctx, a, rec); err != nil {
		return answer{}, rec, err
	}
	select {
	case t := <-comes:
		return t.answer, t.rec, t.Wrong.err()
	case <-ctx.Done():
		return answer{}, rec, ctx.Err()
	case <-l.done:
		l.mu.Lock()
		defer l.mu.Unlock()
		return answer{}, rec, l.err
	}
}

func (l *line) send(ctx context.Context, a *ask, rec host.Recording) error {
	b, err := pack(a, rec)
	if err != nil {
		return err
	}
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := l.ports.Control().Write(ctx, b); err != nil && ctx.Err() == nil {
		return fmt.Errorf("%w: %w", errStopped, err)
	}
	return ctx.Err()
}
