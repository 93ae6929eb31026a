package server

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"muster/wallclock"
)

// certificateLife is long: players pin the certificate's hash, which comes with each assignment, and trust no date.
const certificateLife = 10 * 365 * 24 * time.Hour

// Keys are a shard's secrets: certificate, signing key, and the keys of tokens. They live in the data directory and
// survive a restart:
//
//	certificate.pem   ECDSA P-256 certificate and its key, for QUIC and the private listener
//	signing.pem       Ed25519 key, PKCS 8
//	token.pem         32 bytes: seals resume tokens
//	reset.pem         32 bytes: QUIC stateless resets
//	address.pem       32 bytes: QUIC address tokens
//	browsers.pem      the certificates that browsers are shown, one or two, with their keys: webcerts.go
type Keys struct {
	cert                  tls.Certificate
	signing               ed25519.PrivateKey
	token, reset, address [32]byte
	shared                TokenKeys // nil for token alone
	web                   *webKeys
	signed                func() (*tls.Certificate, error) // shown to browsers in place of web; nil for none
}

// TokenKeys are secrets of resume tokens: the first one seals, all of them open.
type TokenKeys func() [][32]byte

// OpenKeys reads the keys in dir, making what is missing.
func OpenKeys(dir string) (*Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	web, err := openWebKeys(filepath.Join(dir, "browsers.pem"))
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	k := &Keys{web: web}
	for _, f := range k.secrets() {
		path := filepath.Join(dir, f.name)
		b, err := readOrMake(path, f.make)
		if err != nil {
			return nil, fmt.Errorf("open keys: %w", err)
		}
		if err := f.read(b); err != nil {
			return nil, fmt.Errorf("open keys: %s is damaged (%w): restore it from a backup, "+
				"or remove it to have a new one made", path, err)
		}
	}
	return k, nil
}

// ShareTokens has resume tokens sealed with secrets that several shards have: they open their doors to each other's
// players. What was sealed with the key in our own directory before stays good.
func (k *Keys) ShareTokens(shared TokenKeys) { k.shared = shared }

// tokens are the secrets of resume tokens.
func (k *Keys) tokens() [][32]byte {
	if k.shared == nil {
		return [][32]byte{k.token}
	}
	return append(k.shared(), k.token)
}

// NewKeys makes keys that live in memory, for a server that ends with its program.
func NewKeys() (*Keys, error) {
	k := &Keys{web: &webKeys{}}
	for _, f := range k.secrets() {
		b, err := f.make()
		if err == nil {
			err = f.read(b)
		}
		if err != nil {
			return nil, fmt.Errorf("make keys: %w", err)
		}
	}
	return k, nil
}

// secret is one of the keys: its file, and how it is made and read.
type secret struct {
	name string
	make func() ([]byte, error)
	read func(b []byte) error
}

func (k *Keys) secrets() []secret {
	return []secret{
		{"certificate.pem", func() ([]byte, error) { return newCertificate(certificateLife) }, k.readCertificate},
		{"signing.pem", newSigning, k.readSigning},
		{"token.pem", newSecret, readSecret(&k.token)},
		{"reset.pem", newSecret, readSecret(&k.reset)},
		{"address.pem", newSecret, readSecret(&k.address)},
	}
}

// CertHash is the SHA-256 of the certificate.
func (k *Keys) CertHash() []byte {
	h := sha256.Sum256(k.cert.Certificate[0])
	return h[:]
}

// ShowBrowsers has browsers be shown a certificate that they trust by its name: they need no hash then.
func (k *Keys) ShowBrowsers(signed func() (*tls.Certificate, error)) { k.signed = signed }

// Web is the certificate that browsers are shown now.
func (k *Keys) Web() (*tls.Certificate, error) {
	if k.signed != nil {
		return k.signed()
	}
	certs, err := k.web.current()
	if err != nil {
		return nil, err
	}
	return certs.shown(wallclock.Now()), nil
}

// WebHashes are the SHA-256 of the certificates that browsers are shown now and next, one behind the other; none where
// they need none.
func (k *Keys) WebHashes() []byte {
	if k.signed != nil {
		return nil
	}
	certs, err := k.web.current()
	if err != nil {
		return nil
	}
	return certs.hashes()
}

// Signing is the shard's own key.
func (k *Keys) Signing() ed25519.PrivateKey { return k.signing }

func readOrMake(path string, create func() ([]byte, error)) ([]byte, error) {
	b, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return b, err
	}
	if b, err = create(); err == nil {
		err = writeSecret(path, b)
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// writeSecret makes the file whole or not at all, whenever the power goes. One that another process made meanwhile
// stays: then its secret is ours too.
func writeSecret(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // made 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func newCertificate(life time.Duration) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := wallclock.Now()
	like := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "muster shard"},
		DNSNames:     []string{"muster"},
		NotBefore:    now.Add(-24 * time.Hour), // clients whose clock is late
		NotAfter:     now.Add(life),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(b, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...), nil
}

func (k *Keys) readCertificate(b []byte) (err error) {
	k.cert, err = tls.X509KeyPair(b, b)
	return err
}

func newSigning() ([]byte, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}

func (k *Keys) readSigning(b []byte) error {
	block, _ := pem.Decode(b)
	if block == nil {
		return errors.New("no PEM block in it")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return err
	}
	var ok bool
	if k.signing, ok = key.(ed25519.PrivateKey); !ok {
		return fmt.Errorf("it holds a %T, not an Ed25519 key", key)
	}
	return nil
}

func newSecret() ([]byte, error) {
	var b [32]byte
	_, err := rand.Read(b[:])
	return pem.EncodeToMemory(&pem.Block{Type: "MUSTER SECRET", Bytes: b[:]}), err
}

func readSecret(into *[32]byte) func([]byte) error {
	return func(b []byte) error {
		block, _ := pem.Decode(b)
		if block == nil || len(block.Bytes) != len(into) {
			return errors.New("no PEM block of 32 bytes in it")
		}
		*into = [32]byte(block.Bytes)
		return nil
	}
}
