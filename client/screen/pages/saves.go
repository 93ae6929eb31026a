package pages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/ui"
	"muster/shard/replay"
)

// LookForSaves lists them anew. What was listed before is shown until then.
func (a *Pages) LookForSaves() {
	from := a.Saves
	if from == nil {
		return
	}
	if a.saved == nil {
		a.saved = &saved{}
	}
	a.saved.looks++
	look := a.saved.looks
	a.Guard.Go(func() {
		list, err := from.List()
		a.Post(func() {
			if s := a.saved; s.looks == look {
				s.list, s.err, s.listed, s.doubted = list, err, true, ""
				a.Trace("saves %d", len(list))
			}
		})
	})
}

// goOnButtons lead to the match that was left last, and to all of them. They are always there: a button that came later
// would move the others away from under the pointer.
func goOnButtons(a *Pages, u *ui.UI, r ui.Rect) {
	s, w := a.saved, a.Words
	last, all := r.CutLeft(r.W*0.62, ui.RowGap)
	hint := w.Say("saves.none")
	good := s.sound()
	if good != nil {
		hint = w.Or("scenario."+good.Scenario, good.Scenario) + " · " + playedFor(good)
	}
	if u.Press("title.continue", last, w.Say("title.continue"), hint, good != nil) {
		a.goOnWith(good)
	}
	if u.Press("title.saves", all, w.Say("title.saves"), w.Say("saves.about"), len(s.list) > 0 || s.err != nil) {
		a.Open(Saves)
	}
}

// sound is the match left last that can be gone on with; nil for none.
func (s *saved) sound() *host.Save {
	for i := range s.list {
		if s.list[i].Err == nil {
			return &s.list[i]
		}
	}
	return nil
}

// goOnWith goes on with a match.
func (a *Pages) goOnWith(one *host.Save) {
	id, name, from := one.ID, a.Chosen.Name, a.Saves
	fresh := host.Choice{Scenario: one.Scenario, Name: name, Level: one.Level}
	a.Play(MatchSource{
		scenario: one.Scenario,
		start:    func(ctx context.Context) (host.Match, error) { return from.Continue(ctx, id, name) },
		back:     Title,
		anew:     func() MatchSource { return beginning(a, fresh) },
	})
}

func savesPage(a *Pages) *Page {
	return &Page{Key: "saves", build: func(a *Pages, u *ui.UI) {
		s, w := a.saved, a.Words
		rest := framed(a, u, w.Say("title.saves"))
		head, rest := rest.Cut(u.Tall(ui.Usual)*2, 8)
		if s.err != nil {
			u.Paragraph(head, inShort(w, s.err), ui.Usual, ui.Bad)
		} else {
			u.Paragraph(head, w.Say("saves.about"), ui.Usual, ui.Faint)
		}
		if len(s.list) == 0 && s.listed {
			u.Paragraph(rest, w.Say("saves.none"), ui.Usual, ui.Body)
		}
		u.Scroll("saves", rest, func(r ui.Rect) float64 {
			from := r.Y
			for i := range s.list {
				var line ui.Rect
				line, r = r.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
				saveLine(a, u, line, i)
			}
			return r.Y - from
		})
	}}
}

// saveLine shows one: what it is and how long it was played, or why it cannot be gone on with. A click goes on with it.
func saveLine(a *Pages, u *ui.UI, r ui.Rect, i int) {
	s, w := a.saved, a.Words
	one := &s.list[i]
	r, remove := r.CutLeft(r.W-130, 8)
	if u.Row(fmt.Sprint("saves.", i), r, false) && one.Err == nil {
		a.goOnWith(one)
		return
	}
	top, low := r.Inset(8).Cut(u.Tall(ui.Usual), 0)
	name := w.Or("scenario."+one.Scenario, one.Scenario)
	if one.Level != "" {
		name += " · " + w.Or("level."+one.Level, one.Level)
	}
	when := ui.Span{Text: one.Left.Local().Format("2006-01-02 15:04"), Size: ui.Small + 1, Ink: ui.Faint}
	if one.Err != nil {
		u.Pair(top, ui.Span{Text: name, Size: ui.Usual, Ink: ui.Faint}, when)
		u.Text(low, w.Say(whyLost(one.Err)), ui.Small+1, ui.Left, ui.Bad)
	} else {
		u.Pair(top, ui.Span{Text: name, Size: ui.Usual}, when)
		u.Pair(low, ui.Span{Text: w.Say("saves.go_on"), Size: ui.Small + 1, Ink: ui.Accent},
			ui.Span{Text: playedFor(one), Size: ui.Small + 1, Ink: ui.Body})
	}
	label := "saves.delete"
	if s.doubted == one.ID {
		label = "saves.sure"
	}
	if u.Button(fmt.Sprint("saves.delete.", i), remove, w.Say(label), w.Say("saves.delete_hint")) {
		s.remove(a, one.ID)
	}
}

// remove deletes one at the second click.
func (s *saved) remove(a *Pages, id string) {
	if s.doubted != id {
		s.doubted = id
		return
	}
	from := a.Saves
	a.Guard.Go(func() {
		err := from.Delete(id)
		a.Post(func() {
			a.LookForSaves()
			if s.err = err; err != nil {
				a.Trace("error %v", err)
			}
		})
	})
}

// whyLost is the text for a match that cannot be gone on with.
func whyLost(err error) string {
	if foreign := new(replay.FingerprintError); errors.As(err, &foreign) {
		return "saves.foreign"
	}
	return "saves.damaged"
}

// playedFor is how long a match was played, in minutes and seconds.
func playedFor(one *host.Save) string {
	s := int(one.Played / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
