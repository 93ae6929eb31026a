package rest

import (
	"context"
	"net/http"
	"net/netip"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// places are what long polls and streams of events take while they last: so many of one account, of
// one address, and in all.
type places struct {
	fromOne int // of one address

	mu   sync.Mutex
	all  int
	of   map[string]int
	from map[netip.Prefix]int
}

func newPlaces(fromOne int) *places {
	return &places{fromOne: fromOne, of: map[string]int{}, from: map[netip.Prefix]int{}}
}

// acquire takes a place for the caller of a request, or says why there is none. leave gives it back.
func (p *places) acquire(ctx context.Context) (leave func(), err error) {
	who, at := whose(ctx).Player, from(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.of[who] >= maxPollsOf:
		return nil, crowded("this account")
	case p.from[at] >= p.fromOne:
		return nil, crowded("this address")
	case p.all >= maxPolls:
		return nil, later("too many wait here at once")
	}
	p.all++
	p.of[who]++
	p.from[at]++
	return func() { p.leave(who, at) }, nil
}

func (p *places) leave(who string, at netip.Prefix) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all--
	if p.of[who]--; p.of[who] == 0 {
		delete(p.of, who)
	}
	if p.from[at]--; p.from[at] == 0 {
		delete(p.from, at)
	}
}

func crowded(whose string) error {
	return huma.ErrorWithHeaders(huma.Error429TooManyRequests(
		"too many long polls and streams of events of "+whose+" at once; end one first"),
		http.Header{"Retry-After": {"1"}})
}
