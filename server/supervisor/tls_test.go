package supervisor

import (
	"bytes"
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
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/server/node"
	"muster/server/queuenode"
	"muster/shard/registry"
)

// host is whom the certificate is for.
const host = "play.example.org"

// patience is for what happens at once on a machine that has nothing else to do; it only ends a test that hangs.
const patience = 4 * time.Minute

// lines gathers what is logged.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// certFor writes a certificate for a name, and its key; it is its own authority.
func certFor(t *testing.T, cert, key, name string) *x509.CertPool {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	like := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{"*.example.org", name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
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

// The whole of `up` with TLS: people come in by the certificate's name, and the shard by its hash, also when it was
// replaced meanwhile.
func TestTheAPIByTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	trusted := certFor(t, cert, key, host)
	said := &lines{}
	h, err := OpenAllInOne(t.Context(), Config{
		Data: t.TempDir(),
		Queue: queuenode.Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", TLS: httpd.TLS{Cert: cert, Key: key},
			Matchmaker: matchmaker.Config{Scenarios: []api.ScenarioInfo{{Name: "arena", Teams: []int{0, 0, 1, 1}}}},
		},
		Shard: node.Config{UDP: "127.0.0.1:0", Matches: 1, Assets: assets.Embedded()},
		Log:   slog.New(slog.NewTextHandler(said, nil)),
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	defer func() {
		stop()
		require.NoError(t, <-done)
	}()
	addr := h.Queue.Addr().String()
	_, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	require.Equal(t, "https://"+host+":"+port, h.Queue.Shown(), "the first name that is one")
	get := func(all *x509.CertPool) error {
		r, err := dialing(addr, host, all).Get(h.Queue.Shown() + "/healthz")
		if err == nil {
			r.Body.Close()
		}
		return err
	}
	require.NoError(t, get(trusted))
	require.ErrorContains(t, get(x509.NewCertPool()), "unknown authority")
	reported := func() bool {
		return api.StatusOf(h.Shard.Report(t.Context(), api.MatchReport{
			Match:  "unknown",
			Reason: "clock",
		})) == http.StatusNotFound
	}
	require.Eventually(t, reported, patience, 20*time.Millisecond, "the shard's token is known, and the match is not")

	replaced := certFor(t, cert, key, host)
	require.Eventually(t, func() bool {
		return get(replaced) == nil
	}, patience, 50*time.Millisecond, "without a restart")
	require.Error(t, get(trusted))
	require.Eventually(t, reported, patience, 50*time.Millisecond)

	forged := registry.Matchmaker{
		ID: queueID, URL: h.Queue.URL(), CertHash: make([]byte, sha256.Size), PublicKey: []byte{1},
	}
	require.NoError(t, h.Registry.PutMatchmaker(t.Context(), forged))
	require.ErrorContains(t, h.Shard.Report(t.Context(), api.MatchReport{Match: "unknown", Reason: "clock"}),
		"the registry entry says 00000000")
}
