package pages

import (
	"strings"

	"muster/client/screen/ui"
)

// Crash is what is told of a panic.
type Crash struct {
	Why    string
	Kept   string            // where the replay so far is; empty for none
	Report string            // what somebody needs who is to mend it
	Copy   func(text string) // to the clipboard; nil for none
}

// Crashed says what happened and what to do about it.
func Crashed(c Crash) *Page {
	copied := false
	leave := func(a *Pages) { a.Open(Title) }
	return &Page{Key: "crash", cancel: leave, build: func(a *Pages, u *ui.UI) {
		w := a.Words
		u.Fill(ui.Rect{W: u.W, H: u.H}, ui.Back, 0.9)
		r := u.Dialog(860, 600, w.Say("crash.title"), ui.Bad)
		foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
		r.H = foot.Y - r.Y - 10
		u.Scroll("crash", r, func(r ui.Rect) float64 {
			from := r.Y
			say := func(text string, size float64, ink ui.Ink) { r.Y += u.Paragraph(r, text, size, ink) + 8 }
			say(c.Why, ui.Usual, ui.Warn)
			say(w.Say("crash.what"), ui.Usual, ui.Body)
			if c.Kept != "" {
				say(w.Say("crash.kept", "where", c.Kept), ui.Usual, ui.Good)
			}
			for line := range strings.Lines(c.Report) {
				r.Y += u.Paragraph(r, strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t",
					"    "), ui.Small, ui.Faint)
			}
			return r.Y - from
		})
		half, other := foot.CutLeft(foot.W/2-5, 10)
		text := w.Say("crash.copy")
		if copied {
			text = "✓ " + w.Say("crash.copied")
		}
		if c.Copy != nil && u.Button("crash.copy", half, text, w.Say("crash.copy_hint")) {
			c.Copy(c.Report)
			copied = true
		}
		if u.Button("wait.back", other, w.Say("wait.back"), "") {
			leave(a)
		}
	}}
}
