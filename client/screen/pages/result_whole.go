package pages

import (
	"context"
	"errors"
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/ui"
	"muster/game"
	"muster/shard/replay"
)

// whole is a match as it was, both sides in full, for the graphs and squads of its result. It comes from the replay,
// which there is of a match that has ended alone.
type whole struct {
	stop context.CancelFunc
	come chan learnt // holds one
	got  learnt
}

// learnt is what was found out of a match.
type learnt struct {
	rec   host.Recording
	story *battle.Story // nil until it is known
	err   error         // why it will not be
}

// gather reads a replay and goes through it, beside the game.
func gather(guard *host.Guard, read Reading) *whole {
	ctx, stop := context.WithCancel(context.Background())
	h := &whole{stop: stop, come: make(chan learnt, 1)}
	guard.Go(func() { h.come <- learn(ctx, read) })
	return h
}

func learn(ctx context.Context, read Reading) (l learnt) {
	if l.rec, l.err = read(ctx, func(int64, int64) {}); l.err != nil {
		return l
	}
	f, err := replay.Import(l.rec.Replay, replay.Anybody)
	if err != nil {
		l.err = err
		return l
	}
	p, err := f.Play()
	if err != nil {
		l.err = err
		return l
	}
	story, err := battle.Whole(ctx, p)
	if l.err = err; err == nil {
		l.story = &story
	}
	return l
}

// update shows what is known by now.
func (h *whole) update(a *Pages) {
	select {
	case h.got = <-h.come:
		if h.got.err != nil {
			a.Trace("error %v", h.got.err)
			return
		}
		a.Trace("whole story %d", len(h.got.story.Samples))
	default:
	}
}

// known is the story that graphs and squads show, and the key of the text that says how much of the match is in it. The
// whole one is asked for when somebody looks: not everybody does, and it costs the server a file.
func (s *result) known(a *Pages) (story *battle.Story, note string) {
	s.fetch(a)
	if s.whole != nil {
		s.whole.update(a)
	}
	switch {
	case s.whole == nil && s.after != nil && s.after.Pending():
		return s.battle.Story, s.partly("graph.fetching")
	case s.whole == nil || s.whole.got.err != nil || s.whole.got.story == nil && s.asked > 1:
		return s.battle.Story, s.partly("graph.seen")
	case s.whole.got.story != nil:
		return s.whole.got.story, "graph.whole"
	}
	return s.battle.Story, s.partly("graph.fetching")
}

// partly is what is said of the own story: who came back to a match has not seen how it began.
func (s *result) partly(key string) string {
	if key == "graph.seen" && s.battle.Story.Since() > 0 {
		return "graph.since"
	}
	return key
}

// fetch asks for the whole story, and again after a while where it could not be had: a replay is written once its match
// has ended, so it may come later than the player looks.
func (s *result) fetch(a *Pages) {
	switch {
	case s.whole == nil:
	case s.whole.got.err == nil || s.asked >= mostAsked:
		return
	case s.due.IsZero():
		s.due = a.Now.Add(askedAgain << max(0, s.asked-1))
		return
	case a.Now.Before(s.due):
		return
	}
	if read := s.source(a); read != nil {
		s.whole, s.due = gather(a.Guard, read), time.Time{}
		s.asked++
	}
}

// leastGraph is how high a graph must be at least to be read; with less room the page scrolls.
const leastGraph = 64

// drawGraphs returns how high they were.
func (s *result) drawGraphs(a *Pages, u *ui.UI, r ui.Rect) float64 {
	from := r.Y
	story, note := s.known(a)
	line, r := r.Cut(u.Tall(ui.Small), 4)
	u.Text(line, a.Words.Say(note), ui.Small, ui.Left, ui.Faint)
	r.H = max(r.H, 3*(leastGraph+u.Tall(ui.Small)))
	whole := r
	whole.H -= 8 // marks reach a little below
	Graphs(a.Words, u, whole, s.battle.Battle.Setup, story, 0)
	return r.Y + r.H - from
}

// source is how the match's replay is read; nil while there is none.
func (s *result) source(a *Pages) Reading {
	b := s.battle.Battle
	switch {
	case s.whole != nil && s.whole.got.story != nil:
		rec := s.whole.got.rec
		return ReadAtOnce(func() (host.Recording, error) { return rec, nil })
	case s.battle.Source.online != nil:
		if match, _, _ := s.after.Known(); match != nil && match.Replay != "" {
			return fetched(s.battle.Source.online.lobby, match.Replay)
		}
		return nil
	case a.Replays == nil:
		return nil
	}
	return ReadAtOnce(justPlayed(a.Replays, b.Setup.Scenario.Name, b.View.Result))
}

var errNotKept = errors.New("no replay of this match was kept")

// justPlayed reads the replay of the match that ended like this. It need not be the newest one: a match that was gone
// on with is kept under the time of its beginning.
func justPlayed(from host.Replays, scenario string, end game.Result) func() (host.Recording, error) {
	return func() (host.Recording, error) {
		list, err := from.List()
		if err != nil {
			return host.Recording{}, err
		}
		for _, one := range list {
			rec, err := from.Open(one.ID)
			if err == nil && isOf(rec, scenario, end) {
				return rec, nil
			}
		}
		return host.Recording{}, errNotKept
	}
}

// isOf reports whether a replay is of a match that ended like this; its last record may be missing, which says so.
func isOf(rec host.Recording, scenario string, end game.Result) bool {
	f, err := replay.Import(rec.Replay, replay.Anybody)
	if err != nil {
		return false
	}
	s, err := replay.Summarize(f.Match, f.Records)
	return err == nil && s.Scenario == scenario && (s.Ended && s.Result == end || !s.Ended && s.Ticks >= end.Tick)
}
