package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// HandOver names a shard that is to go on with a match, or does.
type HandOver struct {
	To string `json:"to"`
}

// ShardClient speaks to a shard's control API on its private listener: HTTPS with a certificate pinned by its hash, and
// a service token with each call. It is safe for many goroutines.
//
//	GET    /v1/matches                    []Match: those that run there
//	PUT    /v1/matches/{id}               OpenMatch: run it; idempotent by the id; 410 when it has ended
//	POST   /v1/matches/{id}/take-over     go on with it, whoever ran it so far; idempotent
//	POST   /v1/matches/{id}/hand-over     HandOver: have another shard go on with it; answered when that does
//	POST   /v1/matches/{id}/end           end it without a winner
//	POST   /v1/drain, DELETE              take no more matches and hand over one's own; take matches again
//	PUT    /v1/matches/{id}/seats/{seat}  OfferSeat: the seat is meant for this player; idempotent
//	DELETE /v1/matches/{id}/seats/{seat}  ?sitting=N: whoever had the seat gave it up, for good; idempotent
//	GET    /v1/matches/{id}/chat          MatchSaid: what was written in one that runs or has ended; 404 if unknown
//	PUT    /v1/matches/{id}/access        Access: who may not play or watch; idempotent
//	GET    /v1/sittings                   []Presence: who is there, of those who have a seat
//	PUT    /v1/players/{player}/mute      MutePlayer: nobody hears the player; idempotent
//	GET    /v1/link                       a browser's WebSocket, brought by server/relay
//	GET    /v1/own/log                    LogPage: lines of its log, as a LogQuery asks for them
//	PUT    /v1/own/log-level              LogLevelRequest: log more, or less
type ShardClient struct {
	base  string
	token func() (string, error)
	http  *http.Client
}

// NewShardClient makes a client of the control API at controlURL (https://host:port). certHash is the SHA-256 of the
// certificate that the shard must show; token makes a service token for it.
func NewShardClient(controlURL string, certHash []byte, token func() (string, error)) *ShardClient {
	return &ShardClient{
		base:  strings.TrimRight(controlURL, "/"),
		token: token,
		http: &http.Client{Timeout: callTimeout, Transport: &http.Transport{
			TLSClientConfig:     pinned(certHash),
			MaxIdleConnsPerHost: 128,
			IdleConnTimeout:     time.Minute,
		}},
	}
}

// Pinned is an HTTP client that trusts the one certificate with this hash; nil, for the usual one, without a hash.
func Pinned(certHash []byte) *http.Client {
	if len(certHash) == 0 {
		return nil
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: pinned(certHash), DisableKeepAlives: true}}
}

// ClientHeader tells a shard the address and port of a client whose link a matchmaker brings.
const ClientHeader = "Muster-Client"

// PinnedTLS trusts the one certificate with this hash.
func PinnedTLS(certHash []byte) *tls.Config { return pinned(certHash) }

// pinned trusts the one certificate with this hash and no other, whatever name it bears and whoever signed it.
func pinned(certHash []byte) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		InsecureSkipVerify: true, // replaced by the pin below, which is stricter
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return errors.New("no certificate was shown")
			}
			return checkPin(s.PeerCertificates[0], certHash)
		},
	}
}

func checkPin(cert *x509.Certificate, certHash []byte) error {
	got := sha256.Sum256(cert.Raw)
	if subtle.ConstantTimeCompare(got[:], certHash) != 1 {
		return fmt.Errorf("certificate %x was shown, the registry entry says %x",
			got[:8], certHash[:min(8, len(certHash))])
	}
	return nil
}

// OpenMatch has the shard run a match.
func (c *ShardClient) OpenMatch(ctx context.Context, id string, m OpenMatch) error {
	return c.call(ctx, "open match", http.MethodPut, matchPath(id), m)
}

// TakeOver has the shard go on with a match that another ran so far. It returns when the shard does.
func (c *ShardClient) TakeOver(ctx context.Context, match string) error {
	return c.call(ctx, "take over match", http.MethodPost, matchPath(match)+"/take-over", nil)
}

// HandOver has another shard go on with a match that runs there, any where to is empty, and tells which one does. A
// match that stays where it is comes back as a Problem of status 409.
func (c *ShardClient) HandOver(ctx context.Context, match, to string) (at string, err error) {
	var answer HandOver
	err = c.speak(ctx, "hand over match", http.MethodPost, matchPath(match)+"/hand-over", HandOver{To: to}, &answer)
	return answer.To, err
}

// End has the shard end a match without a winner.
func (c *ShardClient) End(ctx context.Context, match string) error {
	return c.call(ctx, "end match", http.MethodPost, matchPath(match)+"/end", nil)
}

// Drain has the shard open no more matches, and hand over those that it runs.
func (c *ShardClient) Drain(ctx context.Context) error {
	return c.call(ctx, "drain shard", http.MethodPost, "/v1/drain", nil)
}

// Undrain has the shard open matches again.
func (c *ShardClient) Undrain(ctx context.Context) error {
	return c.call(ctx, "undrain shard", http.MethodDelete, "/v1/drain", nil)
}

// OfferSeat has the shard know whom a seat is meant for.
func (c *ShardClient) OfferSeat(ctx context.Context, match string, seat int, o OfferSeat) error {
	return c.call(ctx, "offer seat", http.MethodPut, seatPath(match, seat), o)
}

// FreeSeat has the shard know that whoever sat in a seat as stint has given it up. When it returns, the match's
// journal knows.
func (c *ShardClient) FreeSeat(ctx context.Context, match string, seat int, stint int64) error {
	return c.call(ctx, "free seat", http.MethodDelete, seatPath(match, seat)+"?sitting="+strconv.FormatInt(stint, 10),
		nil)
}

// MutePlayer keeps a player from being heard on the shard.
func (c *ShardClient) MutePlayer(ctx context.Context, player string, until time.Time) error {
	return c.call(ctx, "mute player", http.MethodPut, playerPath(player)+"/mute", MutePlayer{until})
}

// SetAccess has the shard know who may not be in a match. Those who are go; those who are not named any more may come
// again.
func (c *ShardClient) SetAccess(ctx context.Context, match string, a Access) error {
	return c.call(ctx, "set access", http.MethodPut, matchPath(match)+"/access", a)
}

// Presence reports who is there, of those who have a seat on the shard.
func (c *ShardClient) Presence(ctx context.Context) (all []Presence, err error) {
	return all, c.speak(ctx, "list presence", http.MethodGet, "/v1/sittings", nil, &all)
}

// Matches lists the matches that run on the shard.
func (c *ShardClient) Matches(ctx context.Context) (all []Match, err error) {
	return all, c.speak(ctx, "list matches", http.MethodGet, "/v1/matches", nil, &all)
}

// Said tells what was written in a match that the shard runs, or of which it keeps the records.
func (c *ShardClient) Said(ctx context.Context, match string) (said MatchSaid, err error) {
	err = c.speak(ctx, "read the chat", http.MethodGet, matchPath(match)+"/chat", nil, &said)
	return said, err
}

// Close lets go of idle connections.
func (c *ShardClient) Close() { c.http.CloseIdleConnections() }

func seatPath(match string, seat int) string {
	return "/v1/matches/" + url.PathEscape(match) + "/seats/" + strconv.Itoa(seat)
}

func (c *ShardClient) call(ctx context.Context, operation, method, path string, in any) error {
	return c.speak(ctx, operation, method, path, in, nil)
}

func (c *ShardClient) speak(ctx context.Context, operation, method, path string, in, out any) error {
	token, err := c.token()
	if err == nil {
		err = roundTrip(ctx, c.http, token, method, c.base+path, in, out)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}
