package httpd

import (
	"cmp"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"muster/reread"
)

// TLS is where a certificate comes from: files, or an authority by ACME. Without either there is none.
type TLS struct {
	Cert, Key     string // files in PEM, read again when they have changed
	ACME          string // the host that a certificate is got and renewed for
	ACMEDirectory string // URL of the authority's directory
}

// Certificate is that of an API.
type Certificate struct {
	Host string // that the certificate is for; empty if it names none

	config *tls.Config
	shown  atomic.Pointer[[sha256.Size]byte] // hash of what callers were shown last
}

// Open reads or gets the certificate; nil without TLS.
func (e *TLS) Open(data string, log *slog.Logger) (*Certificate, error) {
	switch {
	case e.Cert != "":
		return e.fromFiles(log)
	case e.ACME != "":
		return e.fromACME(data)
	}
	return nil, nil
}

func (e *TLS) fromFiles(log *slog.Logger) (*Certificate, error) {
	warn := func(err error) {
		log.Error("the API's new certificate cannot be used; keeping the old one", "error", err)
	}
	files, err := reread.Open(func(pem [][]byte) (*tls.Certificate, error) {
		pair, err := tls.X509KeyPair(pem[0], pem[1])
		return &pair, err
	}, warn, e.Cert, e.Key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert, --tls-key: %w", err)
	}
	c := &Certificate{}
	for _, name := range files.Get().Leaf.DNSNames {
		if c.Host == "" && !strings.Contains(name, "*") {
			c.Host = name
		}
	}
	c.show(files.Get())
	c.serve(func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return files.Get(), nil })
	return c, nil
}

func (e *TLS) fromACME(data string) (*Certificate, error) {
	if net.ParseIP(e.ACME) != nil || !strings.Contains(e.ACME, ".") {
		return nil, fmt.Errorf("--acme %s: certificates are for host names, such as play.example.org", e.ACME)
	}
	manager := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(data, "acme")),
		HostPolicy: autocert.HostWhitelist(e.ACME),
		Client:     &acme.Client{DirectoryURL: e.ACMEDirectory},
	}
	c := &Certificate{Host: e.ACME}
	c.serve(func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return manager.GetCertificate(&tls.ClientHelloInfo{
			// a shard may come by our address
			ServerName: cmp.Or(hello.ServerName, e.ACME), SupportedProtos: hello.SupportedProtos,
			// or who speaks TLS 1.3 alone would get another certificate, of RSA
			CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		})
	})
	c.config.NextProtos = append(c.config.NextProtos, acme.ALPNProto)
	return c, nil
}

// Shown is the certificate that callers are shown now who ask for its host.
func (c *Certificate) Shown() (*tls.Certificate, error) {
	return c.config.GetCertificate(&tls.ClientHelloInfo{ServerName: c.Host})
}

// Listen speaks TLS over a listener.
func (c *Certificate) Listen(l net.Listener) net.Listener {
	return &secured{tls.NewListener(l, c.config), l}
}

// serve has callers shown what get returns.
func (c *Certificate) serve(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) {
	c.config = &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			cert, err := get(hello)
			if err == nil && !isChallenge(hello) {
				c.show(cert)
			}
			return cert, err
		},
	}
}

func isChallenge(hello *tls.ClientHelloInfo) bool {
	return len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == acme.ALPNProto
}

func (c *Certificate) show(cert *tls.Certificate) {
	hash := sha256.Sum256(cert.Certificate[0])
	c.shown.Store(&hash)
}

// Hash is that of the certificate that callers were shown last; nil if there is none.
func (c *Certificate) Hash() []byte {
	if c == nil {
		return nil
	}
	if hash := c.shown.Load(); hash != nil {
		return hash[:]
	}
	return nil
}
