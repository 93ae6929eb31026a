// Package report keeps what became of a cluster's run, and prints it: as text, as JSON, and as one page of HTML with
// graphs that needs nothing beside it.
//
// A run is kept as a file of JSON lines, written as it goes on:
//
//	{"muster":"cluster run","version":1,"file":"flood.yaml","plan":"...","began":"...","release":"...","machine":""}
//	{"entry":{"at":10.002,"wall":"...","by":"plan","node":"shard-1","kind":"kill","what":"kill shard-1"}}
//	{"entry":{"at":10.214,"wall":"...","seen":true,"by":"supervisor","node":"shard-1","kind":"died","what":"..."}}
//	{"series":{"node":"shard-1","name":"tick_p99_seconds","from":0,"step":1,"points":[0.002,null,0.003]}}
//	{"end":{"ran":90,"outcome":"kept","promises":[...],"lines":5}}
//
// Times are seconds since the cluster was up and playing. The last line says how many there are with it: without it the
// run goes on, or its end is lost, and the file is refused. Keys and kinds of lines that a reader does not know it
// leaves out; what would change the meaning of the others gets a new version.
package report

import (
	"time"

	"muster/server/cluster/plan"
)

// Run is a run of a cluster, from its beginning to its end.
type Run struct {
	Head
	Ran      time.Duration // from when the cluster was up and playing
	Verdict  plan.Verdict
	Timeline []plan.Entry
	Series   []Series
}

// Head is what is known when a run begins.
type Head struct {
	File    string // the plan's; empty for a cluster without one
	Plan    string // its source
	Began   time.Time
	Release string
	Machine string // cores, memory, and how limits are kept
}

// Series is what one metric of one node was. A name ends in the unit: _seconds, _bytes, _cores; without one it is a
// count.
type Series struct {
	Node, Name string
	From, Step time.Duration // the time of the first point, and between two; From may be negative
	Points     []float64     // NaN where there was none
}
