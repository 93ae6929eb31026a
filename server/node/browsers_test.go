package node

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server"
	"muster/server/httpd"
)

// A certificate that browsers can trust by the name that they dial needs no hash. For any other address the shard's own
// goes on, by its hash.
func TestBrowsersAreShownACertificateThatNamesTheShard(t *testing.T) {
	cert, key := signed(t, "play.example.org")
	for public, own := range map[string]bool{
		"play.example.org:7400": false, "play.example.org:7400,play.example.org:7401": false,
		"": true, "192.0.2.1:7400": true, "play.example.org:7400,192.0.2.1:7400": true,
	} {
		keys, err := server.OpenKeys(filepath.Join(t.TempDir(), "keys"))
		require.NoError(t, err)
		p := &Node{keys: keys, cfg: Config{
			Public: public, Browsers: httpd.TLS{Cert: cert, Key: key}, Log: slog.New(slog.DiscardHandler),
		}}
		require.NoError(t, p.certify())
		require.Equal(t, own, len(keys.WebHashes()) > 0, public)
		shown, err := keys.Web()
		require.NoError(t, err)
		require.Equal(t, own, shown.Leaf.VerifyHostname("play.example.org") != nil, public)
	}
	p := &Node{cfg: Config{Browsers: httpd.TLS{Cert: "nowhere", Key: key}, Log: slog.New(slog.DiscardHandler)}}
	require.ErrorContains(t, p.certify(), "nowhere")
}

// signed makes a certificate for a host, and its key.
func signed(t *testing.T, host string) (cert, key string) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	write := func(path, kind string, b []byte) {
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600))
	}
	write(cert, "CERTIFICATE", der)
	write(key, "PRIVATE KEY", secret)
	return cert, key
}
