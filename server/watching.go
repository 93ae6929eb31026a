package server

import (
	"net/netip"
	"sync"

	"muster/server/table"
	"muster/server/wire"
)

// watching counts spectators on this shard: the matches that each account watches, and the sessions of each address.
type watching struct {
	mu      sync.Mutex
	matches map[string]map[string]int // sessions by account and match: a newer one of the same match takes the older's place
	from    map[netip.Prefix]int
}

// enter lets one more spectator in, or says why not. leave must be called when it goes.
func (w *watching) enter(player, match, remote string) (leave func(), err error) {
	at := network(remote)
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, here := w.matches[player][match]; player != "" && !here && len(w.matches[player]) >= maxWatched {
		return nil, table.Refuse(wire.TooManyRequests, "you watch %d matches here already: leave one first", maxWatched)
	}
	if w.from[at] >= maxWatchers {
		return nil, table.Refuse(wire.TooManyRequests, "%d spectators of your address are here already", maxWatchers)
	}
	if w.from == nil {
		w.matches, w.from = map[string]map[string]int{}, map[netip.Prefix]int{}
	}
	if w.matches[player] == nil {
		w.matches[player] = map[string]int{}
	}
	w.matches[player][match]++
	w.from[at]++
	return func() { w.leave(player, match, at) }, nil
}

func (w *watching) leave(player, match string, at netip.Prefix) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.matches[player][match]--; w.matches[player][match] == 0 {
		delete(w.matches[player], match)
	}
	if len(w.matches[player]) == 0 {
		delete(w.matches, player)
	}
	if w.from[at]--; w.from[at] == 0 {
		delete(w.from, at)
	}
}

// network is an address, or its /64 in IPv6, which one machine has whole.
func network(remote string) netip.Prefix {
	a, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{} // a link within the process
	}
	bits, ip := 64, a.Addr().Unmap().WithZone("")
	if ip.Is4() {
		bits = 32
	}
	p, _ := ip.Prefix(bits) // always fits
	return p
}
