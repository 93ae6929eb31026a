package wire

import (
	"context"
	"crypto/tls"
)

// ListenConfig is what a Listener needs.
type ListenConfig struct {
	Addr        string // UDP host:port
	Certificate tls.Certificate
	ResetKey    [32]byte // stateless resets; survives a restart
	TokenKey    [32]byte // QUIC address tokens; survives a restart
}

// Listener accepts links. Retry is always on.
type Listener interface {
	// Accept waits for the next link whose control stream is open.
	Accept(ctx context.Context) (Conn, error)
	Addr() string
	Close() error
}

// Listen opens the QUIC port.
func Listen(cfg ListenConfig) (Listener, error) { panic("wire: Listen is not built yet") }

// Dial opens a link to a server that shows the certificate with the SHA-256 certHash.
func Dial(ctx context.Context, addr string, certHash []byte) (Conn, error) {
	panic("wire: Dial is not built yet")
}
