package server

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// throttledLog logs what may come in floods: the first of a kind at once, then a line of the newest every logEvery at
// most, with how many came since the last line. Kinds are of a closed list.
type throttledLog struct {
	log   *slog.Logger
	mu    sync.Mutex
	kinds map[string]*kind
}

type kind struct {
	last time.Time
	more int
}

func newThrottledLog(log *slog.Logger) *throttledLog {
	return &throttledLog{log: log, kinds: map[string]*kind{}}
}

func (s *throttledLog) say(level slog.Level, message, name string, args ...any) {
	s.mu.Lock()
	k := s.kinds[message+name]
	if k == nil {
		k = &kind{}
		s.kinds[message+name] = k
	}
	now := time.Now()
	if !k.last.IsZero() && now.Sub(k.last) < logEvery {
		k.more++
		s.mu.Unlock()
		return
	}
	more := k.more
	k.last, k.more = now, 0
	s.mu.Unlock()
	s.log.Log(context.Background(), level, message, append([]any{"reason", name, "since_last_line", more}, args...)...)
}
