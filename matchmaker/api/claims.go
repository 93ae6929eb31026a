package api

import (
	"crypto/ed25519"
	"time"
)

// JoinClaims are what a join ticket says. It is a JWT signed with the matchmaker's Ed25519 key.
type JoinClaims struct {
	ID       [16]byte // of the ticket: spent once
	Match    string
	Shard    string // audience: the shard that may take it, empty for any
	Seat     int    // -1 for a spectator
	Audience int    // spectators: a team, or 255 for all (delayed)
	Player   string
	Name     string
	Expires  time.Time
}

// SignJoin makes a join ticket.
func SignJoin(key ed25519.PrivateKey, c JoinClaims) (string, error) {
	panic("api: SignJoin is not built yet")
}

// VerifyJoin checks a join ticket against any of the keys: EdDSA only, not expired, meant for a door.
func VerifyJoin(keys []ed25519.PublicKey, ticket string, now time.Time) (JoinClaims, error) {
	panic("api: VerifyJoin is not built yet")
}

// SignService makes a service token: issuer is who speaks, audience whom it speaks to (a shard's or matchmaker's id).
// It lives for a minute.
func SignService(key ed25519.PrivateKey, issuer, audience string, now time.Time) (string, error) {
	panic("api: SignService is not built yet")
}

// VerifyService checks a service token against the issuer's key, found by keyOf, and returns the issuer.
func VerifyService(keyOf func(issuer string) (ed25519.PublicKey, bool), token, audience string, now time.Time) (issuer string, err error) {
	panic("api: VerifyService is not built yet")
}
