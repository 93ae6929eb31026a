// Package shards is how a matchmaker speaks to its shards: who is there, as the registry tells, a client of each, and
// the key that shards know the matchmaker by. It decides nothing.
package shards

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/shard/registry"
	"muster/wallclock"
)

// Client speaks to a shard: api.ShardClient, or a twin in a test.
type Client interface {
	Matches(ctx context.Context) ([]api.Match, error)
	OpenMatch(ctx context.Context, id string, m api.OpenMatch) error
	TakeOver(ctx context.Context, match string) error
	HandOver(ctx context.Context, match, to string) (at string, err error)
	End(ctx context.Context, match string) error
	Drain(ctx context.Context) error
	Undrain(ctx context.Context) error
	OfferSeat(ctx context.Context, match string, seat int, o api.OfferSeat) error
	FreeSeat(ctx context.Context, match string, seat int, stint int64) error
	SetAccess(ctx context.Context, match string, a api.Access) error
	Presence(ctx context.Context) ([]api.Presence, error)
	MutePlayer(ctx context.Context, player string, until time.Time) error
	Said(ctx context.Context, match string) (api.MatchSaid, error)
	ReadLog(ctx context.Context, q api.LogQuery) (api.LogPage, error)
	SetLogLevel(ctx context.Context, r api.LogLevelRequest) error
	Replay(ctx context.Context, match string) (body io.ReadCloser, size int64, err error)
	SoFar(ctx context.Context, match string) ([]byte, error)
	Sight(ctx context.Context, match string) ([]byte, error)
	Close()
}

// Directory finds shards and keeps their clients.
type Directory struct {
	Dial func(registry.Shard) Client // makes the client of a shard; tests set it before the first call

	id       string // the matchmaker's
	key      *Key
	registry registry.Registry

	mu      sync.Mutex
	clients map[string]Client // by id, URL and certificate
	queues  map[string]*api.ShardClient
}

// New is the directory of the matchmaker with an id and a key.
func New(id string, key *Key, reg registry.Registry) *Directory {
	d := &Directory{
		id: id, key: key, registry: reg, clients: map[string]Client{}, queues: map[string]*api.ShardClient{},
	}
	d.Dial = d.dial
	return d
}

// All lists the shards that are there.
func (d *Directory) All(ctx context.Context) ([]registry.Shard, error) { return d.registry.Shards(ctx) }

// Find finds a shard that is there. Where a match lives is what the store says: a head may be an old one that somebody
// has put back.
func (d *Directory) Find(ctx context.Context, id string) (s registry.Shard, found bool, err error) {
	shards, err := d.All(ctx)
	if err != nil {
		return s, false, fmt.Errorf("look for shards: %w", err)
	}
	for _, s := range shards {
		if s.ID == id {
			return s, true, nil
		}
	}
	return s, false, nil
}

// Client is the client of a shard, the same until its address or certificate is another one.
func (d *Directory) Client(s registry.Shard) Client {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := s.ID + " " + s.Control + " " + hex.EncodeToString(s.CertHash)
	if d.clients[key] == nil {
		d.clients[key] = d.Dial(s)
	}
	return d.clients[key]
}

// dial makes the client of a shard's control API.
func (d *Directory) dial(s registry.Shard) Client {
	return api.NewShardClient(s.Control, s.CertHash, d.signing(s.ID))
}

// Queue is the client of another matchmaker, the same until its address or certificate is another one.
func (d *Directory) Queue(m registry.Matchmaker) *api.ShardClient {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := m.ID + " " + m.URL + " " + hex.EncodeToString(m.CertHash)
	if d.queues[key] == nil {
		d.queues[key] = api.NewQueueClient(m.URL, m.CertHash, d.signing(m.ID))
	}
	return d.queues[key]
}

// signing signs calls of a node, several with one token while that is fresh.
func (d *Directory) signing(node string) func() (string, error) {
	var mu sync.Mutex
	var token string
	var renew time.Time
	return func() (_ string, err error) {
		mu.Lock()
		defer mu.Unlock()
		if now := wallclock.Now(); now.After(renew) {
			if token, err = api.SignService(d.key.Private, d.id, node, now); err == nil {
				renew = now.Add(serviceFresh)
			}
		}
		return token, err
	}
}

// Service is a service token for a shard.
func (d *Directory) Service(shard string) (string, error) { return d.signing(shard)() }

// SignJoin signs a join ticket, as shards take it.
func (d *Directory) SignJoin(c api.JoinClaims) (string, error) { return api.SignJoin(d.key.Private, c) }

// VerifyJoin reads a join ticket that this matchmaker signed.
func (d *Directory) VerifyJoin(ticket string, now time.Time) (api.JoinClaims, error) {
	return api.VerifyJoin([]ed25519.PublicKey{d.key.Private.Public().(ed25519.PublicKey)}, ticket, now)
}

// Close ends what clients keep open.
func (d *Directory) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.clients {
		c.Close()
	}
	for _, c := range d.queues {
		c.Close()
	}
}

// AwayError is a shard that the registry does not know now.
type AwayError string

func (e AwayError) Error() string { return fmt.Sprintf("shard %s is away", string(e)) }
