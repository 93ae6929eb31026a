//go:build !js

package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/webtransport-go"
)

// link is a Conn over QUIC, or over WebTransport.
type link struct {
	session
	reader *bufio.Reader // Receive's own
	limit  uint32        // of received control messages

	sending sync.Mutex    // one control message at a time
	control stream        // nil at a server until the client has spoken; set once, under sending
	frames  chan []byte   // nil at a server: clients send small frames only, and each wake-up costs
	in, out atomic.Uint64 // frames
}

// serverLink is a server's end.
func serverLink(s session) *link { return &link{session: s, limit: maxFromClient} }

// clientLink is a client's end: frames come as datagrams and on streams.
func clientLink(over session, s stream) *link {
	l := &link{session: over, control: s, reader: bufio.NewReader(s), limit: maxFromServer, frames: make(chan []byte)}
	go l.datagrams()
	go l.streams()
	return l
}

// Send implements Conn.
func (l *link) Send(ctx context.Context, m Message) error {
	b, err := appendMessage(nil, m)
	if err != nil {
		return err
	}
	l.sending.Lock()
	defer l.sending.Unlock()
	if l.control == nil {
		return errSilent
	}
	deadline := time.Now().Add(sendTime)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err = l.control.SetWriteDeadline(deadline); err == nil {
		_, err = l.control.Write(b)
	}
	return closeError(err)
}

// errSilent is what sending to a client gives that has not opened its control stream: there is nothing to send on.
var errSilent = errors.New("wire: the client has not spoken yet")

// awaitControl waits for a client to open its control stream.
func (l *link) awaitControl(ctx context.Context) error {
	s, err := l.accept(ctx)
	if err != nil {
		return closeError(err)
	}
	l.sending.Lock()
	defer l.sending.Unlock()
	l.control, l.reader = s, bufio.NewReaderSize(s, readAhead)
	return nil
}

// Receive implements Conn. When ctx ends in the middle of a message, the link is of no more use.
func (l *link) Receive(ctx context.Context) (Message, error) {
	if l.reader == nil {
		if err := l.awaitControl(ctx); err != nil {
			return nil, err
		}
	}
	control := l.control // only hear sets it
	stop := context.AfterFunc(ctx, func() { control.SetReadDeadline(time.Now()) })
	defer stop()
	m, err := readMessage(l.reader, l.limit)
	switch {
	case err == nil:
		return m, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, ErrMessage):
		c := code(BadMessage, err)
		l.end(c, err.Error()[:min(len(err.Error()), maxWhy)])
		_, field := closed(c)
		return nil, &CloseError{Reason: BadMessage, Field: field, Text: err.Error()}
	case errors.Is(err, io.EOF):
		return nil, &CloseError{Reason: Left, Remote: true}
	}
	return nil, closeError(err)
}

// SendFrame implements Conn. The size of a datagram does not go by what the path was found to carry: it may carry less
// by now, which QUIC does not notice, and no larger one would ever arrive.
func (l *link) SendFrame(ctx context.Context, b []byte) error {
	l.out.Add(1)
	if len(b) <= maxDatagram {
		return closeError(l.SendDatagram(b))
	}
	return closeError(l.sendStream(ctx, b))
}

// SendNow implements Conn.
func (l *link) SendNow(b []byte) bool {
	if len(b) > maxDatagram || l.SendDatagram(b) != nil {
		return false
	}
	l.out.Add(1)
	return true
}

// ReceiveFrame implements Conn.
func (l *link) ReceiveFrame(ctx context.Context) ([]byte, error) {
	if l.frames == nil {
		b, err := l.ReceiveDatagram(ctx)
		if err == nil {
			l.in.Add(1)
		}
		return b, closeError(err)
	}
	select {
	case b := <-l.frames:
		l.in.Add(1)
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.Done():
		return nil, l.Err()
	}
}

func (l *link) datagrams() {
	for {
		b, err := l.ReceiveDatagram(l.Context())
		if err != nil {
			return
		}
		l.frame(b)
	}
}

func (l *link) streams() {
	for {
		read, err := l.receiveStream(l.Context())
		if err != nil {
			return
		}
		go func() {
			if b, ok := read(); ok {
				l.frame(b)
			}
		}()
	}
}

func (l *link) frame(b []byte) {
	select {
	case l.frames <- b:
	case <-l.Done():
	}
}

// Close implements Conn.
func (l *link) Close(r Reason, text string) error {
	return l.end(code(r, nil), text[:min(len(text), maxWhy)])
}

// Stats implements Conn. Bytes are those of the QUIC connection, without UDP and IP headers.
func (l *link) Stats() Stats {
	s := l.conn().ConnectionStats()
	return Stats{
		Link: l.kind(), RTTMicros: s.SmoothedRTT.Microseconds(), BytesIn: s.BytesReceived, BytesOut: s.BytesSent,
		FramesIn: l.in.Load(), FramesOut: l.out.Load(), PacketsOut: s.PacketsSent, PacketsLost: s.PacketsLost,
	}
}

// Remote implements Conn.
func (l *link) Remote() string { return l.conn().RemoteAddr().String() }

// Done implements Conn.
func (l *link) Done() <-chan struct{} { return l.Context().Done() }

// Err implements Conn.
func (l *link) Err() error {
	if l.Context().Err() == nil {
		return nil
	}
	return closeError(context.Cause(l.Context()))
}

// closeError turns QUIC's errors into ours.
func closeError(err error) error {
	var app *quic.ApplicationError
	var web *webtransport.SessionError
	var idle *quic.IdleTimeoutError
	var reset *quic.StatelessResetError
	var ours *CloseError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return err
	case errors.As(err, &app):
		reason, field := closed(uint32(app.ErrorCode))
		return &CloseError{Reason: reason, Field: field, Text: app.ErrorMessage, Remote: app.Remote}
	case errors.As(err, &web):
		reason, field := closed(uint32(web.ErrorCode))
		return &CloseError{Reason: reason, Field: field, Text: web.Message, Remote: web.Remote}
	case errors.As(err, &idle), errors.As(err, &reset):
		return &CloseError{Reason: TimedOut, Text: err.Error()}
	}
	return fmt.Errorf("wire: %w", err)
}
