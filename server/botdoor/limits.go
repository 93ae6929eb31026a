package botdoor

import (
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Limits, each with its reason and what happens when it is full.
const (
	maxBots     = 256              // at once: each has a client of QUIC and its views; more hear 503
	maxBotsFrom = 32               // of them from one address: the seats of a match; more hear 429
	joinWithin  = 15 * time.Second // for the shard to let it in; then 409
	writeWithin = 10 * time.Second // for one message: whoever reads so slowly is gone
	pingEvery   = 20 * time.Second
	maxMessage  = 32 << 10    // bytes of a bot's: thirty times what sixteen orders take; whoever sends more is gone
	lineRate    = 40          // messages a second: two for each tick; more are a flood, and whoever sends it is gone
	lineBurst   = 80          // at once: what a link that stood still has kept
	silentFor   = time.Minute // without a message or an answer to three pings; then the bot is gone
)

// places are those of bots that are here.
type places struct {
	mu   sync.Mutex
	all  int
	from map[netip.Prefix]int
}

func newPlaces() *places { return &places{from: map[netip.Prefix]int{}} }

// acquire takes a place; leave gives it back.
func (p *places) acquire(from netip.Prefix) (leave func(), refused *refusal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.from[from] >= maxBotsFrom:
		return nil, &refusal{http.StatusTooManyRequests, "too many bots of this address at once; end one first"}
	case p.all >= maxBots:
		return nil, &refusal{http.StatusServiceUnavailable, "too many bots are here at once; try again soon"}
	}
	p.all++
	p.from[from]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.all--
		if p.from[from]--; p.from[from] == 0 {
			delete(p.from, from)
		}
	}, nil
}
