package netem

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// flow is one client of a proxy: its address on the near side, and a socket of its own towards the server.
type flow struct {
	proxy  *Proxy
	from   netip.AddrPort
	stream uint64                 // of its ways' chances
	far    atomic.Pointer[socket] // another one after Rebind
	silent atomic.Int32           // how often it was found to have passed nothing

	ready    atomic.Bool // its lines are known: up and down are there
	up, down *outbox

	mu     sync.Mutex // early and what ends it
	early  []train    // came before it was ready
	closed bool
}

// train is datagrams that came at once.
type train struct {
	b    []byte
	each int
}

// receive passes on what the client says, and reports whether that is so. It keeps nothing of b.
func (f *flow) receive(b []byte, each int) bool {
	f.silent.Store(0)
	if f.ready.Load() {
		f.up.pass(b, each)
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ready.Load() {
		f.up.pass(b, each)
		return true
	}
	if f.closed || len(f.early) >= maxEarly || f.proxy.held.Load() > maxWaiting {
		return false
	}
	f.proxy.held.Add(int64(len(b)))
	f.early = append(f.early, train{append([]byte(nil), b...), each})
	return true
}

// run asks which lines the flow has, and passes on what the server says until it is closed.
func (f *flow) run() {
	if !f.open(f.proxy.lines(f.from)) {
		return
	}
	for {
		far := f.far.Load()
		r, err := far.reader()
		for err == nil {
			if err = r.read(f.answer); !errors.Is(err, net.ErrClosed) {
				err = nil // an ICMP error: the server is not there now
			}
		}
		if f.far.Load() == far {
			return
		}
	}
}

func (f *flow) answer(b []byte, each int) {
	f.silent.Store(0)
	f.down.pass(b, each)
}

// open makes the flow's ways and sends what waited for them.
func (f *flow) open(up, down *Line) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return false
	}
	f.up = f.proxy.outbox(up.Way(f.stream), func(b []byte, each int) {
		f.far.Load().write(b, each, netip.AddrPort{})
	})
	f.down = f.proxy.outbox(down.Way(f.stream+1), func(b []byte, each int) {
		f.proxy.near.write(b, each, f.from)
	})
	for _, t := range f.takeEarly() {
		f.up.pass(t.b, t.each)
	}
	f.ready.Store(true)
	return true
}

// takeEarly takes out what waited for the flow's lines. The caller holds the lock.
func (f *flow) takeEarly() (early []train) {
	early, f.early = f.early, nil
	for _, t := range early {
		f.proxy.held.Add(-int64(len(t.b)))
	}
	return early
}

func (p *Proxy) outbox(w *Way, send func(b []byte, each int)) *outbox {
	return &outbox{way: w, send: send, held: &p.held, work: &p.work, passed: &p.Passed, dropped: &p.Dropped}
}

// close ends the flow; run returns.
func (f *flow) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.takeEarly()
	f.far.Load().Close()
	if f.ready.Load() {
		f.up.close()
		f.down.close()
	}
}
