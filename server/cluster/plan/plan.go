// Package plan is the file that says what a cluster is made of, what is done to it, and what must hold meanwhile. It is
// pure: it reads, checks and judges, and starts nothing.
//
// A plan is a YAML file. Every key may be left out; what is left out is as in Default. A load that is written has
// nothing but what it says: without it, Default's matches are fought.
//
//	nodes: {shards: 3, journal: 3, matchmakers: 2, directory: auto, database: auto}
//	weights: {shard-1: 2}                 # shard-1 is responsible for twice as many matches
//	limits: {shards: {cpu: 0.5, memory: 256MiB, disk: 1GiB, files: 256}}
//	links:                                # from, to: one way; between: both ways
//	  - {from: shards, to: journal, latency: 5ms, jitter: 1ms, loss: 1%, duplicate: 1%, reorder: 1%, rate: 1MiB}
//	  - {between: [players, shards], latency: 20ms}
//	load: {bots: 24, matches: 0, commanders: 4, scenario: arena, level: regular}
//	faults:                               # at is since the cluster is up and playing
//	  - {at: 10s, kill: shard-1}          # killed and started again; with "for", only when that is over
//	  - {at: 12s, stop: journal-2, for: 2s}
//	  - {at: 15s, restart: matchmaker-1}  # told to end, and started again
//	  - {at: 20s, cut: [shard-2, journal], for: 5s}          # both ways; {from: A, to: B} cuts one way
//	  - {at: 22s, net: [shard-1, journal-*], loss: 5%, latency: 80ms, for: 5s}
//	  - {at: 25s, slow: shards, cpu: 0.1, for: 5s}           # a tenth of a core is left to each
//	  - {at: 30s, slow-sync: journal-1, delay: 50ms, for: 5s}
//	  - {at: 31s, failing-sync: journal-1, for: 2s}
//	  - {at: 32s, full-disk: journal-3, for: 2s}
//	  - {at: 40s, skew: shard-3, offset: -3s}                # started again with a clock that is 3 s behind
//	  - {at: 50s, random: {kind: kill, every: 10s, seed: 7, of: shards}, for: 30s}
//	  - {at: 60s, bots: 48}                                  # 48 more come
//	  - {at: 65s, upgrade: shards}                           # each restarted, one after another
//	  - {at: 70s, gone: shard-3}                             # never comes back
//	  - {at: 80s, heal: all}                                 # ends every fault that lasts
//	scale: [{at: 40s, shards: 5}]
//	autoscale: {players: 16, cpu: 0.6, min: 2, max: 5, cooldown: 30s}
//	seed: 1                               # of what links lose and players do
//	for: 90s
//	promises: {orders_lost: 0, seated: all, view_gap_p99: 1s, back_within: 10s}
package plan

import "time"

// Plan is what a file says, checked: every selector in it names a node that is there when it is needed.
type Plan struct {
	File   string // where it was read; empty for Default
	Source string // what was read, kept beside a run

	Nodes     Nodes
	Weights   []Weight // later ones win
	Limits    []Limit  // later ones win, each value by itself
	Links     []Link   // later ones win
	Load      Load
	Faults    []Fault // in the order of the file
	Scale     []Scale // in the order of time
	Autoscale *Autoscale
	Seed      uint64        // of what chance does: the links' losses, the players' orders. Random faults have their own
	For       time.Duration // how long it runs once it is up; 0: until it is told to end
	Promises  Promises      // in the order of the file

	places map[string]place // where what a caller may refuse yet is written
}

// Nodes is how many there are of each kind at the start.
type Nodes struct {
	Shards, Journal, Matchmakers int
	Commanders                   int // the same as Load.Commanders

	Directory string // auto, consul or served
	Database  string // auto, sqlite or postgres
}

// Weight is how large a share of the matches a shard is responsible for, beside the others. Without one it is 1.
type Weight struct {
	Of     Selector
	Weight int
}

// Limit is what a node may use. What is 0 is not limited.
type Limit struct {
	Of           Selector
	CPU          float64 // cores
	Memory, Disk int64   // bytes
	Files        int     // open descriptors
}

// Link is the trouble of what goes from some nodes to others: one way.
type Link struct {
	From, To Selector
	Trouble  Trouble
}

// Trouble is what becomes of traffic. The zero value is none.
type Trouble struct {
	Latency, Jitter    time.Duration // each packet takes Latency, and up to Jitter more
	Loss, Dup, Reorder float64       // shares of packets, 0 to 1
	Rate               int64         // bytes a second; 0: as many as come
	Cut                bool          // nothing passes
}

// Load is who plays.
type Load struct {
	Bots       int    // players that come in by the front door
	Matches    int    // fought by AI from the start, players welcome
	Commanders int    // nodes that lead a seat each
	Scenario   string // empty: the matchmaker's own choice
	Level      string // of the AI; empty: as the scenario has it
}

// Scale is how many shards there are from a moment on.
type Scale struct {
	At     time.Duration
	Shards int
}

// Autoscale is a policy: shards are added when there are more players, or there is more work, a shard than it says, and
// drained when fewer would do.
type Autoscale struct {
	Players  int           // a shard; 0: they decide nothing
	CPU      float64       // cores a shard; 0: they decide nothing
	Min, Max int           // shards
	CoolDown time.Duration // between two changes at least
}
