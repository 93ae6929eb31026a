// Package registry tells who is there and how loaded. It never decides who may write to a zone.
package registry

import (
	"context"
	"time"
)

// Shard is what a shard tells of itself.
type Shard struct {
	ID        string
	Addr      string // UDP host:port for players
	CertHash  []byte // SHA-256 of the certificate players will see
	Control   string // https URL of the private listener
	PublicKey []byte // Ed25519; verifies what the shard reports
	Version   string
	Protocol  [2]uint16 // oldest and newest protocol spoken
	Capacity  int       // matches
	Load      int       // matches running
	Draining  bool
	Seen      time.Time // of the last Put
}

// Matchmaker is what a matchmaker tells of itself.
type Matchmaker struct {
	ID        string
	URL       string // where shards report results
	PublicKey []byte // Ed25519; verifies join tickets and service tokens
}

// Head is the last head of a zone's journal that its owner told of: a witness, and where the zone was last seen.
type Head struct {
	Match, Shard string
	Epoch        uint32
	Number       uint64
	Hash         []byte
}

// Registry is the meeting place. Entries that are not put again for their time to live are gone.
type Registry interface {
	PutShard(ctx context.Context, s Shard) error
	Shards(ctx context.Context) ([]Shard, error) // by ID
	RemoveShard(ctx context.Context, id string) error
	PutMatchmaker(ctx context.Context, m Matchmaker) error
	Matchmakers(ctx context.Context) ([]Matchmaker, error) // by ID
	PutHead(ctx context.Context, h Head) error
	FindHead(ctx context.Context, match string) (Head, bool, error)
	// Watch returns a channel that gets a value, never blocking the sender, after anything changed.
	Watch(ctx context.Context) <-chan struct{}
}
