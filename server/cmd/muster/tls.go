package main

import (
	"cmp"
	"crypto/sha256"
	"crypto/tls"
	"errors"
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

// encryption is how the API is served by TLS.
type encryption struct {
	TLSCert       string `name:"tls-cert" help:"Serve the API by TLS: file of its certificate, in PEM, and behind it those of who signed it. Read again when it has changed." placeholder:"FILE" and:"tls" xor:"certificate"`
	TLSKey        string `name:"tls-key" help:"File of that certificate's key." placeholder:"FILE" and:"tls"`
	ACME          string `name:"acme" help:"Serve the API by TLS with a certificate for this host name, which Let's Encrypt gives and renews: it must find --http at port 443 of that name." placeholder:"HOST" xor:"certificate"`
	ACMEDirectory string `name:"acme-directory" help:"URL of another ACME server's directory." default:"https://acme-v02.api.letsencrypt.org/directory" placeholder:"URL"`
}

// certified is the API's certificate.
type certified struct {
	config *tls.Config
	host   string // that the certificate is for; empty if it names none

	shown atomic.Pointer[[sha256.Size]byte] // hash of what callers were shown last
}

// open reads or gets the certificate; nil without TLS.
func (e *encryption) open(data string, log *slog.Logger) (*certified, error) {
	switch {
	case e.TLSCert != "":
		return e.fromFiles(log)
	case e.ACME != "":
		return e.fromACME(data)
	}
	return nil, nil
}

func (e *encryption) fromFiles(log *slog.Logger) (*certified, error) {
	warn := func(err error) {
		log.Error("the API's certificate has changed to something that cannot be used", "error", err)
	}
	files, err := reread.Open(func(pem [][]byte) (*tls.Certificate, error) {
		pair, err := tls.X509KeyPair(pem[0], pem[1])
		return &pair, err
	}, warn, e.TLSCert, e.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert, --tls-key: %w", err)
	}
	c := &certified{}
	for _, name := range files.Get().Leaf.DNSNames {
		if c.host == "" && !strings.Contains(name, "*") {
			c.host = name
		}
	}
	c.show(files.Get())
	c.serve(func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return files.Get(), nil })
	return c, nil
}

func (e *encryption) fromACME(data string) (*certified, error) {
	if net.ParseIP(e.ACME) != nil || !strings.Contains(e.ACME, ".") {
		return nil, fmt.Errorf("--acme %s: certificates are for host names, such as play.example.org", e.ACME)
	}
	manager := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(data, "acme")), HostPolicy: autocert.HostWhitelist(e.ACME),
		Client: &acme.Client{DirectoryURL: e.ACMEDirectory},
	}
	c := &certified{host: e.ACME}
	c.serve(func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return manager.GetCertificate(&tls.ClientHelloInfo{
			ServerName: cmp.Or(hello.ServerName, e.ACME), SupportedProtos: hello.SupportedProtos, // a shard may come by our address
			CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}, // or who speaks TLS 1.3 alone would get another certificate, of RSA
		})
	})
	c.config.NextProtos = append(c.config.NextProtos, acme.ALPNProto)
	return c, nil
}

// serve has callers shown what get returns.
func (c *certified) serve(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) {
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

func (c *certified) show(cert *tls.Certificate) {
	hash := sha256.Sum256(cert.Certificate[0])
	c.shown.Store(&hash)
}

// hash is that of the certificate that callers were shown last; nil if there is none.
func (c *certified) hash() []byte {
	if c == nil {
		return nil
	}
	if hash := c.shown.Load(); hash != nil {
		return hash[:]
	}
	return nil
}

// errClear is what an API without TLS gives away.
var errClear = errors.New("passwords, tokens and the hash that players know shards by travel in clear, and whoever is on the way can read and change them. Give --tls-cert and --tls-key, or --acme HOST; behind a proxy that speaks TLS let --http listen on this machine's address for it alone")
