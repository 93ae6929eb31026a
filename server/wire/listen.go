package wire

import (
	"context"
	"errors"
)

const alpn = "muster/1"

// webPath is where a server takes WebTransport sessions, at its own port.
const webPath = "/link"

// Listener accepts links. Retry is always on.
type Listener interface {
	// Accept waits for the next link. Its other end may stay silent: Receive waits for the first message.
	Accept(ctx context.Context) (Conn, error)
	Addr() string
	Close() error
}

// ErrNoAnswer is that nothing came back from an address in time.
var ErrNoAnswer = errors.New("nothing answers there by UDP: the server does not run or is elsewhere, " +
	"a firewall blocks UDP, " +
	"or the way (a VPN, a tunnel) carries no packets of 1,200 bytes")

// ErrForeign is that whoever answers is no server of ours.
var ErrForeign = errors.New("what answers there does not speak " + alpn)
