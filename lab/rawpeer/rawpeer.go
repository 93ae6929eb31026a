// Package rawpeer is a peer without manners, to see that a server survives one: links that are never finished, and any
// bytes on a link's control stream or as its datagrams. It speaks QUIC as wire does and nothing
// of what is said over it.
package rawpeer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

const (
	alpn       = "muster/1"
	idle       = 30 * time.Second // raw peers stay as long as they are let
	dialTries  = 3
	perInitial = time.Second // the first packet of a link is there at once, or never
)

// Peer is one link.
type Peer struct {
	conn *quic.Conn
	once sync.Once
	ctrl *quic.Stream
	err  error
}

func dial(ctx context.Context, addr string, certHash []byte) (*quic.Conn, error) {
	return quic.DialAddr(ctx, addr, trusting(certHash), &quic.Config{
		EnableDatagrams: true, MaxIdleTimeout: idle, HandshakeIdleTimeout: idle, KeepAlivePeriod: time.Second,
		InitialPacketSize: 1200,
	})
}

// timedOut reports whether nothing came back: the server has enough to do with what others attack it with.
func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// Dial finishes a handshake, and says nothing.
func Dial(ctx context.Context, addr string, certHash []byte) (*Peer, error) {
	c, err := dial(ctx, addr, certHash)
	for tries := 1; tries < dialTries && timedOut(err); tries++ {
		c, err = dial(ctx, addr, certHash)
	}
	if err != nil {
		return nil, fmt.Errorf("dial raw peer: %w", err)
	}
	return &Peer{conn: c}, nil
}

func trusting(certHash []byte) *tls.Config {
	return &tls.Config{
		InsecureSkipVerify: true, NextProtos: []string{alpn}, MinVersion: tls.VersionTLS13,
		CurvePreferences: []tls.CurveID{tls.X25519}, // or else the first packet is two
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			if have := sha256.Sum256(raw[0]); certHash != nil && !bytes.Equal(have[:], certHash) {
				return errors.New("another server is there")
			}
			return nil
		},
	}
}

// Write puts bytes on the control stream, as they are.
func (p *Peer) Write(b []byte) (int, error) {
	p.once.Do(func() { p.ctrl, p.err = p.conn.OpenStream() })
	if p.err != nil {
		return 0, p.err
	}
	return p.ctrl.Write(b)
}

// Read reads what the server says on the control stream; the peer must have written first.
func (p *Peer) Read(b []byte) (int, error) { return p.ctrl.Read(b) }

// Datagram sends bytes as they are.
func (p *Peer) Datagram(b []byte) error { return p.conn.SendDatagram(b) }

// ReceiveDatagram waits for one.
func (p *Peer) ReceiveDatagram(ctx context.Context) ([]byte, error) {
	return p.conn.ReceiveDatagram(ctx)
}

// Ended waits until the server ends the link, and tells the code and the text it gave. ok is false if it did not.
func (p *Peer) Ended(ctx context.Context) (code uint64, text string, ok bool) {
	select {
	case <-p.conn.Context().Done():
	case <-ctx.Done():
		return 0, "", false
	}
	var app *quic.ApplicationError
	if !errors.As(context.Cause(p.conn.Context()), &app) || !app.Remote {
		return 0, "", false
	}
	return uint64(app.ErrorCode), app.ErrorMessage, true
}

// Close ends the link.
func (p *Peer) Close() { _ = p.conn.CloseWithError(0, "") } // whether it is gone already does not matter

// Initials makes the first packets of n links that will go no further.
func Initials(n int) (packets [][]byte, err error) {
	for range n {
		b, err := initial()
		if err != nil {
			return nil, fmt.Errorf("make first packets: %w", err)
		}
		packets = append(packets, b)
	}
	return packets, nil
}

func initial() ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), perInitial)
	defer cancel()
	sink := &sink{first: make(chan []byte, 1), done: make(chan struct{})}
	t := &quic.Transport{Conn: sink}
	dialled := make(chan struct{})
	go func() {
		defer close(dialled)
		// nobody answers
		_, _ = t.Dial(ctx, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}, trusting(nil),
			&quic.Config{InitialPacketSize: 1200})
	}()
	var b []byte
	var err error
	select {
	case b = <-sink.first:
	case <-ctx.Done():
		err = ctx.Err()
	}
	cancel()
	<-dialled
	return b, errors.Join(err, t.Close(), sink.Close())
}

// sink keeps the first packet and hears nothing.
type sink struct {
	first chan []byte
	done  chan struct{}
	once  sync.Once
}

func (s *sink) WriteTo(b []byte, _ net.Addr) (int, error) {
	select {
	case s.first <- bytes.Clone(b):
	default:
	}
	return len(b), nil
}

func (s *sink) ReadFrom([]byte) (int, net.Addr, error) {
	<-s.done
	return 0, nil, net.ErrClosed
}

func (s *sink) Close() error {
	s.once.Do(func() { close(s.done) })
	return nil
}
func (s *sink) LocalAddr() net.Addr { return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2} }
func (s *sink) SetDeadline(time.Time) error {
	// quic-go unblocks its reader by a deadline in the past.
	return s.Close()
}
func (s *sink) SetReadDeadline(t time.Time) error { return s.SetDeadline(t) }
func (s *sink) SetWriteDeadline(time.Time) error  { return nil }
func (s *sink) SetReadBuffer(int) error           { return nil } // or quic-go warns of small ones
func (s *sink) SetWriteBuffer(int) error          { return nil }
