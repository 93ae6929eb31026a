// Package registry tells who is there and how loaded. It never decides who may write to a zone.
//
// There are three registries, held to one suite: Memory within one process, that same Memory for other processes over
// HTTP (Serve and Dial), and Consul in the room below. The last two elect the matchmaker that leads, held to a suite
// too.
package registry

import (
	"context"
	"time"
)

// Shard is what a shard tells of itself.
type Shard struct {
	ID       string
	Addr     string   // UDP host:port for players
	Others   []string // further addresses of the same port: of other networks, or of IPv6. At most MaxOthers
	CertHash []byte   // SHA-256 of the certificate players will see
	// SHA-256 of those that browsers are shown at Addr, now and next, 32 bytes each; empty where those need no hash,
	// and of a release that serves none
	WebHashes []byte
	Control   string // https URL of the private listener
	Health    string // URL under which it tells whether it is ready; may be empty
	// URL of its figures and zones, for operators alone; may be empty, or lead nowhere from other machines
	Admin     string
	PublicKey []byte // Ed25519; verifies what the shard reports
	Version   string
	// fingerprint of its rules: only shards with equal ones can run each other's matches; empty of a
	// release that does not say
	Rules    string
	Protocol [2]uint16 // oldest and newest protocol spoken
	Region   string    // where it stands, as the operator names it; may be empty
	Capacity int       // matches
	Load     int       // matches running
	Players  int       // connected
	// how hard it works: 99 of 100 of its last ticks took no longer, and so many percent of its machine's processors
	// are its own; 0 of a release that does not say
	TickP99 time.Duration
	Busy    int
	// when that was measured, in milliseconds since 1970 by the shard's own clock: a figure that was told before is no
	// new one; 0 while nothing is measured yet
	Measured  int64
	Shared    bool // its journal is one that other shards can take its matches over from
	HandsOver bool // it and others of its journal stand by for each other, and hand matches over
	Draining  bool // it opens no more matches
	StoreFull bool // it opens no more matches until its journal's store has room; it goes on with those of others
	// when its process began, in milliseconds since 1970: another one has forgotten what it was told
	Began int64
	// fingerprint of the machine and the data directory that it runs on; empty of a release that does not say
	Place    string
	Trouble  string    // why it fails its own check, such as ticks that stand still; it is then listed no more
	Unsteady bool      // it came and went lately; set by the registry, never by the shard
	Seen     time.Time // of the last Put
}

// MaxOthers bounds a shard's further addresses: it keeps an entry short, and a client from dialling for seconds.
const MaxOthers = 7

// TakesMatches reports whether new matches may go to the shard, room aside.
func (s *Shard) TakesMatches() bool { return s.TakesOver() && !s.StoreFull }

// TakesOver reports whether matches that run may go to the shard, room aside.
func (s *Shard) TakesOver() bool { return !s.Draining && !s.Unsteady }

// YieldsTo finds another process that shows itself under this one's id, from another place, and began before it: the
// data directory was copied, and both would be taken for the same shard.
func (s *Shard) YieldsTo(all []Shard) (twin Shard, found bool) {
	for _, o := range all {
		if o.ID == s.ID && o.Place != s.Place && o.Place != "" && s.Place != "" && o.Began < s.Began {
			return o, true
		}
	}
	return twin, false
}

// Matchmaker is what a matchmaker tells of itself.
type Matchmaker struct {
	ID        string
	URL       string // where shards report results, and players and bots come in
	Admin     string // URL of its figures, as a shard has one; empty of a release that does not say
	CertHash  []byte // SHA-256 of the certificate at URL; empty where that is http, or known by its name
	PublicKey []byte // Ed25519; verifies join tickets and service tokens
	Leads     bool   // it matches at the moment
}

// Head is the last head of a zone's journal that its owner told of: a witness, and where the zone was last seen.
type Head struct {
	Match, Shard string
	Epoch        uint32
	Number       uint64
	Hash         []byte
	Rules        string // that the match needs, as its owner has them; empty of a release that does not say
}

// Newer reports whether h was told by a later owner than that of o, or later by the same.
func (h *Head) Newer(o *Head) bool {
	return h.Epoch > o.Epoch || h.Epoch == o.Epoch && h.Number >= o.Number
}

// Registry is the meeting place. Entries that are not put again for their time to live are gone.
type Registry interface {
	PutShard(ctx context.Context, s Shard) error
	Shards(ctx context.Context) ([]Shard, error) // by ID
	RemoveShard(ctx context.Context, id string) error
	PutMatchmaker(ctx context.Context, m Matchmaker) error
	Matchmakers(ctx context.Context) ([]Matchmaker, error) // by ID
	RemoveMatchmaker(ctx context.Context, id string) error
	// PutHeads keeps heads; what is older than the head that is known (see Newer) is passed over: an owner who was
	// replaced and does not know it yet must not lead players back to it.
	PutHeads(ctx context.Context, heads ...Head) error
	FindHead(ctx context.Context, match string) (Head, bool, error)
	Heads(ctx context.Context) ([]Head, error) // of all matches, by Match
	// DropHeads forgets matches that have ended.
	DropHeads(ctx context.Context, matches ...string) error
	// Watch returns a channel that gets a value, never blocking the sender, after anything changed of who is there.
	Watch(ctx context.Context) <-chan struct{}
}
