package shards

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Key signs join tickets and service tokens; their audiences keep them apart. It lives in the data directory and
// survives a restart. Accounts' tokens have keys of their own, which rotate (package rest).
type Key struct {
	Private ed25519.PrivateKey
	Public  ed25519.PublicKey // as the registry tells shards
}

const pemType = "PRIVATE KEY"

// OpenKey reads the key in a directory, or makes it.
func OpenKey(dir string) (*Key, error) {
	file := filepath.Join(dir, "matchmaker.key")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = makeKey(file)
	}
	if err != nil {
		return nil, fmt.Errorf("open signing key: %w", err)
	}
	private, err := parseKey(b)
	if err != nil {
		return nil, fmt.Errorf("open signing key: %s: %w; put the file back from a backup, or delete it: "+
			"then everybody signs in again", file, err)
	}
	return &Key{Private: private, Public: private.Public().(ed25519.PublicKey)}, nil
}

func parseKey(b []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(b)
	if block == nil || block.Type != pemType {
		return nil, errors.New("no " + pemType + " in PEM form")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("a key of type %T, not Ed25519", key)
	}
	return private, nil
}

// makeKey writes a new key beside its place and moves it there when it is durable, unless another process that started
// together with this one was quicker: then that one's is the key. A crash leaves no half a key.
func makeKey(file string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.new") // readable by its owner alone
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(file)
}
