package screen

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"muster/client/screen/pages"
	"muster/shard/replay"
)

// Clipboard is where text is copied to and pasted from.
type Clipboard interface {
	Read() string
	Write(text string)
}

// caught keeps a panic of an update or of drawing from ending the game: it is deferred by both. What breaks while the
// crash itself is told is not caught again, and ends it. Goroutines beside the game are under its guard, and are told
// of by the next update.
func (a *app) caught() {
	if a.crashed {
		return
	}
	if why := recover(); why != nil {
		a.crashed = true
		a.crash(fmt.Sprint(why), string(debug.Stack()))
	}
}

// crash saves the replay so far, leaves the match and tells what happened.
func (a *app) crash(why, stack string) {
	report := a.report(why, stack)
	a.Trace("crash %s", why)
	kept := a.keepReplay()
	a.Leave()
	c := pages.Crash{Why: why, Kept: kept, Report: report}
	if a.cfg.Clipboard != nil {
		c.Copy = a.cfg.Clipboard.Write
	}
	a.show(page{pages.Crashed(c)})
}

// report is what somebody needs who is to mend it. It names no player and no place of the disk.
func (a *app) report(why, stack string) string {
	var b strings.Builder
	version := cmp.Or(replay.Release(), "of a commit that is not known")
	fmt.Fprintf(&b, "muster-play %s, %s %s/%s, language %s\n",
		version, runtime.Version(), runtime.GOOS, runtime.GOARCH, a.Chosen.Language)
	for _, s := range a.scenes {
		fmt.Fprintf(&b, "scene %s\n", s.name())
		if f, ok := s.(battlefield); ok && f.Battle.View != nil {
			fmt.Fprintf(&b, "scenario %s, seat %d, tick %d\n",
				f.Battle.Setup.Scenario.Name, f.Battle.Seat, f.Battle.View.Tick)
		}
	}
	fmt.Fprintf(&b, "panic: %s\n\n%s", why, stack)
	return b.String()
}

// keepReplay keeps what is played and says where; empty if nothing is.
func (a *app) keepReplay() string {
	if a.match == nil || a.pages.Replays == nil {
		return ""
	}
	all, err := a.pages.Replays.List() // writes what is being played
	if err != nil || len(all) == 0 {
		return ""
	}
	where, err := a.pages.Replays.Share(all[0].ID)
	if err != nil {
		return ""
	}
	return where
}
