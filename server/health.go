package server

import (
	"sync"
	"time"

	"muster/server/wire"
	"muster/shard"
)

// pulse reports how well the shard keeps its ticks. Players are told a grade of the whole shard and no more: how long
// the ticks of their own match take depends on what happens out of their sight.
type pulse struct {
	shard *shard.Shard // nil: always fine

	mu       sync.Mutex
	at       time.Time
	ticks    uint64
	slow     uint64
	overruns uint64
	grade    wire.Health
}

const (
	pulseEvery = time.Second
	slowTick   = 16 * time.Millisecond // a third of a tick at 20 Hz; a bound of shard.TickTimes
	slowShare  = 100                   // one slow tick in so many is strain
)

// health is the grade of the last second.
func (p *pulse) health(now time.Time) wire.Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shard == nil || now.Sub(p.at) < pulseEvery {
		return p.grade
	}
	s := p.shard.Stats()
	ticks, slow, overruns := s.Ticks.Load(), slowTicks(&s.TickTimes), s.Overruns.Load()
	switch {
	case p.at.IsZero():
	case overruns > p.overruns:
		p.grade = wire.Late
	case (slow-p.slow)*slowShare > ticks-p.ticks:
		p.grade = wire.Strained
	default:
		p.grade = wire.Fine
	}
	p.at, p.ticks, p.slow, p.overruns = now, ticks, slow, overruns
	return p.grade
}

// slowTicks counts those that took longer than slowTick.
func slowTicks(t *shard.TickTimes) uint64 {
	var all, quick uint64
	t.Each(func(under time.Duration, n uint64) {
		all = n
		if under <= slowTick {
			quick = n
		}
	})
	return all - quick
}
