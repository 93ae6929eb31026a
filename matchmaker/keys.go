package matchmaker

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// keys signs all that the matchmaker says: accounts' tokens, join tickets and service tokens. Their audiences keep them
// apart. The key lives in the data directory and survives a restart.
type keys struct {
	private ed25519.PrivateKey
	public  ed25519.PublicKey
	id      string // kid of accounts' tokens
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
	public := private.Public().(ed25519.PublicKey)
	sum := sha256.Sum256(public)
	return &keys{private: private, public: public, id: hex.EncodeToString(sum[:8])}, nil
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

// makeKey writes a new key beside its place and moves it there when it is durable: a crash leaves no half a key.
func makeKey(file string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	b := pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})
	f, err := os.OpenFile(file+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	return b, err
}

const (
	accountIssuer   = "muster"
	accountAudience = "muster-accounts"
)

// signAccount makes the bearer token of a player.
func (k *keys) signAccount(player string, now time.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Issuer:    accountIssuer,
		Audience:  jwt.ClaimStrings{accountAudience},
		Subject:   player,
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(guestLifetime)),
	})
	t.Header["kid"] = k.id
	return t.SignedString(k.private)
}

// verifyAccount returns the player of a bearer token. EdDSA with the right key only, for this audience, not expired.
func (k *keys) verifyAccount(token string) (player string, err error) {
	var c jwt.RegisteredClaims
	_, err = jwt.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != k.id {
			return nil, errors.New("signed with a key that is not in use")
		}
		return k.public, nil
	}, jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithAudience(accountAudience),
		jwt.WithIssuer(accountIssuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt())
	if err == nil && c.Subject == "" {
		err = errors.New("names no player")
	}
	return c.Subject, err
}

// newID makes an id that cannot be guessed: 80 random bits behind a letter that tells what it names.
func newID(letter string) string { return letter + strings.ToLower(rand.Text()[:16]) }
