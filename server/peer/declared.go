package peer

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"muster/matchmaker/api"
)

// declared takes in what a peer declares to us. It tells for which matches we begin to stand by, for which we do so no
// more, and what is refused and why.
func (c *core) declared(d api.Declaration, now time.Time) (add, drop []string, refused map[string]string) {
	refused = map[string]string{}
	named := map[string]bool{}
	for _, m := range d.Matches {
		named[m.Match] = true
		if why := c.refusal(d.Owner, m); why != "" {
			refused[m.Match] = why
			continue
		}
		k := c.kept[m.Match]
		if k == nil {
			k = &kept{}
			c.kept[m.Match] = k
			add = append(add, m.Match)
		}
		if k.bidding {
			continue // the owner lives after all: whose match it is, the journal says
		}
		if k.owner != d.Owner || k.epoch != m.Epoch {
			k.since = now
		}
		k.owner, k.began, k.epoch, k.declared = d.Owner, d.Began, m.Epoch, now
	}
	for match, k := range c.kept {
		if k.owner == d.Owner && !k.bidding && (!named[match] || refused[match] != "") {
			delete(c.kept, match)
			drop = append(drop, match)
		}
	}
	slices.Sort(drop)
	return add, drop, refused
}

// refusal returns why we do not stand by for a match; empty if we do.
func (c *core) refusal(owner string, m api.DeclaredMatch) string {
	k, p, ours := c.kept[m.Match], c.peers[owner], c.own[m.Match]
	switch {
	case m.Match == "" || len(m.Match) > maxID:
		return "that is no match's id"
	case c.draining:
		return "this shard drains"
	case p == nil:
		return "the registry has no peer of that name, with the same rules and journal"
	case ours != nil && !(ours.forced && ours.epoch < m.Epoch): // or it was handed over, and we are about to learn it
		return "the match runs here"
	case k != nil && k.owner != owner && k.epoch >= m.Epoch:
		return fmt.Sprintf("shard %s owns it, in epoch %d", k.owner, k.epoch)
	}
	return ""
}

// ownedBy takes in whose a match is by its journal, as far as that has come here. While that is not who declared it,
// it is not bid for. It reports whether the declaration is wrong: what was declared may be about to come.
func (c *core) ownedBy(match, owner string, epoch uint32, now time.Time) (wrong bool) {
	k := c.kept[match]
	if k == nil {
		return false
	}
	k.foreign = owner != "" && owner != k.owner
	return k.foreign && (epoch >= k.epoch || now.Sub(k.since) > journalComes)
}

// giveUp returns which matches their owners do not declare any more, and stands by for those no more. A silent owner's
// are not given up: they are bid for.
func (c *core) giveUp(now time.Time) (drop []string) {
	for match, k := range c.kept {
		if now.Sub(k.declared) > givenUpAfter && !k.bidding &&
			c.watch.Silence(process(k.owner, k.began)) < replacedAfter {
			drop = append(drop, match)
		}
	}
	for _, match := range drop {
		delete(c.kept, match)
	}
	slices.Sort(drop)
	return drop
}

// dropAll has us stand by for nothing.
func (c *core) dropAll() (drop []string) {
	drop = slices.Sorted(maps.Keys(c.kept))
	clear(c.kept)
	return drop
}
