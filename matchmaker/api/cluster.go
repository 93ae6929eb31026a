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
	Plan     *ClusterPlan   `json:"plan,omitempty" doc:"that it follows, or did last"`
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

// ClusterPlan is how far a plan has come that a cluster follows.
type ClusterPlan struct {
	Name     string           `json:"name" doc:"of its file"`
	Own      bool             `json:"own,omitempty" doc:"the cluster was started with it, and ends with it"`
	Stage    string           `json:"stage" doc:"gathering its players, running, leaving, verifying what they were answered, over"`
	At       int64            `json:"at_ms" doc:"by its own time, which counts from when all had come"`
	For      int64            `json:"for_ms,omitempty" doc:"how long it runs; without it until it is ended"`
	Began    time.Time        `json:"began,omitzero"`
	Steps    []ClusterStep    `json:"steps"`
	Promises []ClusterPromise `json:"promises"`
	Verdict  string           `json:"verdict" doc:"kept, broken or not measured: so far, or in the end"`
	Final    bool             `json:"final,omitempty" doc:"it is over, and all was measured"`
	Why      string           `json:"why,omitempty" doc:"what ended it before its time"`
	Troubles []string         `json:"troubles,omitempty" doc:"of what was to be measured"`
}

// ClusterStep is something that a plan does.
type ClusterStep struct {
	At    int64  `json:"at_ms"`
	Lasts int64  `json:"lasts_ms,omitempty"`
	Kind  string `json:"kind"`
	Words string `json:"words"`
	Done  bool   `json:"done,omitempty"`
}

// ClusterPromise is a bound that must hold while a plan runs, beside what was measured.
type ClusterPromise struct {
	Name     string `json:"name"`
	Asked    string `json:"asked"`
	Measured string `json:"measured" doc:"so far; much is measured at the end alone"`
	Outcome  string `json:"outcome" doc:"kept, broken or not measured"`
}

// ClusterPlanRequest is the body of POST /v1/cluster/plan: a lesson by its name, or a plan as it is written.
type ClusterPlanRequest struct {
	Lesson string `json:"lesson,omitempty" maxLength:"64" doc:"such as shard-dies"`
	Name   string `json:"name,omitempty" maxLength:"128" doc:"what a plan that is no lesson is called"`
	Plan   string `json:"plan,omitempty" maxLength:"32768" doc:"YAML"`
}
