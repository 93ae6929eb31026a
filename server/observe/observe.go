// Package observe watches a whole system: which nodes there are and whether they live, which shard runs which match and
// who stands by for it, who hears whom. It says in words what happened, and keeps it.
//
// An Observer folds what was seen (Snapshot) into a State and Events: it has no goroutine, clock or connection. A
// Watcher is the shell around it. It asks the registry, and each node on its operators' listener: what it runs twice a
// second, its metrics every second, which go into a history. What changes is kept in files (Kept), so that the system
// can be looked at as it was at any moment of the last days.
package observe

import "time"

// Kind is what a node is.
type Kind string

// Kinds of nodes, in the order in which they are shown.
const (
	Shards      Kind = "shard"
	Matchmakers Kind = "matchmaker"
	Registry    Kind = "registry"
	Journal     Kind = "journal"
	Database    Kind = "database"
)

// Kinds lists all of them.
var Kinds = []Kind{Shards, Matchmakers, Registry, Journal, Database}

// Health is whether a node lives.
type Health string

// How a node is, as far as anybody can tell.
const (
	Up      Health = "up"
	Silent  Health = "silent"  // it does not answer, and no shard hears it
	CutOff  Health = "cut_off" // it does not answer us, and others hear it
	Ended   Health = "ended"   // nothing listens where it did: the process is gone
	Left    Health = "left"    // it ended in good order
	Unknown Health = "unknown" // it is there, and we cannot ask it
)

// Lives reports whether the node takes part.
func (h Health) Lives() bool { return h == Up || h == CutOff || h == Unknown }

// Node is a process, or something that processes depend on.
type Node struct {
	ID      string `json:"id"`
	Kind    Kind   `json:"kind"`
	Region  string `json:"region,omitempty"`
	Version string `json:"version,omitempty"`
	Health  Health `json:"health"`
	Since   int64  `json:"since"`         // of its health, in milliseconds since 1970
	Why     string `json:"why,omitempty"` // it does not answer
	Began   int64  `json:"began,omitempty"`

	Draining bool `json:"draining,omitempty"`
	Unsteady bool `json:"unsteady,omitempty"`
	Full     bool `json:"full,omitempty"`  // its journal's store has no room for new matches
	Leads    bool `json:"leads,omitempty"` // the matchmaker that matches
	Stands   bool `json:"stands,omitempty"`
	Capacity int  `json:"capacity,omitempty"`

	// What moves all the time is not kept with events: the history has it.

	Load    int           `json:"-"` // matches
	Players int           `json:"-"`
	Waiting int           `json:"-"` // players in line, of a matchmaker
	Busy    int           `json:"-"` // percent of its machine's processors
	TickP99 time.Duration `json:"-"`
	Answers time.Duration `json:"-"` // how long the last answer took
	Missed  float64       `json:"-"` // the share of our last questions that it did not answer
}

// Match is one that runs, or ran on a shard that does not answer.
type Match struct {
	ID       string `json:"id"`
	Scenario string `json:"scenario,omitempty"`
	Owner    string `json:"owner"`
	Standby  string `json:"standby,omitempty"` // empty for nobody
	Epoch    uint32 `json:"epoch,omitempty"`
	Ready    bool   `json:"ready,omitempty"`  // the standby could go on now
	Paused   bool   `json:"paused,omitempty"` // the journal does not take its records
	Away     bool   `json:"away,omitempty"`   // its owner lives and runs it no more, and nobody else does yet

	Lag uint32 `json:"-"` // ticks that the standby is behind
}

// Link is a pair of nodes that need each other. Between shards it is two ways; others ask, and are asked.
type Link struct {
	A     string `json:"a"`
	B     string `json:"b"`
	DeafA bool   `json:"deaf_a,omitempty"` // A does not hear B
	DeafB bool   `json:"deaf_b,omitempty"` // B does not hear A

	RTT    float64 `json:"-"` // milliseconds of the last call; 0 where none is known
	Late   float64 `json:"-"` // the share of beats, or of answers, that came late or not at all
	Silent int64   `json:"-"` // milliseconds since either heard the other last
}

// Broken reports whether something does not come through.
func (l *Link) Broken() bool { return l.DeafA || l.DeafB }

// State is a whole system at a moment. Nobody changes one that is there.
type State struct {
	At      time.Time
	Nodes   []Node  // by kind, then ID
	Matches []Match // by ID
	Links   []Link  // by A, then B
	Events  []Event // the last ones, oldest first
	Blind   int     // nodes that do not answer us, if those are most: what is said of them is old
}

// Node finds one by its ID; nil if there is none.
func (s *State) Node(id string) *Node {
	for i := range s.Nodes {
		if s.Nodes[i].ID == id {
			return &s.Nodes[i]
		}
	}
	return nil
}

// Of are the nodes of a kind.
func (s *State) Of(k Kind) (all []Node) {
	for _, n := range s.Nodes {
		if n.Kind == k {
			all = append(all, n)
		}
	}
	return all
}
