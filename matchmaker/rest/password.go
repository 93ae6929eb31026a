package rest

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// argon2id with OWASP's first choice of parameters: 46 MiB, one pass. They stand in each hash, so that they can change.
const (
	argonTime   = 1
	argonMemory = 46 << 10 // KiB
	argonKey    = 32
)

// errBusy is more passwords at once than the machine has memory for.
var errBusy = errors.New("too many people sign in at once")

// hasher hashes passwords, one at a time: each takes 46 MiB and some 50 ms.
type hasher struct {
	turns  *turns
	memory uint32 // KiB; argonMemory but for tests
}

func newHasher(memory uint32) *hasher { return &hasher{newTurns(), memory} }

func (h *hasher) key(ctx context.Context, known bool, password string, salt []byte) ([]byte, error) {
	if err := h.turns.acquire(ctx, from(ctx), known); err != nil {
		return nil, err
	}
	began := time.Now()
	defer func() { h.turns.done(time.Since(began)) }()
	return argon2.IDKey([]byte(password), salt, argonTime, h.memory, 1, argonKey), nil
}

// hash makes what is kept of a password: its parameters, salt and key in the usual form.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	key, err := h.key(ctx, false, password, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s",
		argon2.Version, h.memory, argonTime, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// check reports whether a password is the one that was hashed. An empty hash costs as much time as any other and never
// fits. known says that the caller's address has signed in to the name before.
func (h *hasher) check(ctx context.Context, known bool, password, hash string) (bool, error) {
	parts := strings.Split(hash, "$")
	salt, want := make([]byte, 16), []byte{}
	if len(parts) == 6 {
		var err, err2 error
		salt, err = base64.RawStdEncoding.DecodeString(parts[4])
		want, err2 = base64.RawStdEncoding.DecodeString(parts[5])
		if err := errors.Join(err, err2); err != nil {
			return false, fmt.Errorf("a stored password hash is damaged: %w", err)
		}
	}
	got, err := h.key(ctx, known, password, salt)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}
