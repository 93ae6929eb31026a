package netem

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Lines says which lines the traffic of a client has, there and back. It may take its time: what comes in meanwhile
// waits. The address is the client's own, as the proxy sees it.
type Lines func(from netip.AddrPort) (up, down *Line)

// Proxy passes datagrams between any number of clients and one server.
type Proxy struct {
	near  *socket
	to    netip.AddrPort
	lines Lines

	Passed, Dropped atomic.Uint64 // datagrams, both ways

	mu     sync.Mutex
	flows  map[netip.AddrPort]*flow
	count  uint64
	work   sync.WaitGroup
	held   atomic.Int64 // bytes that wait
	closed bool
}

// Listen opens a proxy on addr for the server at to, for every client alike and both ways.
func Listen(addr, to string, cfg Config) (*Proxy, error) {
	line, err := NewLine(cfg)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	return ListenLines(addr, to, func(netip.AddrPort) (up, down *Line) { return line, line })
}

// ListenLines opens a proxy that asks for each client which lines it has.
func ListenLines(addr, to string, lines Lines) (*Proxy, error) {
	far, err := net.ResolveUDPAddr("udp", to)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	near, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	l, err := net.ListenUDP("udp", near)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	return &Proxy{near: newSocket(l), to: far.AddrPort(), lines: lines, flows: map[netip.AddrPort]*flow{}}, nil
}

// Addr is where clients dial.
func (p *Proxy) Addr() string { return p.near.LocalAddr().String() }

// Run passes datagrams on until ctx ends. Then nothing of it is left.
func (p *Proxy) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	p.work.Go(func() { p.forgetIdle(ctx) })
	defer p.work.Wait()
	defer p.close()
	defer cancel()
	stop := context.AfterFunc(ctx, p.close) // ends the reading below
	defer stop()
	b, oob := make([]byte, maxDatagram), make([]byte, oobSize)
	for {
		n, oobn, _, from, err := p.near.ReadMsgUDPAddrPort(b, oob)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("lossy proxy: %w", err)
			}
			continue // an ICMP error of one client is not ours
		}
		each := eachOf(oob[:oobn])
		if f := p.flow(from); f == nil || !f.receive(b[:n], each) {
			p.Dropped.Add(uint64(cars(b[:n], each)))
		}
	}
}

// close ends all flows; it may be called twice.
func (p *Proxy) close() {
	p.near.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for from, f := range p.flows {
		f.close()
		delete(p.flows, from)
	}
}

// flow finds or makes the flow of a client; nil if there are too many.
func (p *Proxy) flow(from netip.AddrPort) *flow {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.flows[from]
	if f != nil || p.closed || len(p.flows) >= maxFlows {
		return f
	}
	far, err := dial(p.to)
	if err != nil {
		return nil
	}
	f = &flow{proxy: p, from: from, stream: 2 * p.count}
	f.far.Store(far)
	p.count++
	p.flows[from] = f
	p.work.Go(f.run)
	return f
}

// Rebind gives every client a new address towards the server, as a router does that has forgotten them.
func (p *Proxy) Rebind() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.flows {
		far, err := dial(p.to)
		if err != nil {
			return fmt.Errorf("lossy proxy: rebind: %w", err)
		}
		f.far.Swap(far).Close()
	}
	return nil
}

// forgetIdle closes flows that nothing was heard of for long.
func (p *Proxy) forgetIdle(ctx context.Context) {
	tick := time.NewTicker(flowIdle / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.forget()
		}
	}
}

// forget closes the flows that passed nothing since it was called last but three times.
func (p *Proxy) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for from, f := range p.flows {
		if f.silent.Add(1) > 4 {
			f.close()
			delete(p.flows, from)
		}
	}
}
