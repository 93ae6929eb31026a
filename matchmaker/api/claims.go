package api

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The audiences keep the two kinds of token apart: neither opens the other's door, though one key may sign both.
const (
	joinAudience    = "muster/join"
	serviceAudience = "muster/service/" // and the id of whom it speaks to
)

// Leeway forgives clocks of two machines that differ: a token is good for so long before it was issued and after it has
// expired. Lifetimes only bound what can be done with a token that somebody has kept, so that half a minute costs
// little; a machine without NTP is that far off after weeks.
const Leeway = 30 * time.Second

// maxToken bounds what is parsed: ours have about 500 bytes.
const maxToken = 4 << 10

// JoinClaims are what a join ticket says. It is a JWT signed with the matchmaker's Ed25519 key.
type JoinClaims struct {
	ID       [16]byte // of the ticket: spent once
	Match    string
	Shard    string // audience: the shard that may take it, empty for any
	Seat     int    // -1 for a spectator
	Embedded bool   // a spectator in a frame of another page: nobody in particular, with places of its own
	Stint    int64  // of a seat: the queue's number for this player's time in it; 0 where no queue says
	Audience int    // spectators: a team, or 255 for all (delayed)
	Player   string
	Name     string
	Expires  time.Time
}

// joinToken is JoinClaims as they stand in the JWT.
type joinToken struct {
	jwt.RegisteredClaims
	Match string `json:"match"`
	Shard string `json:"shard,omitempty"`
	Seat  int    `json:"seat"`
	View  int    `json:"view"`
	Name  string `json:"name,omitempty"`

	Stint    int64 `json:"sitting,omitempty"`
	Embedded bool  `json:"embedded,omitempty"`
}

// SignJoin makes a join ticket.
func SignJoin(key ed25519.PrivateKey, c JoinClaims) (string, error) {
	t := joinToken{
		RegisteredClaims: jwt.RegisteredClaims{
			ID:        hex.EncodeToString(c.ID[:]),
			Subject:   c.Player,
			Audience:  jwt.ClaimStrings{joinAudience},
			ExpiresAt: jwt.NewNumericDate(c.Expires),
		},
		Match: c.Match, Shard: c.Shard, Seat: c.Seat, View: c.Audience, Name: c.Name, Stint: c.Stint,
		Embedded: c.Embedded,
	}
	s, err := sign(key, t)
	if err != nil {
		return "", fmt.Errorf("sign join ticket: %w", err)
	}
	return s, nil
}

// VerifyJoin checks a join ticket against any of the keys: EdDSA only, not expired, meant for a door. Whose door, and
// whether the ticket was spent, is for the caller to check.
func VerifyJoin(keys []ed25519.PublicKey, ticket string, now time.Time) (JoinClaims, error) {
	set := jwt.VerificationKeySet{}
	for _, k := range keys {
		set.Keys = append(set.Keys, k)
	}
	var t joinToken
	err := verify(ticket, &t, joinAudience, now, func(*jwt.Token) (any, error) {
		if len(set.Keys) == 0 {
			return nil, errors.New("no key of a matchmaker is known")
		}
		return set, nil
	})
	if errors.Is(err, jwt.ErrTokenExpired) {
		err = fmt.Errorf("%w: %v ago, by this shard's clock; ask the queue for a new one, and if that has "+
			"expired, too, set the clocks of this shard and the matchmaker by NTP", err,
			now.Sub(t.ExpiresAt.Time).Round(time.Second))
	}
	if err != nil {
		return JoinClaims{}, fmt.Errorf("verify join ticket: %w", err)
	}
	c := JoinClaims{
		Match: t.Match, Shard: t.Shard, Seat: t.Seat, Audience: t.View, Player: t.Subject, Name: t.Name,
		Stint: t.Stint, Embedded: t.Embedded,
		Expires: t.ExpiresAt.Time,
	}
	if c.ID, err = ticketID(t.ID); err != nil {
		return JoinClaims{}, fmt.Errorf("verify join ticket: %w", err)
	}
	return c, nil
}

// ticketID reads 32 hex digits. Zero is refused: it stands for no ticket and could be spent again and again.
func ticketID(s string) (id [16]byte, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id) {
		return id, errors.New("jti is not 32 hex digits")
	}
	if id = [16]byte(b); id == ([16]byte{}) {
		return id, errors.New("jti is zero")
	}
	return id, nil
}

func sign(key ed25519.PrivateKey, c jwt.Claims) (string, error) {
	if len(key) != ed25519.PrivateKeySize {
		return "", fmt.Errorf("the key has %d bytes, not %d", len(key), ed25519.PrivateKeySize)
	}
	return jwt.NewWithClaims(jwt.SigningMethodEdDSA, c).SignedString(key)
}

func verify(token string, into jwt.Claims, audience string, now time.Time, key jwt.Keyfunc) error {
	return verifyBy(jwt.SigningMethodEdDSA, token, into, audience, now, key)
}

func verifyBy(
	method jwt.SigningMethod, token string, into jwt.Claims, audience string, now time.Time, key jwt.Keyfunc,
) error {
	if len(token) > maxToken {
		return fmt.Errorf("token of %d bytes is longer than %d", len(token), maxToken)
	}
	_, err := jwt.ParseWithClaims(token, into, key,
		jwt.WithValidMethods([]string{method.Alg()}),
		jwt.WithAudience(audience),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(Leeway),
		jwt.WithTimeFunc(func() time.Time { return now }))
	return err
}
