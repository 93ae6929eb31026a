package netem

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// pipe carries one direction of a connection. One goroutine reads, waits and writes: where nothing is in the way, what
// was read is written at once.
type pipe struct {
	src, dst *net.TCPConn
	line     *Line
	stream   *Stream
	held     *atomic.Int64 // of all pipes of the proxy

	waits  bytes.Buffer // what was read and is not due; at most a window
	ended  bool         // src has nothing more to say; its end travels as one byte, as FIN does
	reset  bool         // it ended by a reset
	timed  bool         // src has a deadline
	broken *atomic.Bool // the connection broke: both ends shall hear it. It is that of the other direction, too
}

// errGone says that the client gave up before its connection was passed on.
var errGone = errors.New("the client is gone")

// run carries until the end of src has come out, or nobody listens.
func (p *pipe) run(ctx context.Context) {
	defer func() { p.held.Add(-int64(p.waits.Len())) }()
	for {
		_, changed := p.line.Now() // before Due asks: no change is missed
		n, again := p.stream.Due(time.Now())
		switch {
		case n > 0:
			if p.write(n) {
				return
			}
		case p.ended || p.room() == 0 || again.IsZero() && p.waits.Len() > 0:
			if !wait(ctx, again, changed) {
				return
			}
		default:
			p.read(again)
		}
	}
}

// write lets n bytes out, and reports whether that was the end.
func (p *pipe) write(n int) (done bool) {
	end := p.ended && n > p.waits.Len()
	n = min(n, p.waits.Len())
	_, err := p.dst.Write(p.waits.Next(n))
	p.held.Add(-int64(n))
	if p.waits.Len() == 0 && p.waits.Cap() > 2*readAtOnce {
		p.waits = bytes.Buffer{} // what a slow line needed is not kept
	}
	switch {
	case err != nil:
		p.broken.Store(true)
		return true
	case end && (p.reset || p.broken.Load()): // of two that meet a reset, one hears of it and the other of an end
		p.broken.Store(true)
		reset(p.dst) // whoever reads it knows at once
	case end:
		_ = p.dst.CloseWrite()
	}
	return end
}

// room is how many bytes may be read now.
func (p *pipe) room() int {
	if p.held.Load() > maxHeld {
		return max(0, min(p.stream.Room(), readAtOnce-p.waits.Len()))
	}
	return min(p.stream.Room(), readAtOnce)
}

// read waits for bytes of src until the next are due, and not for long: the line may be changed meanwhile.
func (p *pipe) read(until time.Time) {
	if soon := time.Now().Add(pollEvery); until.After(soon) {
		until = soon
	}
	if p.timed || !until.IsZero() {
		p.timed = !until.IsZero()
		_ = p.src.SetReadDeadline(until)
	}
	room := p.room()
	p.waits.Grow(room)
	b := p.waits.AvailableBuffer()[:room]
	n, err := p.src.Read(b)
	now := time.Now()
	if n > 0 {
		p.waits.Write(b[:n])
		p.held.Add(int64(n))
		p.stream.Push(now, n)
	}
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		p.ended, p.reset = true, !errors.Is(err, io.EOF)
		p.stream.Push(now, 1)
	}
}

// knock sends one byte of no meaning through and waits until it comes out. While the line is cut it looks whether the
// client is still there: one that gave up was never heard of.
func (p *pipe) knock(ctx context.Context, client *net.TCPConn) error {
	p.stream.Push(time.Now(), 1)
	for {
		cfg, changed := p.line.Now()
		n, again := p.stream.Due(time.Now())
		if n > 0 {
			return nil
		}
		if cfg.Cut {
			again = time.Now().Add(pollEvery)
		}
		if !wait(ctx, again, changed) {
			return context.Cause(ctx)
		}
		if cfg.Cut && hungUp(client) {
			return errGone
		}
	}
}

// wait waits for a moment, unless it is zero, or that the line is changed. It reports false when ctx ends.
func wait(ctx context.Context, until time.Time, changed <-chan struct{}) bool {
	var rings <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		rings = timer.C
	}
	select {
	case <-rings:
	case <-changed:
	case <-ctx.Done():
		return false
	}
	return true
}
