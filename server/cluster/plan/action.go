package plan

import "time"

// ActionKind is what is done to a cluster.
type ActionKind string

// What can be done.
const (
	Kill        ActionKind = "kill"         // the process ends at once, and is started again
	Stop        ActionKind = "stop"         // it stands still
	Continue    ActionKind = "continue"     // it goes on
	Restart     ActionKind = "restart"      // it is told to end, and started again
	Upgrade     ActionKind = "upgrade"      // the same, one node after another, each awaited
	Gone        ActionKind = "gone"         // it is killed and never comes back
	Slow        ActionKind = "slow"         // little of the processor is left to it
	FullDisk    ActionKind = "full-disk"    // its writes fail for want of space
	FailingSync ActionKind = "failing-sync" // its syncs fail
	SlowSync    ActionKind = "slow-sync"    // its syncs take long
	Skew        ActionKind = "skew"         // it is started again with a clock that is wrong
	Cut         ActionKind = "cut"          // nothing passes between nodes
	Net         ActionKind = "net"          // what passes between nodes suffers
	Heal        ActionKind = "heal"         // faults that last are ended
	ScaleTo     ActionKind = "scale"        // so many shards
	MoreBots    ActionKind = "bots"         // so many more players come
)

// actionKinds lists all that can be done.
var actionKinds = []ActionKind{
	Kill, Stop, Continue, Restart, Upgrade, Gone, Slow, FullDisk, FailingSync, SlowSync, Skew, Cut, Net,
	Heal, ScaleTo, MoreBots,
}

// between reports whether it is done to what goes between two sides.
func (k ActionKind) between() bool { return k == Cut || k == Net }

// Lasts reports whether it goes on until it is ended, so that it may have a time.
func (k ActionKind) Lasts() bool {
	switch k {
	case Kill, Stop, Slow, FullDisk, FailingSync, SlowSync, Skew, Cut, Net:
		return true
	}
	return false
}

// TakesTime reports whether it has only begun when it was taken up: nodes are still to end, or to get ready.
func (k ActionKind) TakesTime() bool {
	switch k {
	case Restart, Upgrade, Skew, ScaleTo, MoreBots:
		return true
	}
	return false
}

// Action is one thing that is done.
type Action struct {
	Kind    ActionKind
	Nodes   []Selector    // to whom; Cut and Net: from, to; Heal: one selector, All for everything
	OneWay  bool          // Cut and Net: only what goes from the first to the second
	Trouble Trouble       // Cut and Net
	CPU     float64       // Slow: cores that are left to each
	Delay   time.Duration // SlowSync: how long each takes more
	Offset  time.Duration // Skew: how far ahead the clock is
	Shards  int           // ScaleTo
	Bots    int           // MoreBots
	Fault   int           // Heal: the one with this number alone; 0 for all
}

// Event is an action at a moment of a run. Times are since the cluster is up and playing.
type Event struct {
	At    time.Duration
	Until time.Duration // when it is undone; 0: never, or by Heal. Kill: when the node is started again; 0: at once.
	Action
}

// Fault is one as it is written in a plan.
type Fault struct {
	At     time.Duration
	For    time.Duration // how long it lasts; 0: to the end
	Action Action        // the zero value if Random is set
	Random *Random
}

// Random is faults by chance: one in each Every of its time, at a moment and to a node that the seed decides.
type Random struct {
	Kinds   []ActionKind // one of them each time
	Of      Selector     // to one of these each time
	Every   time.Duration
	Lasting time.Duration // of what lasts: how long each does
	Seed    uint64
	Like    Action // the values of Slow, SlowSync, Skew and Net
}
