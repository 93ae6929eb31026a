package matchmaker

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
	"strconv"
	"strings"
	"time"
)

// keys signs join tickets and service tokens; their audiences keep them apart. The key lives in the data directory and
// survives a restart. Accounts' tokens have keys of their own, which rotate: see access.go.
type keys struct {
	private ed25519.PrivateKey
	public  ed25519.PublicKey
}

const pemType = "PRIVATE KEY"

// openKeys reads the key in dir, or makes it.
func openKeys(dir string) (*keys, error) {
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
		return nil, fmt.Errorf("open signing key: %s: %w; put the file back from a backup, or delete it: then everybody signs in again", file, err)
	}
	return &keys{private: private, public: private.Public().(ed25519.PublicKey)}, nil
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

// newID makes an id that cannot be guessed: 80 random bits behind a letter that tells what it names.
func newID(letter string) string { return letter + strings.ToLower(rand.Text()[:16]) }

// nextID is newID for what comes in thousands: the time stands before the random bits, so that the indexes of a database grow at
// their end, and a commit writes few of their pages.
func nextID(letter string, now time.Time) string {
	return letter + strconv.FormatInt(now.UnixMilli(), 32) + newID("")
}
