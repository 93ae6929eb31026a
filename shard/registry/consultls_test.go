package registry_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/lab/consultest"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// A Consul that speaks TLS: it is reached by https, and believed by what Consul's own environment variables name.
func TestConsulByTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalECPrivateKey(private)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), 0o600))
	ports, err := consultest.Ports(1)
	require.NoError(t, err)
	a, err := consultest.Start(t.Context(), t.TempDir(), `ports { https = `+ports[0]+` } tls { https { cert_file = "`+cert+`" key_file = "`+key+`" } }`)
	require.NoError(t, err)
	t.Cleanup(a.Kill)

	at := "https://127.0.0.1:" + ports[0]
	stranger := openConsul(t, consul.Config{Addr: at, TTL: lastingTTL, Key: keyOf(t, theKey)})
	require.ErrorContains(t, stranger.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "m"}), "certificate")

	t.Setenv("CONSUL_CACERT", cert)
	r := openConsul(t, consul.Config{Addr: at, TTL: lastingTTL, Key: keyOf(t, theKey)})
	require.NoError(t, r.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "m"}))
	matchmakers(t, r, 1)
	require.NoError(t, r.PutHeads(t.Context(), registry.Head{Match: "x", Shard: "a"}))
	_, ok, err := r.FindHead(t.Context(), "x")
	require.NoError(t, err)
	require.True(t, ok)
}
