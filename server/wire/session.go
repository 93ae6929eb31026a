//go:build !js

package wire

import (
	"context"
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

// session is what a link goes over: a QUIC connection of our own protocol, or a WebTransport session in one of HTTP/3.
type session interface {
	// accept waits for the client to open its control stream.
	accept(ctx context.Context) (stream, error)
	// sendStream sends a frame on a stream of its own, and receiveStream waits for one; false for what is none.
	sendStream(ctx context.Context, b []byte) error
	receiveStream(ctx context.Context) (read func() ([]byte, bool), err error)
	SendDatagram(b []byte) error
	ReceiveDatagram(ctx context.Context) ([]byte, error)
	// Context ends with the session; its cause is why.
	Context() context.Context
	end(code uint32, text string) error
	conn() *quic.Conn
	kind() LinkKind
}

// stream is a control stream.
type stream interface {
	io.Reader
	io.Writer
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// native is a session of our own protocol.
type native struct{ *quic.Conn }

func (n native) conn() *quic.Conn { return n.Conn }
func (native) kind() LinkKind     { return QUICLink }

func (n native) accept(ctx context.Context) (stream, error) {
	s, err := n.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (n native) sendStream(ctx context.Context, b []byte) error {
	s, err := n.OpenUniStreamSync(ctx)
	if err != nil {
		return err
	}
	return writeFrame(s, b)
}

func (n native) receiveStream(ctx context.Context) (func() ([]byte, bool), error) {
	s, err := n.AcceptUniStream(ctx)
	return func() ([]byte, bool) { return readFrame(s) }, err
}

func (n native) end(code uint32, text string) error {
	return n.CloseWithError(quic.ApplicationErrorCode(code), text)
}

// writeFrame sends a frame on a stream of its own.
func writeFrame[Code ~uint32 | ~uint64](s interface {
	io.WriteCloser
	SetWriteDeadline(t time.Time) error
	CancelWrite(c Code)
}, b []byte,
) error {
	s.SetWriteDeadline(time.Now().Add(sendTime))
	if _, err := s.Write(b); err != nil {
		s.CancelWrite(0)
		return err
	}
	return s.Close()
}

// readFrame reads a frame from a stream of its own.
func readFrame[Code ~uint32 | ~uint64](s interface {
	io.Reader
	CancelRead(c Code)
},
) ([]byte, bool) {
	b, err := io.ReadAll(io.LimitReader(s, maxFrame+1))
	if err != nil || len(b) > maxFrame {
		s.CancelRead(0)
		return nil, false
	}
	return b, true
}
