package netem

import (
	"container/heap"
	"sync"
	"sync/atomic"
	"time"
)

// outbox sends the datagrams of one direction: what is due at once, and what is not when its time has come, in the
// order of their times. It has one timer, whatever waits.
type outbox struct {
	way  *Way
	send func(b []byte, each int) // each is how long the datagrams are that b is a train of; 0: b is one
	held *atomic.Int64            // bytes that wait, of all outboxes of the proxy
	work *sync.WaitGroup

	passed, dropped *atomic.Uint64

	waits atomic.Int64 // how many wait; looked at before the lock is taken

	mu     sync.Mutex
	heap   parcels
	count  uint64
	timer  *time.Timer
	armed  time.Time // when it rings
	closed bool
}

// parcel is a datagram that waits.
type parcel struct {
	at    time.Time
	order uint64 // of those that are due together, the first goes first
	b     []byte
}

// pass takes a train of datagrams and sends each when its way says so. It keeps nothing of b.
func (o *outbox) pass(b []byte, each int) {
	if o.way.clear() && o.waits.Load() == 0 {
		o.passed.Add(uint64(cars(b, each)))
		o.send(b, each)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	o.flush(now) // what was due before is sent before
	for {
		d := b
		if each > 0 {
			d = b[:min(each, len(b))]
		}
		o.one(d, now)
		if b = b[len(d):]; len(b) == 0 {
			break
		}
	}
	o.arm(now)
}

// cars is how many datagrams a train has.
func cars(b []byte, each int) int {
	if each <= 0 {
		return 1
	}
	return (len(b) + each - 1) / each
}

// one sends a datagram now or has it wait. The caller holds the lock.
func (o *outbox) one(d []byte, now time.Time) {
	times := o.way.Pass(now, len(d))
	if len(times) == 0 || o.closed || o.held.Load() > maxWaiting {
		o.dropped.Add(1)
		return
	}
	o.passed.Add(1)
	for _, at := range times {
		if !at.After(now) {
			o.send(d, 0)
			continue
		}
		o.count++
		o.held.Add(int64(len(d)))
		o.waits.Add(1)
		heap.Push(&o.heap, parcel{at: at, order: o.count, b: append([]byte(nil), d...)})
	}
}

// flush sends what is due. The caller holds the lock.
func (o *outbox) flush(now time.Time) {
	for len(o.heap) > 0 && !o.heap[0].at.After(now) {
		p := heap.Pop(&o.heap).(parcel)
		o.held.Add(-int64(len(p.b)))
		o.send(p.b, 0)
		o.waits.Add(-1) // only now: nothing may pass it by
	}
}

// arm sets the timer to the next that is due. The caller holds the lock.
func (o *outbox) arm(now time.Time) {
	if o.timer != nil && len(o.heap) > 0 && o.armed.Equal(o.heap[0].at) {
		return
	}
	o.disarm()
	if len(o.heap) == 0 || o.closed {
		return
	}
	o.work.Add(1)
	o.armed = o.heap[0].at
	o.timer = time.AfterFunc(o.heap[0].at.Sub(now), o.rings)
}

// disarm stops the timer; one that rings already finds nothing to do.
func (o *outbox) disarm() {
	if o.timer != nil && o.timer.Stop() {
		o.work.Done()
	}
	o.timer = nil
}

// rings is what the timer calls.
func (o *outbox) rings() {
	defer o.work.Done()
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	o.flush(now)
	o.arm(now)
}

// close forgets what waits.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.disarm()
	for _, p := range o.heap {
		o.held.Add(-int64(len(p.b)))
	}
	o.waits.Store(0)
	o.heap = nil
}

// parcels is a heap: the one that is due first is on top.
type parcels []parcel

func (p parcels) Len() int { return len(p) }

func (p parcels) Less(i, j int) bool {
	if p[i].at.Equal(p[j].at) {
		return p[i].order < p[j].order
	}
	return p[i].at.Before(p[j].at)
}

func (p parcels) Swap(i, j int) { p[i], p[j] = p[j], p[i] }

func (p *parcels) Push(x any) { *p = append(*p, x.(parcel)) }

func (p *parcels) Pop() any {
	old := *p
	last := old[len(old)-1]
	old[len(old)-1] = parcel{}
	*p = old[:len(old)-1]
	return last
}
