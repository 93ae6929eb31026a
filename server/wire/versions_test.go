package wire

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"testing"

	"github.com/quic-go/quic-go"
	"github.com/stretchr/testify/require"
)

// speaking is a server of another version, or of something else.
func speaking(t *testing.T, protocol string) (addr string, certHash []byte) {
	cert := certificate(t)
	l, err := quic.ListenAddr("127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{cert}, NextProtos: []string{protocol}, MinVersion: tls.VersionTLS13,
	}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	hash := sha256.Sum256(cert.Certificate[0])
	return l.Addr().String(), hash[:]
}

func TestAServerOfAnotherVersionSaysWhichIsOlder(t *testing.T) {
	addr, hash := speaking(t, alpnOf(2))
	_, err := Dial(context.Background(), addr, hash)
	var closed *CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, VersionTooOld, closed.Reason)
	require.True(t, closed.Remote)
	require.ErrorContains(t, err, "the server speaks muster/2, this program muster/1: this program is the older one")

	addr, hash = speaking(t, alpnOf(0))
	_, err = Dial(context.Background(), addr, hash)
	require.ErrorIs(t, err, ErrForeign, "there never was such a version")
	addr, hash = speaking(t, "h3")
	_, err = Dial(context.Background(), addr, hash)
	require.ErrorIs(t, err, ErrForeign)
	require.ErrorContains(t, err, "does not speak muster/1")
}
