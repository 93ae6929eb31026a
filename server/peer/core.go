package peer

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/shard/heartbeat"
	"muster/shard/registry"
)

// core decides who stands by for our matches, for whose matches we stand by, and when to bid for one of them. It is
// driven by its caller, who gives the time: it has no goroutine, lock or clock.
type core struct {
	self     registry.Shard // of our own entry, what does not change
	draining bool
	watch    heartbeat.Watch
	peers    map[string]*peer  // by id
	own      map[string]*owned // matches that run here
	kept     map[string]*kept  // matches that we stand by for

	came map[string]Came // by match: how those came here that another had before; see View

	lookedAt    time.Time        // when the registry last told who is there
	chosenFrom  []registry.Shard // who there was to choose from when standbys were last chosen
	falseAlarms int
}

// peer is another shard of the journal: as the registry has it, and as its beats tell.
type peer struct {
	at      registry.Shard
	listed  time.Time // when the registry last had it
	began   int64     // of the process that was heard last; 0 while none was
	before  []int64   // processes that it replaced, and whose matches we still stand by for
	closed  bool      // its beats have ended, and could not be had again
	alarmed time.Time // when that was found silent, and bid for; zero if it was not
	unfit   time.Time // it takes no declarations until then
	fails   int       // declarations in a row that it did not answer
	told    bool      // what it stands by for may be something
	due     bool      // it is to be declared something now
	last    time.Time // it was declared something
	refused map[string]time.Time
	heard   time.Time     // its last beat
	late    float64       // the share of its last beats that came late
	call    time.Duration // how long the last call of it took; 0 while there was none
}

// owned is a match that runs here.
type owned struct {
	epoch    uint32
	standby  string // a peer's id; empty for nobody
	forced   bool   // it is to be handed over to that one
	accepted bool   // it has said that it stands by
	standing api.StandingMatch
	lag      uint32 // ticks that it was behind when it last answered
	shown    string // the standby that players were told of
}

// kept is a match that we stand by for.
type kept struct {
	owner    string
	began    int64 // of the owner's process
	epoch    uint32
	since    time.Time // it was first declared by that owner
	declared time.Time
	number   uint64 // of the last record that we have folded, as of when its owner grew silent; 0 while it is heard
	bidding  bool
	cause    string        // why we bid
	silent   time.Duration // for how long its owner was, then
	foreign  bool          // by the journal, as far as we have it, it is another's: it is not bid for
}

func newCore(self registry.Shard) *core {
	return &core{
		self: self, peers: map[string]*peer{}, own: map[string]*owned{}, kept: map[string]*kept{},
		came: map[string]Came{},
	}
}

// process names what beats come from: a shard that was started again is another one.
func process(id string, began int64) string { return id + " " + strconv.FormatInt(began, 10) }

// list takes in who the registry says is there. Who is not any more is forgotten when it is silent, too.
func (c *core) list(all []registry.Shard, now time.Time) {
	c.lookedAt = now
	for _, s := range all {
		if s.ID == c.self.ID || !s.Shared || !s.HandsOver || s.Rules != c.self.Rules || s.Control == "" {
			continue
		}
		p := c.peers[s.ID]
		if p == nil {
			p = &peer{refused: map[string]time.Time{}}
			c.peers[s.ID] = p
		}
		p.at, p.listed = s, now
	}
	for id, p := range c.peers {
		if now.Sub(p.listed) > forgottenAfter && !c.alive(p) && !c.keepsOf(id) {
			c.watch.Forget(process(id, p.began))
			delete(c.peers, id)
		}
		c.forgetReplaced(id, p)
	}
}

// forgetReplaced forgets the processes that a peer replaced and of which nothing is kept.
func (c *core) forgetReplaced(id string, p *peer) {
	p.before = slices.DeleteFunc(p.before, func(began int64) bool {
		for _, k := range c.kept {
			if k.owner == id && k.began == began {
				return false
			}
		}
		if began != p.began {
			c.watch.Forget(process(id, began))
		}
		return true
	})
}

// keepsOf reports whether we stand by for anything of a peer's.
func (c *core) keepsOf(owner string) bool {
	for _, k := range c.kept {
		if k.owner == owner {
			return true
		}
	}
	return false
}

// beat takes in a beat. It tells which bids are to be given up: the owner lives.
func (c *core) beat(id string, began int64, now time.Time) (calmed []string) {
	p := c.peers[id]
	if p == nil {
		return nil
	}
	if p.began != began {
		if p.began != 0 {
			c.watch.Closed(process(id, p.began)) // what declared matches to us is gone
			p.before = append(p.before, p.began)
		}
		p.began, p.alarmed, p.due = began, time.Time{}, true
	}
	p.closed = false
	p.beat(now)
	if !p.alarmed.IsZero() {
		if now.Sub(p.alarmed) < falseWithin {
			c.falseAlarms++
			for match, k := range c.kept {
				if k.owner == id && k.bidding {
					calmed = append(calmed, match)
				}
			}
		}
		p.alarmed = time.Time{}
	}
	c.watch.Beat(process(id, began))
	return calmed
}

// ended takes in that a peer's process has: its beats did, and cannot be had again.
func (c *core) ended(id string) {
	if p := c.peers[id]; p != nil && p.began != 0 {
		p.closed = true
		c.watch.Closed(process(id, p.began))
	}
}

// deaf takes in that a peer lives and does not let us hear whether it does.
func (c *core) deaf(id string) {
	if p := c.peers[id]; p != nil && p.began != 0 {
		c.watch.Forget(process(id, p.began))
		p.began = 0
	}
}

// alive reports whether a peer may be stood by: one that stays silent for a moment need not be replaced.
func (c *core) alive(p *peer) bool {
	return p.began != 0 && !p.closed && c.watch.Silence(process(p.at.ID, p.began)) < replacedAfter
}

// bid is a match whose owner is silent, and why it counts as such.
type bid struct{ match, cause string }

// tick lets time pass, and tells which matches to bid for now.
func (c *core) tick(now time.Time) (bids []bid) {
	c.watch.Tick(now)
	for match, k := range c.kept {
		if k.bidding || k.foreign || !c.watch.Overdue(match, process(k.owner, k.began)) {
			continue
		}
		k.bidding, k.cause, k.silent = true, causeClosed, c.watch.Silence(process(k.owner, k.began))
		if p := c.peers[k.owner]; p != nil && p.began == k.began {
			if !p.closed {
				k.cause = causeSilence
			}
			if p.alarmed.IsZero() {
				p.alarmed = now
			}
		}
		bids = append(bids, bid{match, k.cause})
	}
	slices.SortFunc(bids, func(a, b bid) int { return strings.Compare(a.match, b.match) })
	return bids
}

// Why a match was taken over.
const (
	causeSilence = "silence" // its owner was not heard for its patience
	causeClosed  = "closed"  // the connection to its owner ended, and there was no other

	causeHandOver = "handover" // it was not: its owner let it go to us
)

// uneasy reports whether the owner of a match that we stand by for was not heard for two beats. While one is heard,
// nobody looks how far its journals are: what they grew by meanwhile is no sign of life later.
func (c *core) uneasy() (uneasy bool) {
	for _, k := range c.kept {
		if c.watch.Silence(process(k.owner, k.began)) > 2*heartbeat.Every {
			uneasy = true
		} else {
			k.number = 0
		}
	}
	return uneasy
}

// grew takes in how far the journals are that we fold: one that grew shows that its owner lives.
func (c *core) grew(match string, number uint64) {
	if k := c.kept[match]; k != nil {
		if number > k.number && k.number > 0 {
			c.watch.Sign(process(k.owner, k.began))
		}
		k.number = number
	}
}

// won takes in that a match is ours now, and tells why we bid for it. One that was handed over was not bid for.
func (c *core) won(match string, handed bool, now time.Time) (cause string) {
	cause = causeSilence
	came := Came{At: now}
	if k := c.kept[match]; k != nil {
		if k.cause != "" {
			cause = k.cause
		}
		came.From, came.Silent = k.owner, k.silent
	}
	if came.Cause = cause; handed {
		came.Cause, came.Silent = causeHandOver, 0
	}
	c.came[match] = came
	delete(c.kept, match)
	return cause
}

// lost takes in that a bid came to nothing. Where the match is another's, or over, we stand by no more.
func (c *core) lost(match string, forGood bool) {
	k := c.kept[match]
	switch {
	case k == nil:
	case forGood:
		delete(c.kept, match)
	default:
		k.bidding = false
		c.watch.Failed(match)
	}
}
