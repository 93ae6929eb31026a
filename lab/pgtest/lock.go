package pgtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// lock is how a server is reached by TCP, with TLS and a password; nil for a socket in its directory, and by everybody.
type lock struct {
	password string
	file     string // that initdb reads it from
}

// StartLocked starts a server that is reached with TLS and a password alone. Its URL says all of that.
func StartLocked(password string) (*Server, error) {
	f, err := os.CreateTemp("", "muster-pg-password")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(password + "\n")
	if err = errors.Join(err, f.Close(), os.Chmod(f.Name(), 0o644)); err != nil { // a throw-away password
		return nil, err
	}
	return start(&lock{password, f.Name()})
}

func (l *lock) initdb() []string {
	if l == nil {
		return []string{"-A", "trust"}
	}
	return []string{"-A", "scram-sha-256", "--pwfile=" + l.file}
}

// serve is how the server listens, and where it is found.
func (l *lock) serve(dir string, as account) (args []string, place string, err error) {
	if l == nil {
		return []string{"-c", "listen_addresses="}, "postgres://muster@/postgres?" + url.Values{"host": {dir}}.Encode(),
			nil
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	port := strconv.Itoa(free.Addr().(*net.TCPAddr).Port)
	cert, key, hba := filepath.Join(dir, "server.crt"), filepath.Join(dir, "server.key"), filepath.Join(dir, "hba.conf")
	err = errors.Join(free.Close(), certificate(cert, key),
		os.WriteFile(hba, []byte("hostssl all all 127.0.0.1/32 scram-sha-256\n"), 0o600))
	for _, file := range []string{cert, key, hba} {
		if err == nil {
			err = as.owns(file)
		}
	}
	place = (&url.URL{
		Scheme: "postgres", User: url.UserPassword("muster", l.password), Host: "127.0.0.1:" + port, Path: "/postgres",
		RawQuery: url.Values{"sslmode": {"verify-full"}, "sslrootcert": {cert}}.Encode(),
	}).String()
	for name, value := range map[string]string{
		"listen_addresses": "127.0.0.1",
		"port":             port, "ssl": "on", "ssl_cert_file": cert, "ssl_key_file": key, "hba_file": hba,
	} {
		args = append(args, "-c", name+"="+value)
	}
	return args, place, err
}

// certificate makes one for the loopback address, which is its own authority.
func certificate(cert, key string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, private.Public(), private)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
}
