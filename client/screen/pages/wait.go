package pages

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"muster/client"
	"muster/client/screen/host"
	"muster/client/screen/ui"
)

// alone is a match of one's own, of the chosen scenario.
func alone(a *Pages) MatchSource {
	choice := a.Choice
	choice.Name = a.Chosen.Name
	if a.meant == (host.Choice{}) && slices.Contains(a.Host.Levels(), a.Chosen.Level) { // a lesson has its own
		choice.Level = a.Chosen.Level
	}
	return beginning(a, choice)
}

// atTable is such a match for two at this screen.
func atTable(a *Pages) MatchSource {
	choice := a.Choice
	choice.Name, choice.Table = a.Chosen.Name, true
	return beginning(a, choice)
}

// beginning is a match from its beginning.
func beginning(a *Pages, choice host.Choice) MatchSource {
	from := a.Host
	return MatchSource{
		scenario: choice.Scenario,
		start:    func(ctx context.Context) (host.Match, error) { return from.Start(ctx, choice) },
		back:     Title,
	}
}

// wait is while a match is reached and its ground painted: it can be cancelled, and says what went wrong.
type wait struct {
	MatchSource
	since time.Time
	stop  context.CancelFunc
	found chan found
	match host.Match
	err   error
	guard *host.Guard
}

type found struct {
	match host.Match
	err   error
}

// Wait is the page that gets a match. The one that was played is given up.
func Wait(a *Pages, from MatchSource) *Page {
	a.Leave()
	if a.Lobby != nil && from.online == nil && a.Lobby.Waiting() {
		a.Lobby.Cancel() // who plays alone does not wait for others
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &wait{MatchSource: from, since: a.Now, stop: stop, found: make(chan found, 1), guard: a.Guard}
	a.Guard.Go(func() {
		m, err := from.start(ctx)
		s.found <- found{m, err}
	})
	return &Page{Key: "wait", build: s.build, cancel: s.giveUp, after: s.update}
}

// giveUp goes back; a match that is found nevertheless is left.
func (s *wait) giveUp(a *Pages) {
	s.stop()
	if s.match != nil {
		s.guard.Go(func() { s.match.Close() })
	} else if s.err == nil {
		s.guard.Go(func() {
			if f := <-s.found; f.match != nil {
				f.match.Close()
			}
		})
	}
	a.Open(s.back)
}

// update begins the match once it was found.
func (s *wait) update(a *Pages) {
	select {
	case f := <-s.found:
		s.accept(a, f)
	default:
	}
	if s.match != nil {
		a.Begin(s.match)
	}
}

func (s *wait) accept(a *Pages, f found) {
	if errors.Is(f.err, context.Canceled) {
		return // left already
	}
	if s.err = f.err; s.err != nil && s.late() {
		a.Open(s.back) // where it is seen that the player waits again
		return
	}
	if s.err != nil {
		a.Trace("error %v", s.err)
		return
	}
	s.match = f.match
}

// late queues again for a player whose match was over before the player came.
func (s *wait) late() bool {
	at := s.online
	over := errors.Is(s.err, client.ErrOver) || client.Why(s.err) == "match_ended"
	return over && at != nil && at.seat.Seat >= 0 && at.lobby.Elsewhere(at.seat.Match, at.wish)
}

func (s *wait) build(a *Pages, u *ui.UI) {
	w := a.Words
	r := ui.Rect{W: u.W, H: u.H}.Inset(16).Centred(600, 340)
	u.Surface(r)
	r = r.Inset(24)
	button := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
	if s.err != nil {
		top, rest := r.Cut(u.Tall(ui.Title), 6)
		u.Text(top, w.Say("wait.failed"), ui.Title, ui.Left, ui.Bad)
		trouble(a, u, rest, s.err)
		half, other := button.CutLeft(r.W/2-5, 10)
		if u.Button("wait.again", half, w.Say("wait.again"), "") {
			a.Play(s.MatchSource)
		}
		if u.Button("wait.back", other, w.Say("page.back"), "") {
			a.Open(s.back)
		}
		return
	}
	top, rest := r.Cut(u.Tall(ui.Usual), 4)
	u.Text(top, a.battleName(s.scenario), ui.Usual, ui.Middle, ui.Accent)
	top, rest = rest.Cut(u.Tall(ui.Title), 4)
	step := "wait.starting"
	switch {
	case s.match != nil:
		step = "wait.painting"
	case s.online != nil:
		step = "wait.connecting"
	}
	u.Text(top, w.Say(step), ui.Title, ui.Middle, ui.Body)
	if seconds := int(a.Now.Sub(s.since).Seconds()); seconds >= 2 {
		top, _ = rest.Cut(u.Tall(ui.Usual), 0)
		u.Text(top, w.Say("wait.seconds", "seconds", fmt.Sprint(seconds)), ui.Usual, ui.Middle, ui.Faint)
	}
	dots(a, u, ui.Point{X: u.W / 2, Y: button.Y - 34})
	if u.Button("wait.cancel", button, w.Say("wait.cancel"), "") {
		s.giveUp(a)
	}
}

// dots run in a row while something is waited for.
func dots(a *Pages, u *ui.UI, at ui.Point) {
	for i := range 5 {
		wave := math.Sin(float64(a.Now.UnixMilli()%1000000)/220 - float64(i)*0.7)
		if a.Chosen.ReducedMotion {
			wave = 0
		}
		side := 8 + 3*wave
		u.Fill(ui.Rect{X: at.X + float64(i-2)*22 - side/2, Y: at.Y - side/2, W: side, H: side}, ui.Accent,
			0.6+0.35*wave)
	}
}
