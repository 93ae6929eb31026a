package wire

import (
	"bytes"
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// Pipe is a link within the process: the whole twin of one over QUIC. Messages take the same bytes.
func Pipe() (client, server Conn) {
	shared := &pipe{done: make(chan struct{})}
	up, down := newLane(), newLane()
	return &end{pipe: shared, in: down, out: up, limit: maxFromServer}, &end{
		pipe: shared, in: up, out: down, limit: maxFromClient,
	}
}

// pipe is what both ends share.
type pipe struct {
	done   chan struct{}
	once   sync.Once
	closer *end
	why    CloseError
}

// lane is one direction.
type lane struct {
	messages       chan []byte
	frames         chan []byte
	bytes, counted atomic.Uint64
}

func newLane() *lane {
	return &lane{messages: make(chan []byte, 16), frames: make(chan []byte, frameQueue)}
}

type end struct {
	*pipe
	in, out *lane
	limit   uint32
}

func (e *end) Send(ctx context.Context, m Message) error {
	b, err := appendMessage(nil, m)
	if err != nil {
		return err
	}
	if err := e.Err(); err != nil {
		return err
	}
	e.out.bytes.Add(uint64(len(b)))
	select {
	case e.out.messages <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-e.done:
		return e.Err()
	}
}

// Receive hands out what was sent before the link ended, as a stream does.
func (e *end) Receive(ctx context.Context) (Message, error) {
	var b []byte
	select {
	case b = <-e.in.messages:
	default:
		select {
		case b = <-e.in.messages:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-e.done:
			return nil, e.Err()
		}
	}
	m, err := readMessage(bytes.NewReader(b), e.limit)
	if err != nil {
		reason, field := closed(code(BadMessage, err))
		e.end(CloseError{Reason: reason, Field: field, Text: err.Error()})
		return nil, e.Err()
	}
	return m, nil
}

func (e *end) SendFrame(_ context.Context, b []byte) error {
	if err := e.Err(); err != nil {
		return err
	}
	e.out.bytes.Add(uint64(len(b)))
	e.out.counted.Add(1)
	for {
		select {
		case e.out.frames <- bytes.Clone(b):
			return nil
		default:
		}
		select {
		case <-e.out.frames: // the oldest is lost
		default:
		}
	}
}

func (e *end) SendNow(b []byte) bool { return e.SendFrame(context.Background(), b) == nil }

func (e *end) ReceiveFrame(ctx context.Context) ([]byte, error) {
	select {
	case b := <-e.in.frames:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-e.done:
		return nil, e.Err()
	}
}

func (e *end) Close(r Reason, text string) error {
	e.end(CloseError{Reason: r, Text: text})
	return nil
}

func (e *end) end(why CloseError) {
	e.once.Do(func() {
		e.closer, e.why = e, why
		close(e.done)
	})
}

func (e *end) Stats() Stats {
	return Stats{
		Link: PipeLink, BytesIn: e.in.bytes.Load(), BytesOut: e.out.bytes.Load(), FramesIn: e.in.counted.Load(),
		FramesOut: e.out.counted.Load(),
	}
}

func (e *end) Remote() string        { return "pipe" }
func (e *end) Done() <-chan struct{} { return e.done }

func (e *end) Err() error {
	select {
	case <-e.done:
		why := e.why
		why.Remote = e.closer != e
		return &why
	default:
		return nil
	}
}

// PipeListener is a Listener within the process.
type PipeListener struct {
	links chan Conn
	done  chan struct{}
	once  sync.Once
}

// NewPipeListener makes one.
func NewPipeListener() *PipeListener {
	return &PipeListener{links: make(chan Conn), done: make(chan struct{})}
}

// Dial opens a link to whoever accepts. Address and certificate do not count.
func (l *PipeListener) Dial(ctx context.Context, _ string, _ []byte) (Conn, error) {
	client, server := Pipe()
	if err := l.Admit(ctx, server); err != nil {
		return nil, err
	}
	return client, nil
}

// Admit hands the server's end of a link, of whatever kind, to whoever accepts.
func (l *PipeListener) Admit(ctx context.Context, c Conn) error {
	select {
	case l.links <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.done:
		return net.ErrClosed
	}
}

// Accept implements Listener.
func (l *PipeListener) Accept(ctx context.Context) (Conn, error) {
	select {
	case c := <-l.links:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Addr implements Listener.
func (l *PipeListener) Addr() string { return "pipe" }

// Close implements Listener.
func (l *PipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}
