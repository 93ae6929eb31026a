package pages

import (
	"fmt"
	"sync"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/game"
	"muster/shard/replay"
)

// library is the page of matches to watch again. Their files are read beside the game, one by one.
type library struct {
	mu     sync.Mutex
	books  []book
	listed bool
	err    error
	where  string // what was shared last lies there
	left   bool   // nobody looks any more
}

// book is a replay in the list.
type book struct {
	host.Replay
	replay.Summary
	read bool
	err  error // why it cannot be watched
}

func replaysPage(a *Pages) *Page {
	l := &library{}
	a.Guard.Go(func() { l.read(a.Replays) })
	return &Page{Key: "replays", build: l.build, cancel: func(a *Pages) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.left = true
		a.Back()
	}}
}

// read lists the replays and then reads what each says of itself.
func (l *library) read(from host.Replays) {
	list, err := from.List()
	l.mu.Lock()
	for _, one := range list {
		l.books = append(l.books, book{Replay: one})
	}
	l.listed, l.err = true, err
	l.mu.Unlock()
	for i := range list {
		s, err := summary(from, list[i].ID)
		l.mu.Lock()
		l.books[i].Summary, l.books[i].err, l.books[i].read = s, err, true
		left := l.left
		l.mu.Unlock()
		if left {
			return
		}
	}
}

func summary(from host.Replays, id string) (replay.Summary, error) {
	b, err := from.Open(id)
	if err != nil {
		return replay.Summary{}, err
	}
	f, err := replay.Import(b.Replay, replay.Anybody)
	if err != nil {
		return replay.Summary{}, err
	}
	return replay.Summarize(f.Match, f.Records)
}

func (l *library) build(a *Pages, u *ui.UI) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := a.Words
	rest := framed(a, u, w.Say("title.replays"))
	head, rest := rest.Cut(u.Tall(ui.Usual)*2, 8)
	switch {
	case l.err != nil:
		u.Paragraph(head, inShort(w, l.err), ui.Usual, ui.Bad)
	case l.where != "":
		u.Paragraph(head, w.Say("replays.shared", "where", l.where), ui.Usual, ui.Good)
	default:
		u.Paragraph(head, w.Say("replays.drop"), ui.Usual, ui.Faint)
	}
	switch {
	case !l.listed:
		u.Text(rest, w.Say("replays.opening"), ui.Large, ui.Middle, ui.Body)
	case len(l.books) == 0 && l.err == nil:
		u.Paragraph(rest, w.Say("replays.none"), ui.Usual, ui.Body)
	}
	u.Scroll("replays", rest, func(r ui.Rect) float64 {
		from := r.Y
		for i := range l.books {
			var line ui.Rect
			line, r = r.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
			l.line(a, u, line, i)
		}
		return r.Y - from
	})
}

// line shows one replay: what was played, how it ended and when, or why it cannot be watched.
func (l *library) line(a *Pages, u *ui.UI, r ui.Rect, i int) {
	w, b := a.Words, &l.books[i]
	r, share := r.CutLeft(r.W-120, 8)
	if u.Row(fmt.Sprint("shelf.", i), r, false) && b.read {
		from, id := a.Replays, b.ID
		a.Watch(ReadAtOnce(func() (host.Recording, error) { return from.Open(id) }))
	}
	if u.Button(fmt.Sprint("shelf.share.", i), share, w.Say("replays.share"), w.Say("replays.share_hint")) {
		l.where, l.err = a.Replays.Share(b.ID)
	}
	top, low := r.Inset(8).Cut(u.Tall(ui.Usual), 0)
	when := ui.Span{Text: b.When.Format("2006-01-02 15:04"), Size: ui.Small + 1, Ink: ui.Faint}
	switch {
	case b.err != nil:
		u.Pair(top, ui.Span{Text: b.ID, Size: ui.Usual, Ink: ui.Faint}, when)
		u.Text(low, inShort(w, b.err), ui.Small+1, ui.Left, ui.Bad)
	case !b.read:
		u.Pair(top, ui.Span{Text: w.Say("replays.opening"), Size: ui.Usual, Ink: ui.Faint}, when)
	default:
		u.Pair(top, ui.Span{Text: w.Or("scenario."+b.Scenario, b.Scenario), Size: ui.Usual}, when)
		u.Pair(low, ui.Span{Text: b.ending(a), Size: ui.Small + 1, Ink: ui.Accent},
			ui.Span{Text: battle.Time(b.Ticks, uint8(b.Rate)), Size: ui.Small + 1, Ink: ui.Body})
	}
}

// ending is how the match ended, in words.
func (b *book) ending(a *Pages) string {
	switch name := b.Winner(); {
	case !b.Ended && teaches(b.Scenario): // learnt or left: earlier releases kept those
		return a.Words.Say("title.lessons")
	case !b.Ended:
		return a.Words.Say("replays.unfinished")
	case name == "":
		return a.Words.Say("result.draw") + " · " + a.Words.Say("end."+b.Result.Reason.String())
	case len(b.Played) == 1: // the reader's side, or that of who shared it
		return b.endingFor(b.Played[0], a.Words)
	default:
		return a.Words.Say("replays.won",
			"team", a.Words.Or("team."+name, name)) + " · " + a.Words.Say("end."+b.Result.Reason.String())
	}
}

// endingFor is how the match ended for a side.
func (b *book) endingFor(team int, w i18n.Words) string {
	why := w.Say("end." + b.Result.Reason.String())
	switch {
	case int(b.Result.Winner) == team:
		return w.Say("result.won") + " · " + why
	case b.Result.Reason == game.Elimination:
		why = w.Say("result.own_side_gone")
	}
	return w.Say("result.lost") + " · " + why
}
