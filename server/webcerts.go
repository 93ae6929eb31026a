package server

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"muster/wallclock"
)

// A browser takes a certificate by its hash if that lives for less than 14 days from its first moment to its last, and
// has an ECDSA key.
const (
	webLife = 12 * 24 * time.Hour
	// a certificate is told of so long before it is shown, so that whoever was told of the one before finds that; and
	// it is shown so long before the one before ends
	webOverlap = 24 * time.Hour
)

// webCerts are the certificates that browsers are shown, oldest first, two at most: a value, without clock or file.
type webCerts []tls.Certificate

// due reports whether another one is to be made: the newest ends in two days, or has not begun, by a clock put back.
func (w webCerts) due(now time.Time) bool {
	if len(w) == 0 {
		return true
	}
	newest := w[len(w)-1].Leaf
	return now.Before(newest.NotBefore) || !now.Before(newest.NotAfter.Add(-2*webOverlap))
}

// with is these and a new one, without those that have ended. None but the last of the old ones is needed any more.
func (w webCerts) with(c tls.Certificate, now time.Time) webCerts {
	w = slices.DeleteFunc(slices.Clone(w), func(old tls.Certificate) bool {
		return now.Before(old.Leaf.NotBefore) || now.After(old.Leaf.NotAfter)
	})
	return append(w[max(0, len(w)-1):], c)
}

// shown is the one to show: the oldest that does not end within a day.
func (w webCerts) shown(now time.Time) *tls.Certificate {
	for i := range w {
		if now.Before(w[i].Leaf.NotAfter.Add(-webOverlap)) {
			return &w[i]
		}
	}
	return &w[len(w)-1]
}

// hashes are the SHA-256 of all of them, one behind the other.
func (w webCerts) hashes() (all []byte) {
	for i := range w {
		h := sha256.Sum256(w[i].Certificate[0])
		all = append(all, h[:]...)
	}
	return all
}

// webKeys keeps them: in a file, so that a restart changes no hash, or in memory alone where path is empty.
type webKeys struct {
	path string

	mu    sync.Mutex
	certs webCerts
}

// current is the certificates as they are now, with a new one when that is due. While the disk takes none, the old ones
// go on as long as they live.
func (k *webKeys) current() (webCerts, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := wallclock.Now()
	if !k.certs.due(now) {
		return k.certs, nil
	}
	b, err := newCertificate(webLife)
	if err != nil {
		return nil, err
	}
	c, err := tls.X509KeyPair(b, b)
	if err != nil {
		return nil, err
	}
	certs := k.certs.with(c, now)
	if err := k.write(certs); err != nil && len(k.certs) == 0 {
		return nil, fmt.Errorf("keep the certificate for browsers: %w", err)
	} else if err == nil {
		k.certs = certs
	}
	return k.certs, nil
}

// write keeps certificates and their keys in the file, whole or not at all.
func (k *webKeys) write(certs webCerts) error {
	if k.path == "" {
		return nil
	}
	var b []byte
	for _, c := range certs {
		key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
		if err != nil {
			return err
		}
		b = append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})...)
		b = append(b, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	}
	f, err := os.CreateTemp(filepath.Dir(k.path), filepath.Base(k.path)+".*") // made 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), k.path)
}

// openWebKeys reads them. What is damaged is made anew: it would have ended soon anyway.
func openWebKeys(path string) (*webKeys, error) {
	k := &webKeys{path: path}
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var certificate []byte
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		one := pem.EncodeToMemory(block)
		if block.Type == "CERTIFICATE" {
			certificate = one
		} else if c, err := tls.X509KeyPair(certificate, one); err == nil {
			k.certs = append(k.certs, c)
		}
	}
	_, err = k.current()
	return k, err
}
