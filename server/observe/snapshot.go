package observe

import (
	"time"

	"muster/matchmaker/api"
	"muster/server/node"
	"muster/shard/registry"
)

// Snapshot is what one look saw.
type Snapshot struct {
	Shards      []registry.Shard      // as the registry lists them
	Matchmakers []registry.Matchmaker // the same
	Away        string                // why the registry did not answer; then the lists mean nothing
	Answers     map[string]Answer     // of nodes that were asked, by ID
}

// Answer is what a node said, or why it did not.
type Answer struct {
	Zones     *node.Zones       // of a shard; nil where it did not say
	Queue     *api.QueueFigures // of a matchmaker
	Took      time.Duration
	Refused   bool   // nothing listens there
	Elsewhere bool   // its address leads to another process from here, or it has none: nothing follows from that
	Err       string // why it said nothing
}

// ok reports whether it said something.
func (a *Answer) ok() bool { return a.Zones != nil || a.Queue != nil }
