package queuenode

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/httpd"
)

// dialing is a client that believes an authority, and finds a name at an address.
func dialing(addr, name string, all *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: all, ServerName: name},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, addr)
		},
	}}
}

func TestAnAPIInClearSaysSo(t *testing.T) {
	for addr, warned := range map[string]bool{"127.0.0.1:0": false, "0.0.0.0:0": true} {
		for _, url := range []string{"", "http://play.example", "https://play.example"} {
			said := &bytes.Buffer{}
			p, err := Listen(Config{
				HTTP: addr, Admin: "127.0.0.1:0", URL: url,
				Matchmaker: matchmaker.Config{Log: slog.New(slog.NewTextHandler(said, nil))},
			})
			require.NoError(t, err)
			require.NoError(t, p.Close())
			want := warned && url != "https://play.example" // there a proxy speaks TLS
			if want {
				require.Contains(t, said.String(), "travel in clear")
			} else {
				require.NotContains(t, said.String(), "travel in clear")
			}
		}
	}
	for _, bad := range []httpd.TLS{{ACME: "127.0.0.1"}, {ACME: "localhost"}, {Cert: "none", Key: "none"}} {
		_, err := Listen(Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", TLS: bad,
			Matchmaker: matchmaker.Config{Log: slog.New(slog.DiscardHandler)},
		})
		require.Error(t, err)
	}
}

// A certificate by ACME, from an authority on the loopback: it is asked for with the first caller, proved at the API's
// own port, and kept over restarts.
func TestACertificateByACME(t *testing.T) {
	a := newAuthority(t)
	trusted := x509.NewCertPool()
	trusted.AddCert(a.cert)
	data := t.TempDir()
	for run := range 2 {
		p, err := Listen(Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", TLS: httpd.TLS{ACME: host, ACMEDirectory: a.URL + "/dir"},
			Matchmaker: matchmaker.Config{DataDir: data, Log: slog.New(slog.DiscardHandler)},
		})
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- httpd.Serve(ctx, p.public, http.NotFoundHandler()) }()
		addr := p.public.Addr().String()
		a.at = addr
		require.Empty(t, p.certHash(), "nobody has seen it yet")
		r, err := dialing(addr, host, trusted).Get("https://" + host)
		require.NoError(t, err)
		r.Body.Close()
		r, err = api.Pinned(p.certHash()).Get(p.url)
		require.NoError(t, err, "a shard that comes by the address")
		r.Body.Close()
		_, err = dialing(addr, "other.example.org", trusted).Get("https://other.example.org")
		require.Error(t, err, "certificates are for the one name")
		require.Equal(t, 1, a.orders, "run %d", run)
		stop()
		require.NoError(t, <-done)
		require.NoError(t, p.Close())
	}
}
