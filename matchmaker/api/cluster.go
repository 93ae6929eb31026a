package api

import "time"

// Cluster is a cluster on one machine, as what sees to it tells (GET /v1/cluster, for operators).
type Cluster struct {
	Here     string         `json:"here" doc:"the matchmaker that answers"`
	Up       bool           `json:"up" doc:"all nodes were ready once"`
	For      int64          `json:"for_ms" doc:"since then"`
	Nodes    []ClusterNode  `json:"nodes"`
	Faults   []ClusterFault `json:"faults" doc:"that go on now"`
	Timeline []ClusterEntry `json:"timeline" doc:"what was done and seen lately, the oldest first"`
	Limits   string         `json:"limits,omitempty" doc:"how what nodes may use is held, and which faults this machine can do"`
}

// ClusterNode is a process of it.
type ClusterNode struct {
	ID      string  `json:"id"`
	Kind    string  `json:"kind" doc:"shards, journal, matchmakers, directory, database, commanders or bots"`
	State   string  `json:"state" doc:"waits, starting, ready, dead, gone, leaving or left"`
	Still   bool    `json:"still,omitempty" doc:"it was stopped, and does nothing until it may go on"`
	Cores   float64 `json:"cores" doc:"that it takes"`
	Memory  int64   `json:"memory_bytes"`
	Matches int     `json:"matches" doc:"that a shard runs"`
	Players int     `json:"players" doc:"at a shard"`
}

// ClusterFault is a fault that goes on.
type ClusterFault struct {
	Number int       `json:"number" doc:"the words heal fault=NUMBER lift it alone"`
	Kind   string    `json:"kind"`
	Nodes  []string  `json:"nodes" doc:"names, kinds or patterns; of what is between nodes: from, to"`
	Says   string    `json:"says,omitempty" doc:"how bad it is"`
	Until  time.Time `json:"until,omitzero" doc:"without one it lasts until it is lifted"`
}

// ClusterEntry is a line of the timeline: something that was done to the cluster, or seen in it.
type ClusterEntry struct {
	At   time.Time `json:"at"`
	Seen bool      `json:"seen,omitempty" doc:"seen; else done"`
	Who  string    `json:"who" doc:"who did it or saw it: plan, operator, supervisor, autoscaler, or a node"`
	Node string    `json:"node,omitempty" doc:"whom it is about"`
	Kind string    `json:"kind" doc:"a word to find it by"`
	What string    `json:"what"`
	Took int64     `json:"took_ms,omitempty" doc:"until it was seen, or how long what was done lasts"`
}

// ClusterAction is the body of POST /v1/cluster/actions: what to do, in the words of muster cluster fault, heal and
// scale.
type ClusterAction struct {
	Words []string `json:"words" minItems:"1" maxItems:"16" doc:"such as kill, shard-1"`
}
