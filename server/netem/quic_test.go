package netem

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/stretchr/testify/require"
)

// QUIC, which finds out what size of datagram the path takes, sends trains and counts each loss, passes: a stream of
// some megabytes and datagrams, over a good link and a bad one.
func TestQUICPasses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"clear": {},
		"bad":   {Delay: 2 * time.Millisecond, Jitter: time.Millisecond, Loss: 0.02, Dup: 0.02, Reorder: 0.02, Seed: 5},
	} {
		t.Run(name, func(t *testing.T) {
			conf := &quic.Config{EnableDatagrams: true, InitialPacketSize: 1200}
			server, err := quic.Listen(listenUDP(t), serverTLS(t), conf)
			require.NoError(t, err)
			p, err := Listen("127.0.0.1:0", server.Addr().String(), cfg)
			require.NoError(t, err)
			running(t, p.Run)
			t.Cleanup(func() { server.Close() })
			client, err := quic.DialAddr(t.Context(), p.Addr(),
				&tls.Config{InsecureSkipVerify: true, NextProtos: []string{"t"}}, conf)
			require.NoError(t, err)
			t.Cleanup(func() { client.CloseWithError(0, "") })
			far, err := server.Accept(t.Context())
			require.NoError(t, err)

			sent := bytes.Repeat([]byte("muster"), 500_000)
			up, err := client.OpenUniStream()
			require.NoError(t, err)
			go func() {
				_, _ = up.Write(sent)
				_ = up.Close()
			}()
			in, err := far.AcceptUniStream(t.Context())
			require.NoError(t, err)
			got, err := io.ReadAll(in)
			require.NoError(t, err)
			require.True(t, bytes.Equal(sent, got))

			heard := make(chan []byte, 1)
			go func() {
				b, _ := client.ReceiveDatagram(t.Context())
				heard <- b
			}()
			for answered := false; !answered; { // one may be lost
				require.NoError(t, far.SendDatagram([]byte("view")))
				select {
				case b := <-heard:
					require.Equal(t, "view", string(b))
					answered = true
				case <-time.After(10 * time.Millisecond):
				}
			}
		})
	}
}

func serverTLS(t *testing.T) *tls.Config {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	cert := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
	require.NoError(t, err)
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"t"},
	}
}
