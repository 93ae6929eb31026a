package shard

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
	"muster/wallclock"
)

// bed is a match of ours that sleeps: it has no goroutine, no timer and no World, and costs this line.
type bed struct {
	match string
	alarm uint64 // Unix milliseconds; 0 for never
	at    int    // in the list of alarms; -1 for one that is not there
}

// beds are all of them. The next alarm is the first of the list: there is one timer for all.
type beds struct {
	of     map[string]*bed
	alarms alarms
	rung   chan struct{} // holds one: the first of the list may be another
	waking func(*Host)   // told of each that its alarm has woken; may be nil
}

// alarms is a heap of those that have one, the earliest first.
type alarms []*bed

func (a alarms) Len() int           { return len(a) }
func (a alarms) Less(i, j int) bool { return a[i].alarm < a[j].alarm }
func (a alarms) Swap(i, j int)      { a[i], a[j] = a[j], a[i]; a[i].at, a[j].at = i, j }
func (a *alarms) Push(x any)        { b := x.(*bed); b.at = len(*a); *a = append(*a, b) }
func (a *alarms) Pop() any {
	last := (*a)[len(*a)-1]
	(*a)[len(*a)-1] = nil
	*a, last.at = (*a)[:len(*a)-1], -1
	return last
}

// put notes a sleeper, or that its alarm is another one now.
func (b *beds) put(match string, alarm uint64) {
	b.remove(match)
	if b.of == nil {
		b.of = map[string]*bed{}
	}
	in := &bed{match: match, alarm: alarm, at: -1}
	if b.of[match] = in; alarm > 0 {
		heap.Push(&b.alarms, in)
	}
	b.ring()
}

func (b *beds) remove(match string) {
	if in := b.of[match]; in != nil {
		if delete(b.of, match); in.at >= 0 {
			heap.Remove(&b.alarms, in.at)
		}
	}
}

func (b *beds) ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// Sleepers lists the matches that sleep here, by id.
func (s *Shard) Sleepers() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.beds.of))
}

// Asleep is how many they are.
func (s *Shard) Asleep() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.beds.of)
}

// OnAlarm has somebody told of each match that its alarm has woken, before anybody sees it. It must not block.
func (s *Shard) OnAlarm(told func(*Host)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beds.waking = told
}

// Wake goes on with a match that sleeps, and returns when it is ours. One that runs here is returned as it is.
func (s *Shard) Wake(ctx context.Context, match string) (*Host, error) {
	return s.wake(ctx, match, Woken)
}

func (s *Shard) wake(ctx context.Context, match string, by Cause) (*Host, error) {
	h, err := s.Host(match)
	if errors.Is(err, ErrAsleep) {
		h, err = s.resume(ctx, match, false, by)
	}
	if err == nil && h == nil { // it has ended elsewhere, and was given up
		s.mu.Lock()
		s.beds.remove(match)
		s.mu.Unlock()
		err = errors.New("the journal holds no such match")
	}
	if err == nil {
		err = h.begun(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("wake match %s: %w", match, err)
	}
	return h, nil
}

// putToBed files a zone that fell asleep, and has the registry hear of its last record once: it says no more.
func (s *Shard) putToBed(h *Host, z *Zone) {
	s.beds.put(h.match, z.alarm)
	h.stats.Slept.Add(1)
	s.last = append(s.last, registry.Head{
		Match: h.match, Shard: s.cfg.ID, Epoch: z.epoch, Number: z.baseNumber, Hash: slices.Clone(z.base[:]),
		Rules: replay.Rules(replay.Fingerprint()),
	})
}

// sleeps puts a match to bed that the store holds asleep, by its first and its last record: nothing else of it is read.
func (s *Shard) sleeps(match string) bool {
	ends, ok := s.cfg.Store.(journal.Ends)
	if !ok || s.cfg.OwnOnly {
		return false
	}
	first, last, err := ends.Ends(match)
	if err != nil {
		return false // whoever reads it all tells why
	}
	why, err := s.cfg.Sidecar.Quarantined(match)
	if err != nil || why != "" {
		return false
	}
	rules, ok := replay.RulesOf(first.Payload)
	return ok && rules == replay.Fingerprint() && s.bedsDown(match, []journal.Record{last}, "", false)
}

// maySleepOn is why a match is not taken over: it sleeps, and is not to be woken for what it is wanted for; or it was
// to be woken, and another shard has done so.
func (s *Shard) maySleepOn(match, owner string, recs []journal.Record, ours bool, by Cause) error {
	wakes := by == Woken || by == Alarm
	switch {
	case wakes && !sleepsBehind(recs):
		s.mu.Lock()
		defer s.mu.Unlock()
		s.beds.remove(match)
		return ErrFenced
	case !wakes && s.bedsDown(match, recs, owner, ours):
		return ErrAsleep
	}
	return nil
}

// bedsDown puts a match to bed if the last of its records says that it sleeps, and, where only what is ours counts, if
// its last owner was this shard.
func (s *Shard) bedsDown(match string, recs []journal.Record, owner string, ours bool) bool {
	if !sleepsBehind(recs) || ours && owner != s.cfg.ID {
		return false
	}
	alarm, _ := replay.Slept(recs[len(recs)-1].Payload)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hosts[match] == nil && !s.closed {
		s.beds.put(match, alarm)
	}
	return true
}

// sleepsBehind reports whether a match sleeps behind the last of some records.
func sleepsBehind(recs []journal.Record) (asleep bool) {
	if n := len(recs); n > 0 {
		_, asleep = replay.Slept(recs[n-1].Payload)
	}
	return asleep
}

// ringAlarms wakes who is due, for as long as the shard runs.
func (s *Shard) ringAlarms(ctx context.Context) {
	defer s.idle.Done()
	timer := time.NewTimer(0)
	defer timer.Stop()
	places := make(chan struct{}, wakings)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.beds.rung:
		case <-timer.C:
		}
		due, next := s.due(wallclock.Now())
		for _, match := range due {
			select {
			case places <- struct{}{}:
			case <-ctx.Done():
				return
			}
			s.idle.Go(func() {
				defer func() { <-places }()
				s.ringAt(ctx, match)
			})
		}
		timer.Reset(next)
	}
}

// due takes those off the list whose alarm it is time for, and says when to look again. The time of day may be set.
func (s *Shard) due(now time.Time) (due []string, next time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &s.beds.alarms
	for len(*a) > 0 && (*a)[0].alarm <= uint64(now.UnixMilli()) {
		due = append(due, heap.Pop(a).(*bed).match)
	}
	next = alarmsEvery
	if len(*a) > 0 {
		next = min(next, time.UnixMilli(int64((*a)[0].alarm)).Sub(now))
	}
	return due, next
}

// ringAt wakes a match whose time is up. While the store does not let it, that is tried again.
func (s *Shard) ringAt(ctx context.Context, match string) {
	h, err := s.wake(ctx, match, Alarm)
	s.mu.Lock()
	told := s.beds.waking
	if err != nil && ctx.Err() == nil && (s.beds.of[match] != nil || errors.Is(err, ErrGaveUp)) {
		s.beds.put(match, uint64(wallclock.Now().Add(alarmAgain).UnixMilli()))
	}
	s.mu.Unlock()
	switch {
	case err == nil && told != nil:
		told(h)
	case err != nil && ctx.Err() == nil && !alreadyLogged(err) && !errors.Is(err, ErrFenced):
		s.cfg.Log.Warn("cannot wake a match whose time is up", "match", match, "error", err)
	}
}

// Sleep puts the match to bed if nothing is due in it; Err then is ErrAsleep. The zone decides, at once or not at all.
func (h *Host) Sleep() {
	h.post(false, func(z *Zone) {
		z.Sleep(uint64(wallclock.Now().UnixMilli()), h.shard.chapters)
	})
}
