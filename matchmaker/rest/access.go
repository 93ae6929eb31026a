package rest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// access signs and checks the tokens of accounts: JWTs with EdDSA alone. Each matchmaker makes a key of its own, keeps
// the private half in memory and publishes the other in the database, where every matchmaker and /v1/jwks find it. A
// key is replaced before it expires and known until the last token it signed has expired.
type access struct {
	store *store.Store
	log   *slog.Logger
	// by the hash of a token that was signed or verified here: the sums are needed once
	good *recent[[sha256.Size]byte, bearer]

	mu      sync.Mutex
	private ed25519.PrivateKey
	kid     string
	renew   time.Time // a new key is made then
	known   map[string]ed25519.PublicKey
	asked   time.Time // when known was last read
	told    time.Time // when a clock was last said to differ
}

const (
	accountIssuer   = "muster"
	accountAudience = "muster-accounts"
)

// bearer is whom a token speaks for.
type bearer struct {
	player, session string
	expires         time.Time
}

func newAccess(db *store.Store, log *slog.Logger) *access {
	return &access{store: db, log: log, good: newRecent[[sha256.Size]byte, bearer](maxBearers)}
}

// accountClaims are what an account's token says. Role and name are not in it: the database tells them at each call, so
// that a change counts at once.
type accountClaims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

// rotate makes a new key if it is time to.
func (a *access) rotate(ctx context.Context, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Before(a.renew) {
		return nil
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(public)
	k := store.Key{
		ID: hex.EncodeToString(sum[:8]), Public: hex.EncodeToString(public), Created: now,
		Expires: now.Add(keyLife + accessLife + time.Minute),
	}
	if err := a.store.PutKey(ctx, k, now); err != nil {
		return fmt.Errorf("publish signing key: %w", err)
	}
	a.private, a.kid, a.renew = private, k.ID, now.Add(keyLife)
	a.asked = time.Time{}
	return nil
}

// sign makes the bearer token of a session.
func (a *access) sign(player, session string, now time.Time) (token string, expires time.Time, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	expires = now.Add(accessLife)
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, accountClaims{jwt.RegisteredClaims{
		Issuer: accountIssuer, Audience: jwt.ClaimStrings{accountAudience}, Subject: player,
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
	}, session})
	t.Header["kid"] = a.kid
	if token, err = t.SignedString(a.private); err == nil {
		a.good.add(sha256.Sum256([]byte(token)), bearer{player, session, expires})
	}
	return token, expires, err
}

// verify returns the player and session of a bearer token: EdDSA with a known key, for this audience, not expired.
func (a *access) verify(ctx context.Context, token string) (player, session string, err error) {
	sum := sha256.Sum256([]byte(token))
	if b, known := a.good.find(sum); known && wallclock.Now().Before(b.expires.Add(api.Leeway)) {
		return b.player, b.session, nil
	}
	var c accountClaims
	_, err = jwt.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		kid, _ := t.Header["kid"].(string)
		k, ok, err := a.key(ctx, kid)
		if err == nil && !ok {
			err = errors.New("signed with a key that is not in use")
		}
		return k, err
	}, jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithAudience(accountAudience),
		jwt.WithIssuer(accountIssuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(api.Leeway),
		jwt.WithTimeFunc(wallclock.Now))
	if errors.Is(err, jwt.ErrTokenUsedBeforeIssued) {
		a.ahead(wallclock.Until(c.IssuedAt.Time))
	}
	if err == nil && (c.Subject == "" || c.Session == "") {
		err = errors.New("names no player")
	}
	if err == nil {
		a.good.add(sum, bearer{c.Subject, c.Session, c.ExpiresAt.Time})
	}
	return c.Subject, c.Session, err
}

// ahead logs now and then that the clock of another matchmaker differs: what it signs is not good here.
func (a *access) ahead(by time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := wallclock.Now(); now.Sub(a.told) >= clockAgain {
		a.told = now
		a.log.Warn("a good token was issued in the future: the clock of the matchmaker that signed it is ahead of "+
			"this one's; set both by NTP",
			"by", by.Round(time.Second))
	}
}

// key finds a key by its id. What is not known is looked for in the database, now and then.
func (a *access) key(ctx context.Context, kid string) (k ed25519.PublicKey, ok bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if k, ok = a.known[kid]; ok {
		return k, true, nil
	}
	now := wallclock.Now()
	if now.Sub(a.asked) < keysAgain {
		return nil, false, nil
	}
	all, err := a.store.Keys(ctx, now)
	if err != nil {
		return nil, false, err
	}
	a.asked, a.known = now, map[string]ed25519.PublicKey{}
	for _, k := range all {
		if b, err := hex.DecodeString(k.Public); err == nil && len(b) == ed25519.PublicKeySize {
			a.known[k.ID] = b
		}
	}
	k, ok = a.known[kid]
	return k, ok, nil
}

// jwk is a public key as RFC 8037 draws it.
type jwk struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	Alg string `json:"alg"`
	Use string `json:"use"`
	Kid string `json:"kid"`
	X   string `json:"x"`
}

type jwksOutput struct {
	Body struct {
		Keys []jwk `json:"keys"`
	}
}

// jwks lists the keys that tokens of accounts may be signed with.
func (h *accounts) jwks(ctx context.Context, _ *struct{}) (*jwksOutput, error) {
	all, err := h.store.Keys(ctx, wallclock.Now())
	if err != nil {
		return nil, h.trouble(ctx, "list keys", err)
	}
	out := &jwksOutput{}
	out.Body.Keys = []jwk{}
	for _, k := range all {
		b, _ := hex.DecodeString(k.Public) // written by us
		out.Body.Keys = append(out.Body.Keys, jwk{
			"OKP", "Ed25519", "EdDSA", "sig", k.ID, base64.RawURLEncoding.EncodeToString(b),
		})
	}
	return out, nil
}
