package api

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// serviceLife is how long a service token lives: one call and its retries.
const serviceLife = time.Minute

// peerLife is how long a token between shards of one journal lives: one call.
const peerLife = 30 * time.Second

// serviceToken is a service token as it stands in the JWT.
type serviceToken struct {
	jwt.RegisteredClaims
	Body string `json:"body,omitempty"` // SHA-256, in hex, of the only body that it is good for; empty for any
}

// SignService makes a service token: issuer is who speaks, audience whom it speaks to (a shard's or matchmaker's id).
// It lives for a minute.
func SignService(key ed25519.PrivateKey, issuer, audience string, now time.Time) (string, error) {
	return signService(key, issuer, audience, "", now)
}

// SignReport makes a service token that is good for one report alone: reports may go over networks where others listen.
func SignReport(key ed25519.PrivateKey, issuer, audience string, r MatchReport, now time.Time) (string, error) {
	body, err := json.Marshal(r) // as the client sends it
	if err != nil {
		return "", fmt.Errorf("sign service token: %w", err)
	}
	return signService(key, issuer, audience, digest(body), now)
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func signService(key ed25519.PrivateKey, issuer, audience, body string, now time.Time) (string, error) {
	s, err := sign(key, serviceToken{jwt.RegisteredClaims{
		Issuer:    issuer,
		Audience:  jwt.ClaimStrings{serviceAudience + audience},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(serviceLife)),
	}, body})
	if err != nil {
		return "", fmt.Errorf("sign service token: %w", err)
	}
	return s, nil
}

// Speaker is who speaks by a service token.
type Speaker struct {
	ID   string
	body string
}

// Said reports whether the speaker said that: the token may be for another body. Those of the
// release before are for any.
func (s Speaker) Said(body []byte) bool { return s.body == "" || s.body == digest(body) }

// VerifyService checks a service token against the issuer's key, found by keyOf, and returns who speaks.
func VerifyService(
	keyOf func(issuer string) (ed25519.PublicKey, bool), token, audience string, now time.Time,
) (Speaker, error) {
	var c serviceToken
	err := verify(token, &c, serviceAudience+audience, now, func(*jwt.Token) (any, error) {
		if key, ok := keyOf(c.Issuer); ok {
			return key, nil
		}
		return nil, fmt.Errorf("no key is known of issuer %q", c.Issuer)
	})
	if err = clockError(err, &c.RegisteredClaims, audience, now); err != nil {
		return Speaker{}, fmt.Errorf("verify service token: %w", err)
	}
	return Speaker{c.Issuer, c.Body}, nil
}
