package wire

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/testutils/simnet"
	"github.com/stretchr/testify/require"
)

// narrows is a network that carries anything until it is told to carry less.
type narrows struct {
	simnet.PerfectRouter
	carries atomic.Int64
}

func (n *narrows) SendPacket(p simnet.Packet) error {
	if most := n.carries.Load(); most > 0 && int64(len(p.Data)) > most {
		return nil
	}
	return n.PerfectRouter.SendPacket(p)
}

// grown opens a link whose server has found that the path carries large packets. Discovery itself needs a real socket.
func grown(t *testing.T, lines simnet.Router) (client, server Conn) {
	cert := certificate(t)
	at := &net.UDPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 1}
	cfg := serverConfig()
	cfg.InitialPacketSize = 1452
	udp := simnet.NewBlockingSimConn(at, lines)
	l, err := quic.Listen(udp, &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{alpn}}, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close(); udp.Close() })
	hash := sha256.Sum256(cert.Certificate[0])
	client, err = DialFrom(t.Context(), simnet.NewBlockingSimConn(&net.UDPAddr{
		IP: net.IPv4(10, 0, 0, 2), Port: 1,
	}, lines), at, hash[:])
	require.NoError(t, err)
	require.NoError(t, client.Send(t.Context(), &Hello{Build: "test"}))
	c, err := l.Accept(t.Context())
	require.NoError(t, err)
	server = serverLink(native{c})
	_, err = server.Receive(t.Context())
	require.NoError(t, err)
	return client, server
}

// These stories run in real time: where packets are lost, QUIC's pacer asks for now, finds it a little too early, and
// asks again, which in virtual time it does for ever.

// A path may become narrower in the middle of a match, and QUIC does not notice. What is sent in
// play passes all the same.
func TestALinkLivesOnAPathThatBecomesNarrow(t *testing.T) {
	t.Parallel()
	lines := &narrows{}
	client, server := grown(t, lines)
	defer client.Close(Left, "")
	lines.carries.Store(firstPackets)
	for range 40 {
		require.True(t, server.SendNow(make([]byte, maxDatagram)))
		require.NoError(t, server.Send(t.Context(), &Renew{Token: make([]byte, 16)}))
		_, err := client.ReceiveFrame(t.Context())
		require.NoError(t, err)
		_, err = client.Receive(t.Context())
		require.NoError(t, err)
		time.Sleep(50 * time.Millisecond)
	}
}

// What does not pass any more must not keep a link up that brings nothing: it ends, and the next one begins small.
func TestALinkThatIsStuckOnANarrowPathEnds(t *testing.T) {
	t.Parallel()
	lines := &narrows{}
	client, server := grown(t, lines)
	lines.carries.Store(firstPackets)
	go func() { // as a client reads
		for {
			if _, err := client.Receive(context.Background()); err != nil {
				return
			}
		}
	}()
	began := time.Now()
	require.NoError(t, server.Send(t.Context(), &Over{View: make([]byte, 20_000)}))
	for server.Err() == nil {
		require.Less(t, time.Since(began), 6*sendTime, "the link is stuck and stays")
		server.SendNow(make([]byte, 300))
		if err := server.Send(t.Context(), &Renew{Token: make([]byte, 200)}); err != nil {
			require.NoError(t, server.Close(TimedOut, err.Error()))
		}
		time.Sleep(50 * time.Millisecond)
	}
	select {
	case <-client.Done():
	case <-time.After(6 * sendTime):
		require.Fail(t, "the client's end stays")
	}
}
