package plan

import "time"

// Entry is a line of the timeline: something that was done to a cluster, or seen in it.
type Entry struct {
	At   time.Duration `json:"at"` // since the cluster is up and playing; before that it is negative
	Wall time.Time     `json:"wall"`
	Seen bool          `json:"seen"` // seen; else done
	Who  string        `json:"who"`  // who did it or saw it: plan, operator, supervisor, autoscaler, or a node
	Node string        `json:"node"` // whom it is about: a node or a selector; empty for the whole cluster
	// a word to find it by: an ActionKind of what was done, "ready", "died" or so of what was seen
	Kind string        `json:"kind"`
	What string        `json:"what"` // in words
	Took time.Duration `json:"took"` // how long it took or will last; 0 if that says nothing
}

// Lasted says how long it took until what was seen, or how long what was done lasts.
func (e Entry) Lasted() string {
	switch took := e.Took.Round(time.Millisecond); {
	case e.Took == 0:
		return ""
	case e.Seen:
		return ", after " + took.String()
	default:
		return ", for " + took.String()
	}
}
