//go:build !js

package wire

import (
	"context"
	"net"
	"sync/atomic"

	"github.com/quic-go/quic-go"
)

// Handshakes counts the handshakes at a port.
type Handshakes struct {
	Retried  uint64 // first packets answered with Retry: nothing is remembered of them, their addresses may be forged
	Begun    uint64 // handshakes from addresses that proved to be theirs
	Failed   uint64 // of these: came to nothing
	HalfOpen int64  // of these: under way now
}

// Door is a Listener that counts its handshakes; the one over QUIC is.
type Door interface{ Handshakes() Handshakes }

type handshakes struct {
	retried, begun, failed atomic.Uint64
	open                   atomic.Int64
}

// handshake is one handshake; it is settled once, when it is over or has failed.
type handshake struct{ settled atomic.Bool }

type handshakeKey struct{}

// retry is asked about every first packet without a token: always Retry, so that nothing is allocated for it.
func (k *handshakes) retry(net.Addr) bool {
	k.retried.Add(1)
	return true
}

// begin gives a handshake a context that ends with the connection, or with the handshake if that fails.
func (k *handshakes) begin(ctx context.Context, _ *quic.ClientInfo) (context.Context, error) {
	k.begun.Add(1)
	k.open.Add(1)
	n := &handshake{}
	context.AfterFunc(ctx, func() {
		if n.settled.CompareAndSwap(false, true) {
			k.open.Add(-1)
			k.failed.Add(1)
		}
	})
	return context.WithValue(ctx, handshakeKey{}, n), nil
}

func (k *handshakes) finish(ctx context.Context) {
	if n, ok := ctx.Value(handshakeKey{}).(*handshake); ok && n.settled.CompareAndSwap(false, true) {
		k.open.Add(-1)
	}
}

func (k *handshakes) count() Handshakes {
	return Handshakes{
		Retried: k.retried.Load(), Begun: k.begun.Load(), Failed: k.failed.Load(), HalfOpen: k.open.Load(),
	}
}
