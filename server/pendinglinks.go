package server

import (
	"container/list"
	"context"
	"sync"
)

// pendingLinks are the links that have shown no valid ticket yet. When there are too many, the one that has waited
// longest makes room: players say Hello within a round trip, and whoever floods the door waits longer than that.
// Turning away who comes last would let a flood lock out everybody.
type pendingLinks struct {
	mu      sync.Mutex
	waiting list.List // of context.CancelFunc, who came first in front
}

// enter admits one more; the context ends when it has to make room. leave must be called.
func (s *pendingLinks) enter(ctx context.Context) (greeting context.Context, leave func()) {
	greeting, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting.Len() >= maxPendingLinks {
		s.waiting.Remove(s.waiting.Front()).(context.CancelFunc)()
	}
	at := s.waiting.PushBack(cancel)
	return greeting, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.waiting.Remove(at) // does nothing if it is out already
		cancel()
	}
}

func (s *pendingLinks) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting.Len()
}
