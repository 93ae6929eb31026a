package netem

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// StreamProxy passes TCP connections on to one server, each over lines of its own.
type StreamProxy struct {
	listen net.Listener
	to     string
	lines  Lines
	held   atomic.Int64 // bytes of all streams that are under way

	Refused atomic.Uint64 // connections that were reset, since there were too many

	open  chan struct{} // a place for each connection
	count uint64
	work  sync.WaitGroup
}

// ListenStreams opens a proxy for connections on addr, for the server at to.
func ListenStreams(addr, to string, lines Lines) (*StreamProxy, error) {
	if _, _, err := net.SplitHostPort(to); err != nil {
		return nil, fmt.Errorf("proxy for streams: %w", err)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("proxy for streams: %w", err)
	}
	return &StreamProxy{listen: l, to: to, lines: lines, open: make(chan struct{}, maxStreams)}, nil
}

// Addr is where clients dial.
func (p *StreamProxy) Addr() string { return p.listen.Addr().String() }

// Run passes connections on until ctx ends. Then all are closed and nothing of it is left.
func (p *StreamProxy) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer p.work.Wait()
	defer cancel()
	stop := context.AfterFunc(ctx, func() { p.listen.Close() })
	defer stop()
	for {
		near, err := p.listen.Accept()
		if ctx.Err() != nil {
			if err == nil {
				near.Close()
			}
			return nil
		}
		if errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("proxy for streams: %w", err)
		}
		if err != nil { // no descriptor is left, for one
			wait(ctx, time.Now().Add(acceptAgain), nil)
			continue
		}
		p.accept(ctx, near.(*net.TCPConn))
	}
}

func (p *StreamProxy) accept(ctx context.Context, near *net.TCPConn) {
	select {
	case p.open <- struct{}{}:
	default:
		p.Refused.Add(1)
		reset(near)
		return
	}
	n := p.count
	p.count++
	p.work.Go(func() {
		defer func() { <-p.open }()
		p.carry(ctx, near, 2*n)
	})
}

// carry passes one connection on, from its opening to its end.
func (p *StreamProxy) carry(ctx context.Context, near *net.TCPConn, stream uint64) {
	defer near.Close()
	stop := context.AfterFunc(ctx, func() { reset(near) })
	defer stop()
	up, down := p.lines(near.RemoteAddr().(*net.TCPAddr).AddrPort())
	var broken atomic.Bool
	there := &pipe{src: near, line: up, stream: up.Stream(stream), held: &p.held, broken: &broken}
	back := &pipe{dst: near, line: down, stream: down.Stream(stream + 1), held: &p.held, broken: &broken}
	far, err := p.shake(ctx, there, back)
	if err != nil {
		reset(near)
		return
	}
	defer far.Close()
	stopFar := context.AfterFunc(ctx, func() { reset(far) })
	defer stopFar()
	there.dst, back.src = far, far
	var both sync.WaitGroup
	both.Go(func() { there.run(ctx) })
	back.run(ctx)
	both.Wait()
	if broken.Load() {
		reset(near)
		reset(far)
	}
}

// shake opens the connection towards the server as TCP does: one byte goes there, one comes back, each over its line.
// So a new connection takes a round trip, and hangs while either way is cut.
func (p *StreamProxy) shake(ctx context.Context, there, back *pipe) (*net.TCPConn, error) {
	if err := there.knock(ctx, there.src); err != nil {
		return nil, err
	}
	far, failed := new(net.Dialer).DialContext(ctx, "tcp", p.to)
	err := back.knock(ctx, there.src)
	if failed == nil && err != nil {
		reset(far.(*net.TCPConn))
	}
	if err := errors.Join(failed, err); err != nil {
		return nil, err
	}
	return far.(*net.TCPConn), nil
}

// reset closes a connection so that the other end hears that it broke.
func reset(c *net.TCPConn) {
	_ = c.SetLinger(0)
	c.Close()
}
