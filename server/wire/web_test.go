package wire

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
	"github.com/quic-go/webtransport-go"
	"github.com/stretchr/testify/require"
)

// forBrowsers is a port that speaks both, and serves who comes: each link's first message is sent back.
func forBrowsers(t *testing.T) (addr string, native, browsers []byte) {
	ours, theirs := certificate(t), certificate(t)
	l, err := Listen(ListenConfig{
		Addr: "127.0.0.1:0", Certificate: ours, Web: func() (*tls.Certificate, error) { return &theirs, nil },
	})
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept(t.Context())
			if err != nil {
				return
			}
			go c.ReceiveFrame(t.Context())
			go func() {
				for {
					m, err := c.Receive(t.Context())
					if err != nil || c.Send(t.Context(), m) != nil {
						return
					}
				}
			}()
		}
	}()
	one, other := sha256.Sum256(ours.Certificate[0]), sha256.Sum256(theirs.Certificate[0])
	return l.Addr(), one[:], other[:]
}

// A port shows browsers a certificate of their own, and everybody else the one that lives long. Both ways are a link.
func TestAPortServesBrowsersAndOthers(t *testing.T) {
	addr, native, browsers := forBrowsers(t)
	for kind, dial := range map[LinkKind]func() (Conn, error){
		QUICLink: func() (Conn, error) { return Dial(t.Context(), addr, native) },
		WebTransportLink: func() (Conn, error) {
			return DialWeb(t.Context(), addr, append(make([]byte, 32), browsers...))
		},
	} {
		c, err := dial()
		require.NoError(t, err)
		require.NoError(t, c.Send(t.Context(), &Hello{Build: string(kind)}))
		m, err := c.Receive(t.Context())
		require.NoError(t, err)
		require.Equal(t, string(kind), m.(*Hello).Build)
		require.Equal(t, kind, c.Stats().Link)
		require.NoError(t, c.Close(Left, ""))
	}
	_, err := DialWeb(t.Context(), addr, native)
	require.ErrorContains(t, err, "was expected")
	_, err = Dial(t.Context(), addr, browsers)
	require.ErrorContains(t, err, "was expected")
}

// Who asks for anything but the one session, over HTTP/3, has the connection ended.
func TestABrowserGetsOneSessionAndNothingElse(t *testing.T) {
	addr, _, browsers := forBrowsers(t)
	for name, ask := range map[string]func(c *webtransport.ClientConn) error{
		"another path": func(c *webtransport.ClientConn) error {
			_, _, err := c.Dial(t.Context(), "https://"+addr+"/", nil)
			return err
		},
		"a second session": func(c *webtransport.ClientConn) error {
			_, _, err := c.Dial(t.Context(), "https://"+addr+webPath, nil)
			require.NoError(t, err)
			_, _, err = c.Dial(t.Context(), "https://"+addr+webPath, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			config := dialTLS(browsers)
			config.NextProtos = []string{http3.NextProtoH3}
			conn, err := quic.DialAddr(t.Context(), addr, config, quicConfig(1, webUniStreams))
			require.NoError(t, err)
			c, err := new(webtransport.Transport).NewClientConn(conn)
			require.NoError(t, err)
			require.Error(t, ask(c))
			select {
			case <-conn.Context().Done():
			case <-time.After(time.Minute):
				require.Fail(t, "the connection lives on")
			}
		})
	}
}

// A browser tells no round trips: its client sends a ping, and gets it back. One that sends many gets some.
func TestPingsOverWebTransportComeBack(t *testing.T) {
	addr, _, browsers := forBrowsers(t)
	c, err := DialWeb(t.Context(), addr, browsers)
	require.NoError(t, err)
	defer c.Close(Left, "")
	var b []byte
	require.Eventually(t, func() bool { // any of them may be lost
		for n := range byte(10) {
			require.NoError(t, c.SendFrame(t.Context(), []byte{pingFrame, n, 0, 0, 0, 0, 0, 0, 7}))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		b, err = c.ReceiveFrame(ctx)
		return err == nil
	}, time.Minute, time.Millisecond)
	require.Len(t, b, 1+pingSize)
	require.Equal(t, []byte{echoFrame, 7}, []byte{b[0], b[pingSize]})
	require.NoError(t, c.Send(t.Context(), &Hello{}))
	_, err = c.Receive(t.Context())
	require.NoError(t, err, "the link lives")
}

// Bytes that are no message end a link of a browser as any other.
func TestHostileBytesOfABrowserEndItsLink(t *testing.T) {
	addr, _, browsers := forBrowsers(t)
	for name, b := range map[string][]byte{
		"four billion bytes":    {0xff, 0xff, 0xff, 0xff},
		"four billion elements": {0, 0, 0, 7, 3, 0xdd, 0xff, 0xff, 0xff, 0xff, 0},
		"no such kind":          {0, 0, 0, 2, 99, 0x90},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := DialWeb(t.Context(), addr, browsers)
			require.NoError(t, err)
			_, err = c.(*link).control.Write(b)
			require.NoError(t, err)
			_, err = c.Receive(t.Context())
			var closed *CloseError
			require.ErrorAs(t, err, &closed)
			require.Equal(t, BadMessage, closed.Reason)
			require.True(t, closed.Remote)
		})
	}
}
