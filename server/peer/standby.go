package peer

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/shard/heartbeat"
	"muster/shard/registry"
)

// run takes in which matches run here, in which epoch, and chooses who stands by for each. One that is being handed
// over is declared until somebody else owns it: who is to go on with it must not give it up before it has read so.
func (c *core) run(matches map[string]uint32, now time.Time) {
	for match, o := range c.own {
		if _, runs := matches[match]; !runs && !o.forced {
			c.standBy(o, "")
			delete(c.own, match)
		}
	}
	c.forgetCame(matches, now)
	among := c.candidates(now)
	same := slices.EqualFunc(among, c.chosenFrom, func(a, b registry.Shard) bool {
		return a.ID == b.ID && a.Capacity == b.Capacity && a.Region == b.Region
	})
	c.chosenFrom = among
	for match, epoch := range matches {
		o := c.own[match]
		if o == nil {
			o = &owned{}
			c.own[match] = o
		}
		if o.epoch != epoch {
			o.epoch = epoch
			c.dueAt(o.standby)
		}
		if o.forced || same && o.standby != "" {
			continue
		}
		c.standBy(o, c.pick(match, among, now))
	}
}

// candidates are the peers that may stand by.
func (c *core) candidates(now time.Time) (all []registry.Shard) {
	for _, id := range slices.Sorted(maps.Keys(c.peers)) {
		p := c.peers[id]
		listed := c.lookedAt.Sub(p.listed) < registry.SilentAfter // or it is in trouble, and says so
		if listed && c.alive(p) && p.at.TakesOver() && !now.Before(p.unfit) {
			all = append(all, p.at)
		}
	}
	return all
}

// pick chooses among those who have not refused the match lately.
func (c *core) pick(match string, among []registry.Shard, now time.Time) string {
	var willing []heartbeat.Candidate
	for i := range among {
		if s := &among[i]; !now.Before(c.peers[s.ID].refused[match]) {
			willing = append(willing, heartbeat.Candidate{ID: s.ID, Capacity: s.Capacity, Region: s.Region})
		}
	}
	id, _ := heartbeat.Choose(match, c.self.Region, willing)
	return id
}

// standBy has another peer stand by for a match.
func (c *core) standBy(o *owned, id string) {
	if o.standby == id {
		return
	}
	c.dueAt(o.standby)
	c.dueAt(id)
	o.standby, o.accepted, o.standing = id, false, api.StandingMatch{}
}

// dueAt has a peer be declared to at once.
func (c *core) dueAt(id string) {
	if p := c.peers[id]; p != nil {
		p.due = true
	}
}

// dueNow are the peers that are to be declared to now.
func (c *core) dueNow(now time.Time) (ids []string) {
	wait := map[string]time.Duration{}
	for _, o := range c.own {
		if o.standby != "" && !o.standing.Ready {
			wait[o.standby] = declareSoon
		}
	}
	for id, p := range c.peers {
		if p.began != 0 && (p.due || p.told && now.Sub(p.last) >= cmp.Or(wait[id], declareEvery)) && c.alive(p) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// declaration is what a peer is to stand by for.
func (c *core) declaration(id string, now time.Time) api.Declaration {
	d := api.Declaration{Owner: c.self.ID, Began: c.self.Began, Matches: []api.DeclaredMatch{}}
	for _, match := range slices.Sorted(maps.Keys(c.own)) {
		if o := c.own[match]; o.standby == id {
			d.Matches = append(d.Matches, api.DeclaredMatch{Match: match, Epoch: o.epoch})
		}
	}
	if p := c.peers[id]; p != nil {
		p.due, p.last = false, now
		p.told = len(d.Matches) > 0 // an answer that does not come is asked for again
	}
	return d
}

// answered takes in how far a standby is, and at tells how far its match is here. It tells what was refused, and why.
func (c *core) answered(
	id string, s api.Standings, at func(match string) uint32, now time.Time,
) (refused map[string]string) {
	p := c.peers[id]
	if p == nil {
		return nil
	}
	p.fails, refused = 0, map[string]string{}
	for _, m := range s.Matches {
		o := c.own[m.Match]
		if o == nil || o.standby != id {
			continue
		}
		o.standing, o.accepted, o.lag = m, m.Refused == "", 0
		if tick := at(m.Match); m.Ready && tick > m.Tick {
			o.lag = tick - m.Tick
		}
		if m.Refused == "" {
			continue
		}
		refused[m.Match], p.refused[m.Match] = m.Refused, now.Add(refusedFor)
		if !o.forced {
			c.standBy(o, c.pick(m.Match, c.chosenFrom, now))
		}
	}
	for match, until := range p.refused {
		if now.After(until) {
			delete(p.refused, match)
		}
	}
	return refused
}

// unanswered takes in that a declaration did not get through. A peer that goes on like that, or says that it takes
// none, is passed over for a while.
func (c *core) unanswered(id string, said bool, now time.Time) {
	p := c.peers[id]
	if p == nil {
		return
	}
	p.told = true // what it got of it is not known
	if p.fails++; said || p.fails >= failsUnfit {
		p.unfit, p.fails = now.Add(refusedFor), 0
	}
}

// shown is news for players of a match: where its standby is.
type shown struct {
	match string
	at    *registry.Shard // nil for nobody
}

// show returns what players have not been told yet.
func (c *core) show() (news []shown) {
	for match, o := range c.own {
		now := ""
		if o.accepted {
			now = o.standby
		}
		if now == o.shown {
			continue
		}
		o.shown = now
		n := shown{match: match}
		if p := c.peers[now]; p != nil {
			at := p.at
			n.at = &at
		}
		news = append(news, n)
	}
	return news
}
