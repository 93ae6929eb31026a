//go:build !js

package wire

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/quic-go/quic-go"
)

// alpnOf is the name of a version of the whole protocol, handshake and framing included; within one, Hello agrees on
// the rest.
func alpnOf(version int) string { return alpnName + strconv.Itoa(version) }

const (
	alpnName    = "muster/"
	alpnVersion = 1
	// newestProbed is the newest version that is asked after: there will hardly be more.
	newestProbed = 16
)

// refusedProtocol is TLS's alert no_application_protocol, as QUIC carries it.
const refusedProtocol = quic.TransportErrorCode(0x100 + 120)

// otherVersion returns, of a server that refused our version, which of us is older, as far as it can be known: it is
// dialled again and offered all other versions. Any other error is returned as it is.
func otherVersion(refused error, dial func(*tls.Config) (*quic.Conn, error), certHashes []byte) error {
	var t *quic.TransportError
	if !errors.As(refused, &t) || t.ErrorCode != refusedProtocol {
		return refused
	}
	offer := dialTLS(certHashes)
	offer.NextProtos = nil
	for v := newestProbed; v >= 1; v-- {
		if v != alpnVersion {
			offer.NextProtos = append(offer.NextProtos, alpnOf(v))
		}
	}
	c, err := dial(offer)
	if err != nil {
		return fmt.Errorf("%w, nor any other version of it up to %d: %w", ErrForeign, newestProbed, refused)
	}
	defer c.CloseWithError(quic.ApplicationErrorCode(Left), "")
	theirs := c.ConnectionState().TLS.NegotiatedProtocol
	version, _ := strconv.Atoi(strings.TrimPrefix(theirs, alpnName))
	reason, older := VersionTooOld, "this program is the older one"
	if version < alpnVersion {
		reason, older = VersionTooNew, "the server is the older one"
	}
	return &CloseError{
		Reason: reason, Text: fmt.Sprintf("the server speaks %s, this program %s: %s", theirs, alpn, older),
		Remote: true,
	}
}
