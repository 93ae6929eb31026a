//go:build !js

package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
	"github.com/quic-go/webtransport-go"
)

// web is a session of WebTransport: what a browser opens at our QUIC port, by HTTP/3. At a server it is a link as soon
// as the handshake is over, like any other, and whoever is served it bounds how long it may say nothing: opening the
// session is a part of that. Anything else that is asked for ends the connection.
type web struct {
	quic    *quic.Conn
	asked   atomic.Bool
	server  *webtransport.Server
	opened  chan struct{} // closed when the session is there
	session *webtransport.Session
	echoed  time.Time // when a ping was answered last; ReceiveDatagram's own

	ctx    context.Context // ends with the session; its cause is why
	cancel context.CancelCauseFunc
}

func newWeb(c *quic.Conn) *web {
	w := &web{quic: c, opened: make(chan struct{})}
	w.ctx, w.cancel = context.WithCancelCause(context.Background())
	context.AfterFunc(c.Context(), func() { w.lost(context.Cause(c.Context())) })
	return w
}

// serveWeb is the server's end. No page is asked where it comes from: a session carries nothing that a browser adds in
// its user's name, and opens no door without a ticket.
func serveWeb(c *quic.Conn) *web {
	w := newWeb(c)
	w.server = &webtransport.Server{
		H3: &http3.Server{
			Handler: http.HandlerFunc(w.answer), MaxHeaderBytes: maxHeader, Logger: slog.New(slog.DiscardHandler),
		},
		CheckOrigin: func(*http.Request) bool { return true },
	}
	go w.server.ServeQUICConn(c)
	return w
}

// answer opens the one session of a connection.
func (w *web) answer(to http.ResponseWriter, r *http.Request) {
	if r.URL.Path != webPath || r.Method != http.MethodConnect || !w.asked.CompareAndSwap(false, true) {
		w.quic.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeRequestRejected), "there is nothing but one link")
		return
	}
	s, err := w.server.Upgrade(to, r)
	if err != nil {
		w.quic.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeRequestRejected), "it is no WebTransport")
		return
	}
	w.open(s)
}

func (w *web) open(s *webtransport.Session) {
	w.session = s
	close(w.opened)
	context.AfterFunc(s.Context(), func() {
		_, err := s.OpenStream() // says why the session is closed
		w.lost(err)
		time.AfterFunc(closeTime, func() {
			w.quic.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeNoError), "")
		})
	})
}

// lost ends the session. A connection that ends without a word of ours is one that was lost: its codes are HTTP's.
func (w *web) lost(err error) {
	var said *webtransport.SessionError
	if errors.As(err, &said) {
		w.cancel(err)
		return
	}
	w.cancel(&CloseError{Reason: TimedOut, Text: fmt.Sprint(err)})
}

func (w *web) conn() *quic.Conn         { return w.quic }
func (*web) kind() LinkKind             { return WebTransportLink }
func (w *web) Context() context.Context { return w.ctx }

// there waits for the session.
func (w *web) there(ctx context.Context) error {
	select {
	case <-w.opened:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-w.ctx.Done():
		return context.Cause(w.ctx)
	}
}

func (w *web) accept(ctx context.Context) (stream, error) {
	if err := w.there(ctx); err != nil {
		return nil, err
	}
	s, err := w.session.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (w *web) sendStream(ctx context.Context, b []byte) error {
	if err := w.there(ctx); err != nil {
		return err
	}
	s, err := w.session.OpenUniStreamSync(ctx)
	if err != nil {
		return err
	}
	return writeFrame(s, b)
}

func (w *web) receiveStream(ctx context.Context) (func() ([]byte, bool), error) {
	if err := w.there(ctx); err != nil {
		return nil, err
	}
	s, err := w.session.AcceptUniStream(ctx)
	return func() ([]byte, bool) { return readFrame(s) }, err
}

func (w *web) SendDatagram(b []byte) error {
	select {
	case <-w.opened:
		return w.session.SendDatagram(b)
	default:
		return errSilent
	}
}

func (w *web) ReceiveDatagram(ctx context.Context) ([]byte, error) {
	if err := w.there(ctx); err != nil {
		return nil, err
	}
	b, err := w.session.ReceiveDatagram(ctx)
	for ; err == nil && w.echoes(b); b, err = w.session.ReceiveDatagram(ctx) {
	}
	if err == nil || ctx.Err() != nil {
		return b, err
	}
	select { // that the stream under the session has ended says nothing: why comes in a moment
	case <-w.ctx.Done():
		return nil, context.Cause(w.ctx)
	case <-time.After(closeTime):
		return nil, err
	}
}

// echoes answers a ping of a client's; false for what is none. Who sends many hears of some.
func (w *web) echoes(b []byte) bool {
	if w.server == nil || len(b) != 1+pingSize || b[0] != pingFrame {
		return false
	}
	if now := time.Now(); now.Sub(w.echoed) >= echoEvery {
		w.echoed = now
		w.session.SendDatagram(append([]byte{echoFrame}, b[1:]...))
	}
	return true
}

func (w *web) end(code uint32, text string) error {
	select {
	case <-w.opened:
		return w.session.CloseWithError(webtransport.SessionErrorCode(code), text)
	default:
		return w.quic.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeRequestRejected), text)
	}
}

// certificates says which certificate is shown to whom: browsers have rules of their own for theirs.
func (c *ListenConfig) certificates(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if c.Web != nil && slices.Contains(hello.SupportedProtos, http3.NextProtoH3) &&
		!slices.Contains(hello.SupportedProtos, alpn) {
		return c.Web()
	}
	return &c.Certificate, nil
}

// DialWeb opens a link over WebTransport, as a browser does: for programs that try a server as one.
func DialWeb(ctx context.Context, addr string, certHashes []byte) (Conn, error) {
	return dialWeb(ctx, addr, certHashes, func(t *tls.Config, q *quic.Config) (*quic.Conn, error) {
		return quic.DialAddr(ctx, addr, t, q)
	})
}

// DialWebFrom is DialWeb from a socket of the caller's, which may serve one link only and is not closed.
func DialWebFrom(ctx context.Context, from net.PacketConn, addr net.Addr, certHashes []byte) (Conn, error) {
	return dialWeb(ctx, addr.String(), certHashes, func(t *tls.Config, q *quic.Config) (*quic.Conn, error) {
		return quic.Dial(ctx, from, addr, t, q)
	})
}

func dialWeb(
	ctx context.Context, addr string, certHashes []byte, dial func(*tls.Config, *quic.Config) (*quic.Conn, error),
) (Conn, error) {
	t := dialTLS(certHashes)
	t.NextProtos = []string{http3.NextProtoH3}
	c, err := dial(t, quicConfig(1, maxUniStreams+webUniStreams))
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", addr, dialError(err))
	}
	w := newWeb(c)
	s, err := w.openSession(ctx, addr)
	if err != nil {
		c.CloseWithError(0, "")
		return nil, fmt.Errorf("dial %s: %w", addr, closeError(err))
	}
	return clientLink(w, s), nil
}

// openSession opens the session, and the control stream in it.
func (w *web) openSession(ctx context.Context, addr string) (stream, error) {
	through, err := new(webtransport.Transport).NewClientConn(w.quic)
	if err != nil {
		return nil, err
	}
	_, session, err := through.Dial(ctx, "https://"+addr+webPath, nil)
	if err != nil {
		return nil, err
	}
	w.open(session)
	return session.OpenStreamSync(ctx)
}
