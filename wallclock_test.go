package muster

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// inProcess are the lines of the queue's rooms that may read package time: what they read never leaves the process.
// See the rule in package wallclock.
var inProcess = map[string][]string{
	"matchmaker/rest/replays.go":  {"SetWriteDeadline(time.Now()"},
	"matchmaker/rest/rest.go":     {"SetWriteDeadline(time.Now()", "SetReadDeadline(time.Now()"},
	"matchmaker/rest/password.go": {"began := time.Now()", "time.Since(began)"},
	"matchmaker/rest/metrics.go":  {"began := time.Now()", "time.Since(began)"},
	"matchmaker/queue/round.go":   {"began := time.Now()", "time.Since(began)"},
	"matchmaker/queue/sync.go":    {"deadline := time.Now()", "time.Now().Add(pause).After(deadline)"},
}

// sharedRooms write most of their moments into tokens and a database that other processes read.
var sharedRooms = []string{
	"matchmaker/rest", "matchmaker/queue", "matchmaker/store", "matchmaker/notifier", "matchmaker/shards",
}

var (
	readsTime = regexp.MustCompile(`\btime\.(Now|Since|Until)\b`)
	// what other processes read, or wrote
	leaves = regexp.MustCompile(`\b(Sign|Verify)(Service|Report|Peer|Join)\(|\b(openToken|NewPardon)\(|` +
		`\.(verify|admit|admitWarm|ops)\(|Expires: +`)
)

// What is compared with another process's clock, or kept, is of the clock that --clock-offset shifts.
func TestWhatOthersReadIsByTheWallClock(t *testing.T) {
	found := map[string]int{}
	eachSource(t, func(file string, src []byte) {
		product := strings.HasPrefix(file, "server/") || strings.HasPrefix(file, "shard/") ||
			strings.HasPrefix(file, "matchmaker/")
		if !product || strings.HasSuffix(file, "_test.go") {
			return
		}
		for i, line := range strings.Split(string(src), "\n") {
			code, _, _ := strings.Cut(line, "//")
			if !readsTime.MatchString(code) {
				continue
			}
			require.False(t, leaves.MatchString(code), "%s:%d: use wallclock: %s", file, i+1, line)
			if !slices.Contains(sharedRooms, path.Dir(file)) {
				continue
			}
			at := slices.IndexFunc(inProcess[file], func(known string) bool { return strings.Contains(code, known) })
			require.GreaterOrEqual(t, at, 0, "%s:%d: use wallclock, or list the line if what it reads stays here: %s",
				file, i+1, line)
			found[file+inProcess[file][at]]++
		}
	})
	for file, lines := range inProcess {
		for _, line := range lines {
			require.Positive(t, found[file+line], "%s has no %q any more", file, line)
		}
	}
}

// A deadline of the system's is by the system's clock: one that is shifted is over before it begins, or never comes.
func TestDeadlinesAreNotByTheWallClock(t *testing.T) {
	shifted := regexp.MustCompile(`(Deadline|time\.After|AfterFunc|NewTimer|Reset)\([^\n]*wallclock\.`)
	eachSource(t, func(file string, src []byte) {
		require.False(t, shifted.Match(src) && file != "wallclock_test.go", "%s: use package time: %s", file,
			shifted.Find(src))
	})
}
