package observe

import (
	"fmt"
	"strconv"
	"time"
)

// What happened.
const (
	Joined       = "joined"        // Node is new
	Restarted    = "restarted"     // Node's process is another one; it was away for For, if not 0
	Back         = "back"          // Node answers again, after For
	Died         = "died"          // nothing listens where Node did
	FellSilent   = "fell_silent"   // Node does not answer, and no shard has heard it for For
	LostSight    = "lost_sight"    // we cannot reach Node, which N shards hear
	WentAway     = "left"          // Node ended in good order
	Forgotten    = "forgotten"     // Node is not shown any more
	TookSilent   = "took_silent"   // Other was silent for For; Node took over N of its matches
	TookClosed   = "took_closed"   // Other's connections broke; Node took over N of its matches
	TookAsked    = "took_asked"    // the queue had Node go on with N matches of Other
	Moved        = "moved"         // N matches moved from Other to Node
	Nowhere      = "nowhere"       // N matches of Node run nowhere
	StandbyLost  = "standby_lost"  // nobody stands by for N matches of Node
	StandbyBack  = "standby_back"  // somebody stands by for all of them again
	Parted       = "parted"        // Node and Other do not hear each other, for For; both live
	Deaf         = "deaf"          // Node does not hear Other, which hears Node
	PartedMany   = "parted_many"   // N pairs of shards do not hear each other any more
	HealsMany    = "heals_many"    // N pairs do again
	Isolated     = "isolated"      // Node lives, and hears none of N other shards
	Heals        = "heals"         // Node and Other hear each other again
	HealsAll     = "heals_all"     // Node hears the others again
	Drains       = "drains"        // Node opens no more matches
	DrainsNot    = "drains_not"    // it does again
	Flaps        = "flaps"         // Node comes and goes
	StoreFull    = "store_full"    // Node's journal has no room for new matches
	StoreRoom    = "store_room"    // it has again
	Pauses       = "pauses"        // N matches of Node stand still: their journal takes no records
	GoesOn       = "goes_on"       // they go on
	Quarantined  = "quarantined"   // N matches stopped on Node, for Why
	Leads        = "leads"         // Node leads the matchmakers
	NobodyLeads  = "nobody_leads"  // no matchmaker does
	RegistryAway = "registry_away" // the registry does not answer, for Why
	RegistryBack = "registry_back"
	DatabaseAway = "database_away" // Node does not reach the database, for Why
	DatabaseBack = "database_back"
	Blind        = "blind"     // most nodes do not answer us, N of them: it is we who are cut off, or too slow
	Sees         = "sees"      // they do again
	Again        = "again"     // what Node, and Other, are told of goes on to come and go: Why says what
	Alert        = "alert"     // a rule fires: Why says which
	AlertOver    = "alert_off" // it does not any more
)

// Level is how bad something is.
type Level string

// Levels. Bad is what somebody has to do something about, or will notice.
const (
	Good Level = "good"
	Info Level = "info"
	Warn Level = "warn"
	Bad  Level = "bad"
)

var levels = map[string]Level{
	Joined: Info, Restarted: Warn, Back: Good, Died: Bad, FellSilent: Bad, LostSight: Bad, WentAway: Info,
	Forgotten: Info, TookSilent: Warn, TookClosed: Warn, TookAsked: Warn, Moved: Info, Nowhere: Bad, StandbyLost: Warn,
	StandbyBack: Good, Parted: Bad, Deaf: Bad, PartedMany: Bad, HealsMany: Good, Isolated: Bad, Heals: Good,
	HealsAll: Good, Drains: Info, DrainsNot: Info, Flaps: Warn, StoreFull: Bad, StoreRoom: Good, Pauses: Bad,
	GoesOn: Good, Quarantined: Bad, Leads: Info, NobodyLeads: Bad, RegistryAway: Bad, RegistryBack: Good,
	DatabaseAway: Bad, DatabaseBack: Good, Again: Warn, Blind: Bad, Sees: Good, Alert: Bad, AlertOver: Good,
}

// Happenings are all kinds of events there are.
func Happenings() (all []string) {
	for what := range levels {
		all = append(all, what)
	}
	return all
}

// Event is something that happened.
type Event struct {
	Number  int64    `json:"n"`    // they are counted; of two with one number the later says more of the same
	At      int64    `json:"at"`   // when it was seen, in milliseconds since 1970
	What    string   `json:"what"` // one of those above
	Node    string   `json:"node,omitempty"`
	Other   string   `json:"other,omitempty"`
	N       int      `json:"count,omitempty"`
	For     int64    `json:"for_ms,omitempty"`
	Why     string   `json:"why,omitempty"`
	Matches []string `json:"matches,omitempty"` // the first few
}

// Level is how bad it is.
func (e *Event) Level() Level { return levels[e.What] }

// Time is when it was seen.
func (e *Event) Time() time.Time { return time.UnixMilli(e.At) }

// Words says what happened, without addresses: files may hold events of before they were kept out. say finds a text by
// its key, and puts pairs of names and values into it.
func (e *Event) Words(say func(key string, pairs ...string) string) string {
	key := "console.event." + e.What
	switch {
	case e.What == Again:
		key += "_" + e.Why
	case e.What == Restarted && e.For == 0: // nobody saw it away
		key += "_unseen"
	}
	return Plain(say(key, "node", e.Node, "other", e.Other, "n", strconv.Itoa(e.N), "for", e.lasted(),
		"why", e.Why))
}

// lasted is For as people read it.
func (e *Event) lasted() string {
	d := time.Duration(e.For) * time.Millisecond
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

// same reports whether one says more of what the other does: a take-over of ten matches is seen in two looks.
func (e *Event) same(o *Event) bool {
	return e.What == o.What && e.Node == o.Node && e.Other == o.Other && len(o.Matches) > 0 &&
		o.At-e.At <= mergeWithin.Milliseconds()
}

// add takes in more of the same.
func (e *Event) add(o *Event) {
	e.N += o.N
	e.For = max(e.For, o.For)
	e.Matches = append(e.Matches[:len(e.Matches):len(e.Matches)], o.Matches...)
	e.Matches = e.Matches[:min(len(e.Matches), maxNamed)]
}
