//go:build !js

package wire

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/quic-go/quic-go"
)

// Dial opens a link to a server that shows a certificate with one of the SHA-256 hashes in certHashes, 32 bytes each.
// Of a name's addresses the first that answers counts.
func Dial(ctx context.Context, addr string, certHashes []byte) (Conn, error) {
	all, err := resolve(ctx, addr)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", addr, err)
	}
	return First(ctx, all, func(ctx context.Context, addr string) (Conn, error) {
		dial := func(t *tls.Config) (*quic.Conn, error) {
			return quic.DialAddr(ctx, addr, t, quicConfig(1, maxUniStreams))
		}
		return dialled(ctx, addr, dial, certHashes)
	})
}

// DialFrom is Dial from a socket of the caller's, which may serve one link only and is not closed.
func DialFrom(ctx context.Context, from net.PacketConn, addr net.Addr, certHashes []byte) (Conn, error) {
	dial := func(t *tls.Config) (*quic.Conn, error) {
		return quic.Dial(ctx, from, addr, t, quicConfig(1, maxUniStreams))
	}
	return dialled(ctx, addr.String(), dial, certHashes)
}

// resolve lists the addresses of a host and port, as the resolver prefers them, the two families by turns.
func resolve(ctx context.Context, addr string) (all []string, err error) {
	if _, err := netip.ParseAddrPort(addr); err == nil {
		return []string{addr}, nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if host == "" {
		return []string{addr}, nil // this machine
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	for _, ip := range byTurns(ips) {
		if len(all) < maxAddrs {
			all = append(all, net.JoinHostPort(ip.Unmap().String(), port))
		}
	}
	return all, nil
}

// byTurns orders addresses so that no two of one family follow each other while there are others.
func byTurns(ips []netip.Addr) (order []netip.Addr) {
	var like, unlike []netip.Addr // the first one
	for _, ip := range ips {
		if ip.Unmap().Is4() == ips[0].Unmap().Is4() {
			like = append(like, ip)
		} else {
			unlike = append(unlike, ip)
		}
	}
	for i := range max(len(like), len(unlike)) {
		if i < len(like) {
			order = append(order, like[i])
		}
		if i < len(unlike) {
			order = append(order, unlike[i])
		}
	}
	return order
}

func dialTLS(certHashes []byte) *tls.Config {
	return &tls.Config{
		// pinned instead: a shard's certificate is its own, and its hash comes from who sent us
		InsecureSkipVerify: true,
		NextProtos:         []string{alpn}, MinVersion: tls.VersionTLS13,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error { return pinned(raw, certHashes) },
	}
}

// dialled dials and opens the control stream.
func dialled(
	ctx context.Context, addr string, dial func(*tls.Config) (*quic.Conn, error), certHashes []byte,
) (Conn, error) {
	c, err := dial(dialTLS(certHashes))
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", addr, dialError(otherVersion(err, dial, certHashes)))
	}
	s, err := c.OpenStreamSync(ctx)
	if err != nil {
		c.CloseWithError(quic.ApplicationErrorCode(Left), "")
		return nil, fmt.Errorf("dial %s: %w", addr, closeError(err))
	}
	return clientLink(native{c}, s), nil
}

// dialError says of a dial that ran out of time what may be wrong: QUIC knows nothing but the time.
func dialError(err error) error {
	var idle *quic.IdleTimeoutError
	var shake *quic.HandshakeTimeoutError
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &idle) || errors.As(err, &shake) {
		return &noAnswer{err}
	}
	return closeError(err)
}

// noAnswer is ErrNoAnswer with what QUIC said, which tells a reader nothing.
type noAnswer struct{ cause error }

func (e *noAnswer) Error() string   { return ErrNoAnswer.Error() }
func (e *noAnswer) Unwrap() []error { return []error{ErrNoAnswer, e.cause} }

// pinned holds the certificate that is shown against the hashes of those that may be.
func pinned(raw [][]byte, want []byte) error {
	if len(raw) == 0 {
		return errors.New("the server shows no certificate")
	}
	have := sha256.Sum256(raw[0])
	for may := range slices.Chunk(want, len(have)) {
		if bytes.Equal(have[:], may) {
			return nil
		}
	}
	return fmt.Errorf("the server shows certificate %x and %x was expected", have[:8], want[:min(8, len(want))])
}
