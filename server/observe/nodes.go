package observe

import (
	"slices"
	"time"

	"muster/server/peer"
	"muster/shard/heartbeat"
	"muster/shard/registry"
)

// known is a node with what is remembered of it.
type known struct {
	Node
	listed   bool      // by the registry, at its last answer
	answered bool      // it did, once
	settled  time.Time // since when this process of it has answered
	misses   int       // questions in a row that it did not answer
	another  bool      // its process began while it was away
	nowhere  bool      // that its matches run nowhere was told
}

// seeRegistry takes in whether the registry answers.
func (o *Observer) seeRegistry(s *Snapshot) {
	o.unlisted++
	if s.Away == "" {
		o.unlisted = 0
	}
	away := o.unlisted >= awayAfter // one late answer is none
	if away != o.broken["registry"] {
		what := RegistryBack
		if away {
			what = RegistryAway
		}
		o.note(Event{What: what, Why: s.Away})
	}
	o.broken["registry"] = away
}

// seeNodes takes in who is there and who answers.
func (o *Observer) seeNodes(s *Snapshot) {
	if s.Away == "" {
		for _, k := range o.nodes {
			k.listed = false
		}
		for i := range s.Shards {
			o.listShard(&s.Shards[i])
		}
		for i := range s.Matchmakers {
			o.listMatchmaker(&s.Matchmakers[i])
		}
		o.seeLeader(s.Matchmakers)
	}
	for _, k := range o.sorted() {
		a, asked := s.Answers[k.ID]
		if asked && a.ok() {
			o.answered(k, &a)
		}
	}
	if o.seeOurselves(s); o.blind > 0 {
		return
	}
	for _, k := range o.sorted() { // what others hear counts for who does not answer
		if a, asked := s.Answers[k.ID]; !asked || !a.ok() {
			o.missed(k, &a, asked, s)
		}
	}
}

func (o *Observer) sorted() (all []*known) {
	for _, k := range o.nodes {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b *known) int { return compareIDs(a.ID, b.ID) })
	return all
}

// seeOurselves finds out whether it is us when nodes do not answer: many that lived a moment ago, and more than those
// that do.
func (o *Observer) seeOurselves(s *Snapshot) {
	silent, answer := 0, 0
	for id, a := range s.Answers {
		k := o.nodes[id]
		switch {
		case k == nil:
		case a.ok():
			answer++
		case k.answered && k.Health == Up && !a.Refused && !a.Elsewhere:
			silent++
		}
	}
	was := o.blind
	if o.blind = silent; silent < blindOf || silent <= answer {
		o.blind = 0
	}
	switch {
	case o.blind > 0 && was == 0:
		o.note(Event{What: Blind, N: o.blind})
	case o.blind == 0 && was > 0:
		o.note(Event{What: Sees})
	}
}

// meet finds a node, or gets to know it.
func (o *Observer) meet(id string, kind Kind) *known {
	k := o.nodes[id]
	if k == nil {
		k = &known{Node: Node{ID: id, Kind: kind, Health: Unknown, Since: o.now.UnixMilli()}}
		o.nodes[id] = k
		o.note(Event{What: Joined, Node: id})
	}
	k.listed = true
	return k
}

func (o *Observer) listShard(s *registry.Shard) {
	k := o.meet(s.ID, Shards)
	k.Region, k.Version, k.Capacity, k.Stands = s.Region, s.Version, s.Capacity, s.HandsOver
	k.Load, k.Players, k.Busy, k.TickP99 = s.Load, s.Players, s.Busy, s.TickP99
	o.flag(k, &k.Draining, s.Draining, Drains, DrainsNot)
	o.flag(k, &k.Unsteady, s.Unsteady, Flaps, "")
	o.flag(k, &k.Full, s.StoreFull, StoreFull, StoreRoom)
	o.began(k, s.Began)
}

func (o *Observer) listMatchmaker(m *registry.Matchmaker) { o.meet(m.ID, Matchmakers).Leads = m.Leads }

// flag notes that something of a node has become so, or is so no more.
func (o *Observer) flag(k *known, was *bool, is bool, what, over string) {
	if *was == is {
		return
	}
	*was = is
	if !is {
		what = over
	}
	if what != "" {
		o.note(Event{What: what, Node: k.ID})
	}
}

// began takes in when the node's process began: another one has been started again.
func (o *Observer) began(k *known, at int64) {
	if at <= k.Began { // an answer may be older than what another told
		return
	}
	if k.Began != 0 {
		k.misses, k.settled = 0, o.now
		if k.another = !k.Health.Lives(); !k.another {
			o.note(Event{What: Restarted, Node: k.ID})
		}
	}
	k.Began = at
}

// seeLeader notes that another matchmaker leads. One that is alone does, and need not say so.
func (o *Observer) seeLeader(all []registry.Matchmaker) {
	now := ""
	for i := range all {
		if all[i].Leads || len(all) == 1 {
			now = all[i].ID
			o.nodes[now].Leads = true
		}
	}
	switch {
	case now == o.leader:
	case now == "":
		o.note(Event{What: NobodyLeads})
	default:
		o.note(Event{What: Leads, Node: now})
	}
	o.leader = now
}

// answered takes in that a node lives.
func (o *Observer) answered(k *known, a *Answer) {
	k.misses, k.answered, k.Answers = 0, true, a.Took
	k.Missed -= k.Missed / missedOver
	if a.Queue != nil {
		k.Waiting, k.Players = a.Queue.Waiting, a.Queue.Seated
		o.began(k, a.Queue.Began)
		o.seeDatabase(a.Queue.Error, k.ID)
	}
	if a.Zones != nil {
		o.began(k, a.Zones.Began)
		k.Load = len(a.Zones.Zones)
	}
	k.nowhere = false
	o.become(k, Up, "", 0)
}

func (o *Observer) seeDatabase(why, node string) {
	if (why != "") != o.broken["database "+node] {
		o.broken["database "+node] = why != ""
		if why != "" {
			o.note(Event{What: DatabaseAway, Node: node, Why: why})
		} else {
			o.note(Event{What: DatabaseBack, Node: node})
		}
	}
}

// missed takes in that a node did not answer, and finds out what that means.
func (o *Observer) missed(k *known, a *Answer, asked bool, s *Snapshot) {
	if asked {
		k.misses++
		k.Missed += (1 - k.Missed) / missedOver
	}
	hearers, silent := heardBy(k.ID, s)
	leaves := k.Draining || s.Away == "" && !k.listed
	switch {
	case !asked && k.listed || a.Elsewhere || !k.answered:
		if k.Health == Up {
			o.become(k, Unknown, a.Err, 0)
		}
		if !k.listed && s.Away == "" {
			o.become(k, Left, "", 0)
		}
	case k.Health == Left || k.Health == Ended && (a.Refused || !asked):
	case a.Refused && leaves || !asked && leaves && k.Health == Up:
		o.become(k, Left, "", 0)
	case a.Refused:
		o.become(k, Ended, a.Err, 0)
	case len(hearers) > 0:
		if k.misses >= cutAfter {
			o.become(k, CutOff, a.Err, len(hearers))
		}
	case silent > 0 || k.misses >= cutAfter:
		o.silent(k, silent, a.Err)
	}
}

// silent notes that nobody hears a node.
func (o *Observer) silent(k *known, since int64, why string) {
	if k.Health == Silent {
		return
	}
	if since == 0 {
		since = int64(k.misses) * lookEvery.Milliseconds()
	}
	k.Health, k.Since, k.Why = Silent, o.now.UnixMilli(), clip(why)
	o.note(Event{What: FellSilent, Node: k.ID, For: since, Why: why})
}

// become notes another health.
func (o *Observer) become(k *known, h Health, why string, hearers int) {
	if k.Health == h {
		return
	}
	was := k.Health
	lasted := o.now.UnixMilli() - k.Since
	k.Health, k.Since, k.Why = h, o.now.UnixMilli(), clip(why)
	switch h {
	case Up:
		k.settled = o.now
		switch {
		case k.another:
			o.note(Event{What: Restarted, Node: k.ID, For: lasted})
		case was != Unknown:
			o.note(Event{What: Back, Node: k.ID, For: lasted})
		}
		k.another = false
	case Ended:
		o.note(Event{What: Died, Node: k.ID})
	case Left:
		o.note(Event{What: WentAway, Node: k.ID})
	case CutOff:
		o.note(Event{What: LostSight, Node: k.ID, N: hearers, Why: why})
	}
}

// heardBy is which shards hear a node, and if none does for how many milliseconds the last one has not; 0 where none
// ever did.
func heardBy(id string, s *Snapshot) (by []string, silent int64) {
	for other, a := range s.Answers {
		if a.Zones == nil || other == id {
			continue
		}
		i := slices.IndexFunc(a.Zones.Peers, func(h peer.Heard) bool { return h.ID == id })
		if i < 0 || a.Zones.Peers[i].Never {
			continue
		}
		h := a.Zones.Peers[i]
		if !h.Closed && h.Silent < heartbeat.LeastPatience.Milliseconds() {
			by = append(by, other)
		} else if silent == 0 || h.Silent < silent {
			silent = max(h.Silent, 1)
		}
	}
	return by, silent
}

// others are what processes depend on, as far as they tell of it.
func (o *Observer) others() (all []Node) {
	of := func(id string, k Kind, why string, broken bool) {
		h := Up
		if broken {
			h = Silent
		}
		all = append(all, Node{ID: id, Kind: k, Health: h, Why: why})
	}
	if o.last == nil && !o.broken["registry"] {
		return nil
	}
	of("registry", Registry, "", o.broken["registry"])
	shared, paused, database := false, false, false
	for _, k := range o.nodes {
		shared = shared || k.Kind == Shards && k.Stands
		database = database || o.broken["database "+k.ID]
		paused = paused || o.broken["journal "+k.ID]
	}
	if shared {
		of("journal", Journal, "", paused)
	}
	if len(o.nodes) > 0 {
		of("database", Database, "", database)
	}
	return all
}
