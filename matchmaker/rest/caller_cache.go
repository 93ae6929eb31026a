package rest

import (
	"context"
	"time"

	"muster/matchmaker/store"
)

// callerCache remembers for a moment who called, so that a client that asks twice is looked up once. Whatever this
// process writes of accounts, sessions and sanctions counts at once (see store.Store.People); what another one writes,
// as soon as the database tells of it, and in callerKept at the latest.
type callerCache struct{ all *recent[signedIn, called] }

// signedIn is whom a good token speaks for.
type signedIn struct{ player, session string }

// called is who called, as of a state of all accounts.
type called struct {
	store.Caller
	people uint64
	at     time.Time
}

func newCallerCache() callerCache { return callerCache{newRecent[signedIn, called](maxBearers)} }

// find reports who calls. Only who may is remembered: a ban that ends and a session that begins are looked up.
func (c callerCache) find(ctx context.Context, db *store.Store, who signedIn, now time.Time) (store.Caller, error) {
	people := db.People() // before it is read: what is written meanwhile makes it old
	if v, known := c.all.find(who); known && v.people == people && now.Sub(v.at) < callerKept {
		return v.Caller, nil
	}
	v, err := db.Caller(ctx, who.player, who.session, now)
	if err == nil && v.Signed && v.Banned.IsZero() && v.Muted.IsZero() {
		c.all.set(who, called{v, people, now})
	}
	return v, err
}
