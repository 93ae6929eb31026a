package rest

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"

	"muster/matchmaker/names"
)

// attempts bounds tries with passwords. They count by name and address, so that nobody shuts a player out by guessing,
// and only loosely by name. An address that has signed in to the name before shares neither that
// bound nor the address's own.
type attempts struct {
	pairs     *limiters[attempt]
	names     *limiters[string]
	addresses *limiters[netip.Prefix] // of all work with passwords: each costs memory and a core
	// of tries with names that an address has signed in to; beyond, they count like any others
	homes *limiters[netip.Prefix]
	known *recent[attempt, struct{}]
}

// attempt is who tries what.
type attempt struct {
	name string
	from netip.Prefix
}

func newAttempts() *attempts {
	return &attempts{
		pairs: newLimiters[attempt](loginRate, loginBurst), names: newLimiters[string](nameRate, nameBurst),
		addresses: newLimiters[netip.Prefix](hashRate, hashBurst),
		homes:     newLimiters[netip.Prefix](homeRate, homeBurst), known: newRecent[attempt, struct{}](maxKnown),
	}
}

func attemptOf(ctx context.Context, name string) attempt {
	return attempt{names.Login(name), from(ctx)}
}

// hasEntered remembers that an address has signed in to a name. A restart forgets it; refreshing a
// session brings it back.
func (a *attempts) hasEntered(t attempt) { a.known.set(t, struct{}{}) }

// try spends a try with a name, or says why there is none left. known lets a try go before those of others: an address
// that signed in to many names has that for a few of them at once.
func (a *attempts) try(t attempt) (known bool, err error) {
	_, known = a.known.find(t)
	switch {
	case !a.pairs.of(t).Allow():
		return known, tooOften("tries for this name", loginRate)
	case known && a.homes.of(t.from).Allow():
		return true, nil
	}
	if err := a.work(t.from); err != nil { // before the name's: who is out of tries must not spend it
		return false, err
	}
	if !a.names.of(t.name).Allow() {
		return false, tooOften("tries for this name", nameRate)
	}
	return false, nil
}

// work spends work with a password that is no try, such as registering.
func (a *attempts) work(from netip.Prefix) error {
	if !a.addresses.of(from).Allow() {
		return tooOften("passwords from this address", hashRate)
	}
	return nil
}

// tooOften refuses what would cost work with a password until more of it is allowed.
func tooOften(what string, each rate.Limit) error {
	wait := strconv.Itoa(max(1, int(1/each)))
	return huma.ErrorWithHeaders(huma.Error429TooManyRequests("too many "+what+"; wait "+wait+" s"),
		http.Header{"Retry-After": {wait}})
}
