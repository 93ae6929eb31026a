package server

import (
	"net/netip"
	"sync"

	"muster/clientip"
	"muster/server/table"
	"muster/server/wire"
)

// watching counts the sessions of spectators on this shard. A newer session of an account at a match takes the place of
// the older one, and may come before that has gone.
type watching struct {
	mu      sync.Mutex
	matches map[string]map[string]int // by account and match
	from    map[netip.Prefix]int
	crowds  map[addressGroup]map[string]int // by account
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
	if w.from[at] >= maxWatchers {
		return nil, table.Refuse(wire.TooManyRequests, "%d spectators of your address are here already", maxWatchers)
	}
	all := w.crowds[addressGroup{match, at}]
	if _, here := all[player]; !here && len(all) >= maxAddressGroup || player == "" && all[""] >= maxAddressGroup {
		return nil, table.Refuse(wire.TooManyRequests, "%d spectators of your address watch match %s already",
			maxAddressGroup, match)
	}
	if w.from == nil {
		w.matches, w.from = map[string]map[string]int{}, map[netip.Prefix]int{}
		w.crowds = map[addressGroup]map[string]int{}
	}
	count(w.matches, player, match, 1)
	count(w.crowds, addressGroup{match, at}, player, 1)
	w.from[at]++
	return func() { w.leave(player, match, at) }, nil
}

func (w *watching) leave(player, match string, at netip.Prefix) {
	w.mu.Lock()
	defer w.mu.Unlock()
	count(w.matches, player, match, -1)
	count(w.crowds, addressGroup{match, at}, player, -1)
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
