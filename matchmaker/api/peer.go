package api

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// PeerClient speaks to another shard of the same journal, on its private listener: HTTPS with a certificate pinned by
// its hash, and with each call a token that a secret of the cluster makes (see SignPeer). It is safe for many
// goroutines.
//
//	GET /v1/peer/beats    a line every 50 ms for as long as the shard lives: see Beats
//	PUT /v1/peer/standby  Declaration: the matches that the shard is to stand by for; answered with Standings
type PeerClient struct{ shard *ShardClient }

// NewPeerClient makes a client of the private listener at controlURL; token makes a token for it, a new one each time.
func NewPeerClient(controlURL string, certHash []byte, token func() (string, error)) *PeerClient {
	c := NewShardClient(controlURL, certHash, token)
	c.http.Timeout = 0 // beats go on for as long as the shard lives; other calls end with their context
	return &PeerClient{c}
}

// Declaration is all that a shard is to stand by for, as the matches' owner says it. What it does not name any more is
// given up.
type Declaration struct {
	Owner   string          `json:"owner"`
	Began   int64           `json:"began"` // when the owner's process began: another one has to declare anew
	Matches []DeclaredMatch `json:"matches"`
}

// DeclaredMatch is a match, and the epoch in which the owner owns it.
type DeclaredMatch struct {
	Match string `json:"match"`
	Epoch uint32 `json:"epoch"`
}

// Standings are how far a standby is with each match that was declared to it.
type Standings struct {
	Matches []StandingMatch `json:"matches"`
}

// StandingMatch is how far a standby is.
type StandingMatch struct {
	Match   string `json:"match"`
	Number  uint64 `json:"number"` // of the last record folded
	Tick    uint32 `json:"tick"`   // the last that those records decide
	Ready   bool   `json:"ready"`  // it has folded all that there was
	Links   int    `json:"links"`  // of the match's clients that are held open there
	Refused string `json:"refused,omitempty"`
}

// Declare tells what the shard is to stand by for.
func (c *PeerClient) Declare(ctx context.Context, d Declaration) (s Standings, err error) {
	ctx, cancel := context.WithTimeout(ctx, peerTimeout)
	defer cancel()
	return s, c.shard.speak(ctx, "declare standbys", http.MethodPut, PeerStandby, d, &s)
}

// The paths of the private listener that are for peers.
const (
	PeerBeats   = "/v1/peer/beats"
	PeerStandby = "/v1/peer/standby"
)

// Beats calls each for every line of the shard's beats, until the stream ends. It returns why.
func (c *PeerClient) Beats(ctx context.Context, each func(line string) error) error {
	token, err := c.shard.token()
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.shard.base+PeerBeats, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := c.shard.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return readProblem(resp)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(make([]byte, maxBeat), maxBeat)
	for lines.Scan() {
		if err := each(lines.Text()); err != nil {
			return err
		}
	}
	if lines.Err() != nil {
		return lines.Err()
	}
	return errBeatsEnded
}

var errBeatsEnded = errors.New("the beats have ended")

// Close lets go of idle connections.
func (c *PeerClient) Close() { c.shard.Close() }

const peerAudience = "muster/peer/" // and the id of the shard that is spoken to

// SignPeer makes a token for one call between shards that share a journal: issuer speaks to audience. The secret is one
// that all of them have; the token lives for half a minute and is good once.
func SignPeer(secret [32]byte, issuer, audience string, now time.Time) (string, error) {
	s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		ID:        rand.Text(),
		Issuer:    issuer,
		Audience:  jwt.ClaimStrings{peerAudience + audience},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(peerLife)),
	}).SignedString(secret[:])
	if err != nil {
		return "", fmt.Errorf("sign peer token: %w", err)
	}
	return s, nil
}

// PeerToken is what a peer's token says.
type PeerToken struct {
	ID      string // of the token
	Issuer  string // the shard that speaks
	Expires time.Time
}

// VerifyPeer checks a peer's token against any of the secrets. Whether it was used before is for the caller to check,
// who forgets it after Expires and Leeway.
func VerifyPeer(secrets [][32]byte, token, audience string, now time.Time) (PeerToken, error) {
	set := jwt.VerificationKeySet{}
	for i := range secrets {
		set.Keys = append(set.Keys, secrets[i][:])
	}
	var c jwt.RegisteredClaims
	err := verifyBy(jwt.SigningMethodHS256, token, &c, peerAudience+audience, now, func(*jwt.Token) (any, error) {
		if len(set.Keys) == 0 {
			return nil, errors.New("there is no key of the cluster")
		}
		return set, nil
	})
	switch err = clockError(err, &c, audience, now); {
	case err != nil:
		return PeerToken{}, fmt.Errorf("verify peer token: %w", err)
	case c.ID == "" || c.Issuer == "":
		return PeerToken{}, errors.New("verify peer token: it has no id or no issuer")
	}
	return PeerToken{c.ID, c.Issuer, c.ExpiresAt.Time}, nil
}
