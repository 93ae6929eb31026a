//go:build !js

package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// ListenConfig is what a Listener needs.
type ListenConfig struct {
	Addr        string         // UDP host:port
	Conn        net.PacketConn // used instead of a port of its own, if not nil; closed with the listener
	Certificate tls.Certificate
	// the certificate that browsers are shown; nil for no WebTransport
	Web      func() (*tls.Certificate, error)
	ResetKey [32]byte // stateless resets; survives a restart
	TokenKey [32]byte // QUIC address tokens; survives a restart
}

// quicConfig takes how many streams the other end may open, both ways and one way; -1 for none.
func quicConfig(streams, oneWay int64) *quic.Config {
	return &quic.Config{
		HandshakeIdleTimeout: handshakeTime, MaxIdleTimeout: idleTime, KeepAlivePeriod: keepAliveEvery,
		MaxIncomingStreams: streams, MaxIncomingUniStreams: oneWay, EnableDatagrams: true,
		EnableStreamResetPartialDelivery: true, // WebTransport asks for it
		// quic-go's own would need paths of 1,308 bytes; discovery goes up from ours
		InitialPacketSize: firstPackets,
	}
}

// serverConfig lets a client have no more under way than two messages, on all streams together: what nobody has read
// yet is memory of ours. As many streams as a browser needs are granted to all: QUIC asks before it knows who comes.
func serverConfig() *quic.Config {
	c := quicConfig(webStreams, webUniStreams)
	c.InitialStreamReceiveWindow, c.MaxStreamReceiveWindow = clientWindow, clientWindow
	c.InitialConnectionReceiveWindow, c.MaxConnectionReceiveWindow = clientWindow, clientWindow
	return c
}

// listener hands out links as soon as their handshake is over; whoever accepts them bounds how long they may be silent.
type listener struct {
	udp        net.PacketConn
	transport  *quic.Transport
	quic       *quic.Listener
	handshakes handshakes
}

// Listen opens the QUIC port.
func Listen(cfg ListenConfig) (Listener, error) {
	udp, err := cfg.packets()
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	l := &listener{udp: udp}
	reset, token := quic.StatelessResetKey(cfg.ResetKey), quic.TokenGeneratorKey(cfg.TokenKey)
	l.transport = &quic.Transport{
		Conn: udp, StatelessResetKey: &reset, TokenGeneratorKey: &token,
		VerifySourceAddress: l.handshakes.retry, ConnContext: l.handshakes.begin,
	}
	t := &tls.Config{GetCertificate: cfg.certificates, NextProtos: []string{alpn}, MinVersion: tls.VersionTLS13}
	if cfg.Web != nil {
		t.NextProtos = append(t.NextProtos, http3.NextProtoH3)
	}
	l.quic, err = l.transport.Listen(t, serverConfig())
	if err != nil {
		udp.Close()
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// packets opens the UDP port, unless one was given.
func (c *ListenConfig) packets() (net.PacketConn, error) {
	if c.Conn != nil {
		return c.Conn, nil
	}
	udp, err := net.ListenPacket("udp", c.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		err = fmt.Errorf("UDP port %s is in use: stop what uses it, or choose another one", c.Addr)
	}
	if err != nil {
		return nil, err
	}
	return newCoalescingSocket(udp.(*net.UDPConn)), nil
}

func (l *listener) Accept(ctx context.Context) (Conn, error) {
	c, err := l.quic.Accept(ctx)
	switch {
	case err == nil:
		l.handshakes.finish(c.Context())
		if c.ConnectionState().TLS.NegotiatedProtocol == http3.NextProtoH3 {
			return serverLink(serveWeb(c)), nil
		}
		return serverLink(native{c}), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, net.ErrClosed
}

// Handshakes implements Door.
func (l *listener) Handshakes() Handshakes { return l.handshakes.count() }

func (l *listener) Addr() string { return l.udp.LocalAddr().String() }

func (l *listener) Close() error {
	return errors.Join(l.quic.Close(), l.transport.Close(), l.udp.Close())
}
