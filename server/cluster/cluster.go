// Package cluster runs a whole Muster on one machine: each node a process of the released program with the flags that a
// machine of its own would get. It starts them in their order, starts again what dies, hurts and grows them as a plan
// or an operator says, and ends all of them with itself.
//
// What decides is a value that its caller drives: a Supervisor is told the time and what was seen, and says what is
// to be done. The shell around it (Run) starts and signals processes, asks them how they do, and listens for
// operators.
//
//	plan, operators -> Supervisor.Step -> Do: start, kill, stand still, end, limit, links, move a match
//	                        ^                               |
//	                        +--- Seen: ready, ended, asked --+
package cluster

import (
	"time"

	"muster/server/cluster/limit"
	"muster/server/cluster/plan"
)

// Sight is a kind of what can be seen.
type Sight int

// What can be seen.
const (
	Ready    Sight = iota // Node takes work
	Ended                 // Node's process has; Why is how
	Asked                 // Who asks for Action, to be told what became of it under Ask
	Counted               // Loads of shards, and Where each match is
	Hosts                 // Node, a shard, runs Hosted
	Moved                 // Match is at Node; Why if it could not be moved
	Verified              // the answers to players were held against the journal
	MustEnd               // everything is to end; Why
)

// Seen is something that the shell saw.
type Seen struct {
	What  Sight
	Node  string
	Why   string
	Match string
	At    time.Duration // Ended: when, by the supervisor's time; 0 for now

	Who    string
	Action plan.Action
	Follow *plan.Plan    // Asked: a plan to follow, instead of Action
	Quit   bool          // Asked: end the one that is followed
	For    time.Duration // how long it lasts; 0: at once, or until it is healed
	Ask    int

	Audits  []audit  // Verified
	Trouble string   // Verified: why nobody knows
	Crowds  []string // Verified: of whom; nil for all

	Loads  []Load
	Where  map[string]string // by match: its shard
	Hosted []Hosted
}

// Load is how much a shard has to do.
type Load struct {
	Shard   string
	Players int
	CPU     float64 // cores
}

// Deed is a kind of what can be done.
type Deed int

// What can be done.
const (
	Start    Deed = iota // Node's process
	Kill                 // it, at once
	Freeze               // have it stand still
	Thaw                 // have it go on
	End                  // ask it to end in good order; what it serves goes elsewhere
	Limit                // Node to what Limits say, now if it runs and whenever it is started
	Fill                 // have Node's disk be full
	Empty                // have it have room again
	Sync                 // have Node's syncs take as long, or fail, as Sync says
	Link                 // let Links be all trouble that there is between nodes; later ones win
	Move                 // Match to Node
	Answer               // to Ask: Why is what was wrong, empty for done
	Verify               // hold what players were answered against the journal
	Finished             // nothing is left
)

// Do is something for the shell to do.
type Do struct {
	What   Deed
	Node   string
	Bots   int           // Start: players in it, of a crowd that came later
	Ahead  time.Duration // Start: of its clock, if that is wrong
	Like   plan.Load     // Start: of players that came for a plan, what they play
	Crowds []string      // Verify: nodes of bots; nil for all
	Why    string
	Match  string
	Ask    int
	Limits plan.Limit
	Links  []plan.Link
	Sync   limit.Sync
}
