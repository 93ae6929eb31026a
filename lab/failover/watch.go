package failover

import (
	"sync"
	"time"

	"muster/client/loadtest"
)

// watch follows what every bot is shown.
type watch struct {
	mu   sync.Mutex
	last map[int]loadtest.Sight // by bot: the newest
	seen []loadtest.Sight       // since look, while looking
	look bool
}

func newWatch() *watch { return &watch{last: map[int]loadtest.Sight{}} }

func (w *watch) saw(s loadtest.Sight) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last[s.Bot] = s
	if w.look {
		w.seen = append(w.seen, s)
	}
}

// begin remembers what comes from now on, and returns what each bot was shown last.
func (w *watch) begin() map[int]loadtest.Sight {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.look, w.seen = true, nil
	return w.newest()
}

// newest copies the newest sights. The caller holds mu.
func (w *watch) newest() map[int]loadtest.Sight {
	all := make(map[int]loadtest.Sight, len(w.last))
	for bot, s := range w.last {
		all[bot] = s
	}
	return all
}

// now is what each bot was shown last.
func (w *watch) now() map[int]loadtest.Sight {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newest()
}

// end returns what came since begin, in the order in which it came, and forgets it.
func (w *watch) end() []loadtest.Sight {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := w.seen
	w.look, w.seen = false, nil
	return seen
}

// follows reports whether each bot was shown something since a moment, or another match than before.
func (w *watch) follows(before map[int]loadtest.Sight, since time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for bot, was := range before {
		if is := w.last[bot]; is.Match == was.Match && is.At.Before(since) {
			return false
		}
	}
	return true
}

// in reports whether a bot plays one of these matches: it was shown it a moment ago.
func in(s loadtest.Sight, matches []string, now time.Time) bool {
	for _, m := range matches {
		if m == s.Match {
			return now.Sub(s.At) < time.Second
		}
	}
	return false
}

// silences are from a moment until the end of the longest time in which each bot was shown nothing: what players
// notice. The first view of a newer tick would not do, since some are on their way when a shard dies. A bot whose match
// ended meanwhile counts for nothing; stuck are those that were shown nothing any more.
func silences(before map[int]loadtest.Sight, seen []loadtest.Sight, from time.Time) (all []time.Duration, stuck int) {
	type silence struct{ longest, until time.Duration }
	last, found, away := map[int]loadtest.Sight{}, map[int]silence{}, map[int]bool{}
	for bot, s := range before {
		last[bot], away[bot] = s, s.Over
	}
	for _, s := range seen {
		was, known := last[s.Bot]
		away[s.Bot] = away[s.Bot] || s.Over || known && s.Match != was.Match
		switch {
		case !known || s.Match != was.Match:
		case s.Tick > was.Tick:
			if gap := s.At.Sub(was.At); s.At.After(from) && gap > found[s.Bot].longest {
				found[s.Bot] = silence{gap, s.At.Sub(from)}
			}
			last[s.Bot] = s
		}
	}
	for bot := range before {
		f, ended := found[bot]
		switch {
		case away[bot]:
		case ended:
			all = append(all, f.until)
		default:
			stuck++
		}
	}
	return all, stuck
}

// shown is what bots were shown in a window of time.
type shown struct {
	gaps  []time.Duration // the longest that each bot was shown nothing new; of those that stayed in their match
	led   int             // bots whose seat AI led meanwhile
	left  int             // bots that went to another match from one that had not ended
	stuck int             // bots that were shown nothing new at all
}

// gaps looks at the window from before until its end. A bot's gaps count from its last view before, the last one to the
// window's end, or to the end of its match; a view of an old tick ends none.
func gaps(before map[int]loadtest.Sight, seen []loadtest.Sight, until time.Time) (w shown) {
	last, most := map[int]loadtest.Sight{}, map[int]time.Duration{}
	byAI, away, over := map[int]bool{}, map[int]bool{}, map[int]bool{}
	for bot, s := range before {
		last[bot], over[bot] = s, s.Over
	}
	for _, s := range seen {
		was, known := last[s.Bot]
		switch {
		case !known || away[s.Bot]:
		case s.Match != was.Match:
			away[s.Bot] = true
		default:
			byAI[s.Bot] = byAI[s.Bot] || s.AI
			over[s.Bot] = over[s.Bot] || s.Over
			if s.Tick > was.Tick {
				most[s.Bot] = max(most[s.Bot], s.At.Sub(was.At))
				last[s.Bot] = s
			}
		}
	}
	for bot, was := range before {
		switch {
		case over[bot]:
			if gap, shown := most[bot]; shown {
				w.gaps = append(w.gaps, gap)
			}
			continue
		case away[bot]:
			w.left++
			continue
		}
		w.gaps = append(w.gaps, max(most[bot], until.Sub(last[bot].At)))
		if byAI[bot] {
			w.led++
		}
		if last[bot].Tick == was.Tick {
			w.stuck++
		}
	}
	return w
}
