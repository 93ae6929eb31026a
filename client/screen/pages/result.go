package pages

import (
	"context"
	"fmt"
	"strings"
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/lobby"
	"muster/client/screen/ui"
)

// result shows how the match ended, over the battlefield as it was: the scores, how they came to be, what became of
// each squad, and after a match that a matchmaker made, what it did to the rating.
type result struct {
	battle *Battle
	tab    int
	after  *lobby.After // nil after a match of one's own
	whole  *whole       // nil until somebody looks at the graphs
	asked  int          // how often it was tried to have it
	shared bool         // a link to it was copied
	due    time.Time    // when it is tried once more, after it could not be had
}

// Result says how a match ended.
func Result(a *Pages, f *Battle) *Page {
	a.Leave()
	headline, _ := f.Battle.Ending(a.Words)
	a.Trace("%s %s", headline, f.Battle.View.Result.Reason)
	s := &result{battle: f}
	if f.Source.online != nil {
		s.after = f.Source.online.lobby.After(f.Source.online.seat.Match, !f.Battle.Watching)
	}
	return s.page()
}

func (s *result) page() *Page {
	return &Page{Key: "result", cancel: s.leave, build: s.build, stop: s.stop}
}

// leave goes back to where the match was found.
func (s *result) leave(a *Pages) { a.Open(s.battle.Source.back) }

// stop ends what goes on beside the page.
func (s *result) stop() {
	if s.after != nil {
		s.after.Stop()
	}
	if s.whole != nil {
		s.whole.stop()
	}
}

func (s *result) build(a *Pages, u *ui.UI) {
	w := a.Words
	headline, why := s.battle.Battle.Ending(w)
	ink := map[string]ui.Ink{"result.won": ui.Good, "result.lost": ui.Bad}[headline]
	if ink == ui.Plain {
		ink = ui.Accent
	}
	r := u.Dialog(760, 560, w.Say(headline)+" · "+why, ink)
	foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
	r.H -= u.RowHeight() + 12
	bar, rest := r.Cut(u.RowHeight()-4, 10)
	names := []string{w.Say("result.scores"), w.Say("result.graphs"), w.Say("result.squads")}
	if s.after != nil && !s.battle.Battle.Watching {
		names = append(names, w.Say("result.rating"))
	}
	s.tab = u.Tabs("tab.result", bar, names, s.tab)
	switch s.tab {
	case 0:
		u.Scroll("scores", rest, func(r ui.Rect) float64 { return s.summary(a, u, r) })
	case 1:
		u.Scroll("graphs", rest, func(r ui.Rect) float64 { return s.drawGraphs(a, u, r) })
	case 2:
		u.Scroll("squads", rest, func(r ui.Rect) float64 { return s.squadStories(a, u, r) })
	default:
		u.Scroll("rating", rest, func(r ui.Rect) float64 { return ratingTab(a, u, r, s.battle, s.after) })
	}
	s.buttons(a, u, foot)
}

func (s *result) buttons(a *Pages, u *ui.UI, r ui.Rect) {
	w := a.Words
	again, rest := r.CutLeft(r.W/3-5, 8)
	watch, back := rest.CutLeft(r.W/3-5, 8)
	read, hint := s.replay(a), ""
	if read != nil && a.Copy != nil && s.battle.Source.online != nil {
		var share ui.Rect
		watch, share = watch.CutLeft(watch.W*0.6-4, 8)
		s.share(a, u, share)
	}
	if read == nil {
		hint = w.Say("result.no_replay_yet")
	}
	if u.Press("result.replay", watch, w.Say("result.replay"), hint, read != nil) {
		a.Watch(read)
	}
	if at := s.battle.Source.online; at != nil && at.lobby.Calls() {
		if u.Button("result.next", again, w.Say("result.next"), w.Say("result.next_hint")) {
			s.leave(a) // and from there to where the queue calls
		}
	} else if s.battle.Battle.Watching {
		again.W = 0
	} else if u.Button("result.again", again, w.Say("result.again"), "") {
		s.again(a)
	}
	if u.Button("wait.back", back, w.Say("page.back"), "") {
		s.leave(a)
	}
}

// share copies a link to the replay.
func (s *result) share(a *Pages, u *ui.UI, r ui.Rect) {
	sign := "replays.share"
	if s.shared {
		sign = "share.copied"
	}
	if u.Button("share.result", r, a.Words.Say(sign), a.Words.Say("share.hint")) {
		at := s.battle.Source.online
		a.Copy(replayLink(at.lobby.State().Addr, at.seat.Match))
		s.shared = true
	}
}

// again plays the same once more: alone, or by queueing for it.
func (s *result) again(a *Pages) {
	at := s.battle.Source.online
	if at == nil {
		e := s.battle.Source
		if e.anew != nil {
			e = e.anew()
		}
		a.Play(e)
		return
	}
	s.leave(a)
	wish := at.wish
	wish.Scenario, wish.Match = at.seat.Scenario, ""
	at.lobby.Queue(wish)
}

// replay is how the match's replay is read to be watched; nil while there is none. One of a matchmaker
// is kept with the others.
func (s *result) replay(a *Pages) Reading {
	read := s.source(a)
	if read == nil || s.battle.Source.online == nil {
		return read
	}
	match, _, _ := s.after.Known()
	at := s.battle.Source.online
	return a.keeping(linked(at.lobby.State().Addr, at.seat.Match, read), match.Scenario, match.Ended)
}

// fetched reads a replay from where a matchmaker says it is.
func fetched(at *lobby.Lobby, link string) Reading {
	return func(ctx context.Context, told func(read, size int64)) (rec host.Recording, err error) {
		from, err := at.Player(ctx)
		if err != nil {
			return rec, err
		}
		rec.Replay, err = from.ReplayTold(ctx, link, told)
		return rec, err
	}
}

// keeping keeps what is read with the other replays.
func (a *Pages) keeping(read Reading, scenario string, ended time.Time) Reading {
	kept := a.Replays
	return func(ctx context.Context, told func(read, size int64)) (host.Recording, error) {
		rec, err := read(ctx, told)
		if err != nil {
			return rec, err
		}
		if err := kept.Add(scenario, ended, rec); err != nil {
			a.Post(func() { a.Trace("error %v", err) }) // it is watched all the same
		}
		return rec, nil
	}
}

// squadStories shows of each own squad: who is left, and what it lived through. Only the whole story knows of a sniper
// whom nobody saw, and of what came before a battle was gone on with.
func (s *result) squadStories(a *Pages, u *ui.UI, r ui.Rect) float64 {
	y, b := r.Y, s.battle.Battle
	story, note := s.known(a)
	u.Text(ui.Rect{X: r.X, Y: y, W: r.W, H: u.Tall(ui.Small)}, a.Words.Say(note), ui.Small, ui.Left, ui.Faint)
	y += u.Tall(ui.Small) + 4
	for _, c := range b.Cards() {
		s, tall := b.Deeds(story, c.ID), 54*max(1, u.Letters)
		fought := foughtWhom(a, b, &s)
		line := ui.Rect{X: r.X, Y: y, W: r.W, H: tall}
		if fought != "" {
			line.H += u.Tall(ui.Small+1) * float64(len(u.Wrap(fought, ui.Small+1, line.W-tall-16)))
		}
		u.Frame(line, 1, ui.Edge, 0.7)
		u.Icon(b.Setup.Rules.Kinds[c.Kind].Name, ui.Rect{X: line.X, Y: y, W: tall, H: tall}.Inset(7),
			ui.Team(int(b.Team)), 1)
		text := ui.Rect{X: line.X + tall + 8, Y: y + 4, W: line.W - tall - 16, H: u.Tall(ui.Usual)}
		left := a.Words.Say("hud.men", "alive", fmt.Sprint(c.Alive), "men", fmt.Sprint(c.Men))
		if c.Alive == 0 {
			left = a.Words.Say("hud.lost")
		}
		squad := a.Words.Say("hud.squad", "n", fmt.Sprint(b.Number(c.ID)), "kind", b.KindName(c.Kind, a.Words))
		u.Pair(text, ui.Span{Text: squad, Size: ui.Usual}, ui.Span{Text: left, Size: ui.Usual, Ink: ui.Accent})
		text.Y += u.Tall(ui.Usual)
		u.Text(text, a.Words.Say("result.story", "shots", fmt.Sprint(s.Shots), "hits", fmt.Sprint(s.Hits),
			"felled", fmt.Sprint(s.Felled), "level", fmt.Sprint(c.Level)), ui.Small+1, ui.Left, ui.Body)
		text.Y += u.Tall(ui.Small + 1)
		u.Paragraph(text, fought, ui.Small+1, ui.Faint)
		y += line.H + 4
	}
	return y - r.Y
}

// foughtWhom says whom a squad felled and who felled its own; empty for nobody.
func foughtWhom(a *Pages, b *battle.Battle, d *battle.Deeds) string {
	var parts []string
	for _, t := range []struct {
		key  string
		toll *battle.Toll
		more int
	}{{"result.felled", &d.Of, 0}, {"result.fell_to", &d.To, d.Unseen}} {
		if who := b.TollOf(t.toll, t.more, a.Words); who != "" {
			parts = append(parts, a.Words.Say(t.key, "who", who))
		}
	}
	return strings.Join(parts, a.Words.Say("list.semicolon"))
}
