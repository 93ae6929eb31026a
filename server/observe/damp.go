package observe

import (
	"maps"
	"slices"
	"time"
)

// subject is something that may come and go: on a machine that is far too busy links, journals and answers do so many
// times a minute, and what matters would be lost among it.
type subject struct{ what, node, other string }

// frequency is how often it was told of since it was quiet.
type frequency struct {
	times int
	last  time.Time
}

// comesAndGoes says to which of a few subjects an event belongs. What is not here is told each time.
var comesAndGoes = map[string]string{
	Parted: "link", Deaf: "link", Heals: "link", PartedMany: "links", HealsMany: "links", Isolated: "alone",
	HealsAll: "alone", Pauses: "journal", GoesOn: "journal", StandbyLost: "standby", StandbyBack: "standby",
	FellSilent: "answer", LostSight: "answer", Back: "answer", RegistryAway: "registry", RegistryBack: "registry",
	Blind: "blind", Sees: "blind", DatabaseAway: "database", DatabaseBack: "database",
}

// Subjects are all of those.
func Subjects() []string {
	return slices.Compact(slices.Sorted(maps.Values(comesAndGoes)))
}

// damp lets an event through unless its subject came and went often lately. Then that is said once, and nothing more
// until it has been quiet. The State shows all of it in any case.
func (o *Observer) damp(e Event) Event {
	of := subject{comesAndGoes[e.What], e.Node, e.Other}
	if of.what == "" {
		return e
	}
	if of.what == "link" && e.Node > e.Other {
		of.node, of.other = e.Other, e.Node
	}
	f := o.often[of]
	if o.now.Sub(f.last) >= quietFor {
		f.times = 0
	}
	f.times, f.last = f.times+1, o.now
	o.often[of] = f
	switch {
	case f.times <= toldOften:
		return e
	case f.times == toldOften+1:
		return Event{What: Again, Node: of.node, Other: of.other, Why: of.what, At: e.At}
	}
	return Event{}
}

// calm forgets what has been quiet.
func (o *Observer) calm() {
	maps.DeleteFunc(o.often, func(_ subject, f frequency) bool { return o.now.Sub(f.last) >= quietFor })
}
