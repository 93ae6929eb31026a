package queuenode

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/acme"
)

// authority is an ACME server as far as autocert asks one (RFC 8555): one order at a time, proved by TLS-ALPN-01 (RFC
// 8737) at the address that it is told. It believes what is signed.
type authority struct {
	*httptest.Server
	t    *testing.T
	at   string // where the host is found: its port 443
	cert *x509.Certificate
	key  *ecdsa.PrivateKey

	mu      sync.Mutex
	proved  bool
	issued  []byte
	orders  int
	refused error
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t}
	var err error
	a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, a.key.Public(), a.key)
	require.NoError(t, err)
	a.cert, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("/dir", func(w http.ResponseWriter, _ *http.Request) {
		a.say(w, 200, "", map[string]string{
			"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order",
		})
	})
	mux.HandleFunc("/nonce", func(w http.ResponseWriter, _ *http.Request) { a.say(w, 200, "", nil) })
	mux.HandleFunc("/account", func(w http.ResponseWriter, _ *http.Request) {
		a.say(w, 201, "/account/1", map[string]string{"status": "valid"})
	})
	mux.HandleFunc("/order", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		a.orders, a.proved = a.orders+1, false
		a.mu.Unlock()
		a.say(w, 201, "/order/1", a.order())
	})
	mux.HandleFunc("/order/1", func(w http.ResponseWriter, _ *http.Request) { a.say(w, 200, "/order/1", a.order()) })
	mux.HandleFunc("/authz/1", func(w http.ResponseWriter, _ *http.Request) {
		a.say(w, 200, "", map[string]any{
			"status": a.status("valid"), "identifier": identifier(host), "challenges": []any{a.challenge()},
		})
	})
	mux.HandleFunc("/challenge/1", func(w http.ResponseWriter, _ *http.Request) {
		a.prove()
		a.say(w, 200, "", a.challenge())
	})
	mux.HandleFunc("/finalize/1", func(w http.ResponseWriter, r *http.Request) {
		a.issue(payload(t, r))
		a.say(w, 200, "/order/1", a.order())
	})
	mux.HandleFunc("/cert/1", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Replay-Nonce", "n")
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		a.mu.Lock()
		defer a.mu.Unlock()
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: a.issued})
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

// host is the name that the authority gives certificates for.
const host = "play.example.org"

func identifier(name string) map[string]string {
	return map[string]string{"type": "dns", "value": name}
}

func (a *authority) say(w http.ResponseWriter, status int, location string, body any) {
	w.Header().Set("Replay-Nonce", "n")
	w.Header().Set("Content-Type", "application/json")
	if location != "" {
		w.Header().Set("Location", a.URL+location)
	}
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}

// payload is what a request says, whoever signed it.
func payload(t *testing.T, r *http.Request) []byte {
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	var jws struct{ Payload string }
	require.NoError(t, json.Unmarshal(b, &jws))
	b, err = base64.RawURLEncoding.DecodeString(jws.Payload)
	require.NoError(t, err)
	return b
}

func (a *authority) status(done string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.refused != nil:
		return "invalid"
	case a.proved:
		return done
	}
	return "pending"
}

func (a *authority) challenge() map[string]string {
	return map[string]string{
		"type": "tls-alpn-01", "url": a.URL + "/challenge/1", "token": "token", "status": a.status("valid"),
	}
}

func (a *authority) order() map[string]any {
	o := map[string]any{
		"status": a.status("ready"), "identifiers": []any{identifier(host)},
		"authorizations": []string{a.URL + "/authz/1"}, "finalize": a.URL + "/finalize/1",
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.proved && a.issued != nil {
		o["status"], o["certificate"] = "valid", a.URL+"/cert/1"
	}
	return o
}

// prove dials the host as the authority does, and looks at the certificate that answers the challenge.
func (a *authority) prove() {
	conn, err := tls.Dial("tcp", a.at, &tls.Config{
		ServerName: host, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true,
	})
	if err == nil {
		defer conn.Close()
		err = fmt.Errorf("the certificate does not answer the challenge")
		for _, e := range conn.ConnectionState().PeerCertificates[0].Extensions {
			if e.Critical && e.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}) {
				err = nil
			}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.proved, a.refused, a.issued = err == nil, err, nil
}

// issue signs what is asked for.
func (a *authority) issue(asked []byte) {
	var csr struct{ CSR string }
	require.NoError(a.t, json.Unmarshal(asked, &csr))
	der, err := base64.RawURLEncoding.DecodeString(csr.CSR)
	require.NoError(a.t, err)
	req, err := x509.ParseCertificateRequest(der)
	require.NoError(a.t, err)
	like := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: req.DNSNames, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(90 * 24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	b, err := x509.CreateCertificate(rand.Reader, like, a.cert, req.PublicKey, a.key)
	require.NoError(a.t, err)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.issued = b
}
