package server

import (
	"math"
	"net/netip"
	"sync"

	"muster/clientip"
	"muster/server/table"
	"muster/server/wire"
)

// watching counts the sessions of spectators on this shard, or of those in frames of other pages. A newer session of an
// account at a match takes the place of the older one, and may come before that has gone.
type watching struct {
	bounds watchBounds

	mu      sync.Mutex
	all     int
	matches map[string]map[string]int // by account and match
	from    map[netip.Prefix]int
	crowds  map[addressGroup]map[string]int // by account
}

// watchBounds are how many there may be.
type watchBounds struct {
	who              string // they are
	all, from, group int    // of the shard, of one address, of one address at one match
}

var (
	spectatorBounds = watchBounds{"spectators", math.MaxInt, maxWatchers, maxAddressGroup}
	embeddedBounds  = watchBounds{"embedded watchers", maxEmbedded, maxEmbeddedFrom, maxEmbeddedGroup}
)

// watchers is where a pass to watch counts.
func (s *Server) watchers(p *table.Pass) *watching {
	if p.Embedded {
		return &s.embedded
	}
	return &s.watching
}

// addressGroup is the spectators of a match who come from one address.
type addressGroup struct {
	match string
	from  netip.Prefix
}

// enter lets one more spectator in, or says why not. leave must be called when it goes.
func (w *watching) enter(player, match, remote string) (leave func(), err error) {
	at := clientip.Network(clientip.Parse(remote))
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, here := w.matches[player][match]; player != "" && !here && len(w.matches[player]) >= maxWatched {
		return nil, table.Refuse(wire.TooManyRequests, "you watch %d matches here already: leave one first", maxWatched)
	}
	most := &w.bounds
	if w.all >= most.all {
		return nil, table.Refuse(wire.TooManyRequests, "%d %s are here already: try again later", w.all, most.who)
	}
	if w.from[at] >= most.from {
		return nil, table.Refuse(wire.TooManyRequests, "%d %s of your address are here already", most.from, most.who)
	}
	all := w.crowds[addressGroup{match, at}]
	if _, here := all[player]; !here && len(all) >= most.group || player == "" && all[""] >= most.group {
		return nil, table.Refuse(wire.TooManyRequests, "%d %s of your address watch match %s already",
			most.group, most.who, match)
	}
	if w.from == nil {
		w.matches, w.from = map[string]map[string]int{}, map[netip.Prefix]int{}
		w.crowds = map[addressGroup]map[string]int{}
	}
	count(w.matches, player, match, 1)
	count(w.crowds, addressGroup{match, at}, player, 1)
	w.from[at]++
	w.all++
	return func() { w.leave(player, match, at) }, nil
}

func (w *watching) leave(player, match string, at netip.Prefix) {
	w.mu.Lock()
	defer w.mu.Unlock()
	count(w.matches, player, match, -1)
	count(w.crowds, addressGroup{match, at}, player, -1)
	w.all--
	if w.from[at]--; w.from[at] == 0 {
		delete(w.from, at)
	}
}

// count adds n in a table of counts, which holds nothing of who is gone.
func count[K comparable](in map[K]map[string]int, k K, of string, n int) {
	if in[k] == nil {
		in[k] = map[string]int{}
	}
	if in[k][of] += n; in[k][of] == 0 {
		delete(in[k], of)
	}
	if len(in[k]) == 0 {
		delete(in, k)
	}
}
