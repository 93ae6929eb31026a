package screen

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"muster/client/screen/kit"
	"muster/shard/replay"
)

// Clipboard is where text is copied to and pasted from.
type Clipboard interface {
	Read() string
	Write(text string)
}

// caught keeps a panic of an update or of drawing from ending the game: it is deferred by both. What breaks while the
// crash itself is told is not caught again, and ends it. Goroutines beside the game are under its guard, and are told of by
// the next update.
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
	a.leave()
	a.show(crashPage(why, kept, report))
}

// report is what somebody needs who is to mend it. It names no player and no place of the disk.
func (a *app) report(why, stack string) string {
	var b strings.Builder
	version := cmp.Or(replay.Release(), "of a commit that is not known")
	fmt.Fprintf(&b, "muster-play %s, %s %s/%s, language %s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, a.Chosen.Language)
	for _, s := range a.scenes {
		fmt.Fprintf(&b, "scene %s\n", s.name())
		if f, ok := s.(*field); ok && f.battle.View != nil {
			fmt.Fprintf(&b, "scenario %s, seat %d, tick %d\n", f.battle.Setup.Scenario.Name, f.battle.Seat, f.battle.View.Tick)
		}
	}
	fmt.Fprintf(&b, "panic: %s\n\n%s", why, stack)
	return b.String()
}

// keepReplay keeps what is played and says where; empty if nothing is.
func (a *app) keepReplay() string {
	if a.match == nil || a.cfg.Replays == nil {
		return ""
	}
	all, err := a.cfg.Replays.List() // writes what is being played
	if err != nil || len(all) == 0 {
		return ""
	}
	where, err := a.cfg.Replays.Share(all[0].ID)
	if err != nil {
		return ""
	}
	return where
}

// crashPage tells what happened and what to do about it.
func crashPage(why, kept, report string) *page {
	copied := false
	leave := func(a *app) {
		a.crashed = false
		a.show(titlePage(a))
	}
	return &page{key: "crash", cancel: leave, build: func(a *app, u *kit.UI) {
		w := a.Words
		u.Fill(kit.Rect{W: u.W, H: u.H}, kit.Back, 0.9)
		r := u.Dialog(860, 600, w.Say("crash.title"), kit.Bad)
		foot := kit.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
		r.H = foot.Y - r.Y - 10
		u.Scroll("crash", r, func(r kit.Rect) float64 {
			from := r.Y
			say := func(text string, size float64, ink kit.Ink) { r.Y += u.Paragraph(r, text, size, ink) + 8 }
			say(why, kit.Usual, kit.Warn)
			say(w.Say("crash.what"), kit.Usual, kit.Body)
			if kept != "" {
				say(w.Say("crash.kept", "where", kept), kit.Usual, kit.Good)
			}
			for line := range strings.Lines(report) {
				r.Y += u.Paragraph(r, strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    "), kit.Small, kit.Faint)
			}
			return r.Y - from
		})
		half, other := foot.CutLeft(foot.W/2-5, 10)
		text := w.Say("crash.copy")
		if copied {
			text = "✓ " + w.Say("crash.copied")
		}
		if a.cfg.Clipboard != nil && u.Button("crash.copy", half, text, w.Say("crash.copy_hint")) {
			a.cfg.Clipboard.Write(report)
			copied = true
		}
		if u.Button("wait.back", other, w.Say("wait.back"), "") {
			leave(a)
		}
	}}
}
