package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/shard/registry"
)

// certFor writes a certificate for a name, and its key; it is its own authority.
func certFor(t *testing.T, cert, key, name string) *x509.CertPool {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	like := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{"*.example.org", name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	require.NoError(t, os.WriteFile(cert, b, 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	all := x509.NewCertPool()
	require.True(t, all.AppendCertsFromPEM(b))
	return all
}

// dialing is a client that believes an authority, and finds a name at an address.
func dialing(addr, name string, all *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: all, ServerName: name},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, addr)
		},
	}}
}

// The whole of `up` with TLS: people come in by the certificate's name, and the shard by its hash, also when it was replaced
// meanwhile.
func TestTheAPIByTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	trusted := certFor(t, cert, key, host)
	said := &lines{}
	set := assets.Embedded()
	offered, err := offers(set, "arena")
	require.NoError(t, err)
	h, err := openHouse(t.Context(), config{
		upCmd: upCmd{
			hosting: hosting{Matches: 1}, UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Data: t.TempDir(),
			tlsFlags: tlsFlags{TLSCert: cert, TLSKey: key},
		},
		assets: set, offered: offered, log: slog.New(slog.NewTextHandler(said, nil)),
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.run(ctx) }()
	defer func() {
		stop()
		require.NoError(t, <-done)
	}()
	addr := h.queue.public.Addr().String()
	_, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	require.Equal(t, "https://"+host+":"+port, h.queue.shown, "the first name that is one")
	get := func(all *x509.CertPool) error {
		r, err := dialing(addr, host, all).Get(h.queue.shown + "/healthz")
		if err == nil {
			r.Body.Close()
		}
		return err
	}
	require.NoError(t, get(trusted))
	require.ErrorContains(t, get(x509.NewCertPool()), "unknown authority")
	reported := func() bool {
		return api.StatusOf(h.shard.Report(t.Context(), api.MatchReport{Match: "unknown", Reason: "clock"})) == http.StatusNotFound
	}
	require.Eventually(t, reported, patience, 20*time.Millisecond, "the shard's token is known, and the match is not")

	replaced := certFor(t, cert, key, host)
	require.Eventually(t, func() bool { return get(replaced) == nil }, patience, 50*time.Millisecond, "without a restart")
	require.Error(t, get(trusted))
	require.Eventually(t, reported, patience, 50*time.Millisecond)

	forged := registry.Matchmaker{ID: queueID, URL: h.queue.url, CertHash: make([]byte, sha256.Size), PublicKey: []byte{1}}
	require.NoError(t, h.queue.registry.PutMatchmaker(t.Context(), forged))
	require.ErrorContains(t, h.shard.Report(t.Context(), api.MatchReport{Match: "unknown", Reason: "clock"}), "the registry entry says 00000000")
}

func TestAnAPIInClearSaysSo(t *testing.T) {
	for addr, warned := range map[string]bool{"127.0.0.1:0": false, "0.0.0.0:0": true} {
		for _, url := range []string{"", "http://play.example", "https://play.example"} {
			said := &lines{}
			p, err := openPublic(queueConfig{http: addr, admin: "127.0.0.1:0", url: url, log: slog.New(slog.NewTextHandler(said, nil))})
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
		_, err := openPublic(queueConfig{http: "127.0.0.1:0", admin: "127.0.0.1:0", tls: bad, log: slog.New(slog.DiscardHandler)})
		require.Error(t, err)
	}
}

// A certificate by ACME, from an authority on the loopback: it is asked for with the first caller, proved at the API's own
// port, and kept over restarts.
func TestACertificateByACME(t *testing.T) {
	a := newAuthority(t)
	trusted := x509.NewCertPool()
	trusted.AddCert(a.cert)
	data := t.TempDir()
	for run := range 2 {
		p, err := openPublic(queueConfig{
			http: "127.0.0.1:0", admin: "127.0.0.1:0", data: data, tls: httpd.TLS{ACME: host, ACMEDirectory: a.URL + "/dir"}, log: slog.New(slog.DiscardHandler),
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
