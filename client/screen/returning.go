package screen

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"muster/client/screen/host"
	"muster/client/screen/kit"
	"muster/client/screen/words"
	"muster/matchmaker/api"
)

// remembers notes that the player sits in a match with others, until the matchmaker says that there is none: whoever starts the
// game again after a crash is led back.
func (a *app) remembers() {
	if a.lobby == nil || !a.lobby.State().Looked {
		return
	}
	to := a.Chosen
	switch seat := a.seat(); {
	case seat != nil:
		to.Playing = a.visited
	case a.match == nil && to.Playing == a.visited:
		to.Playing = ""
	}
	if to.Playing != a.Chosen.Playing {
		a.choose(to)
	}
}

// seat is the player's seat in a match that runs, as the matchmaker knows it; nil for none.
func (a *app) seat() *api.Seated {
	if a.lobby == nil {
		return nil
	}
	return a.lobby.State().Seated
}

// offerReturn is the way back to a match that one has a seat in, with how long the seat is kept; it returns how high that was.
func offerReturn(a *app, u *kit.UI, r kit.Rect) float64 {
	s := a.seat()
	if s == nil {
		return 0
	}
	w := a.Words
	button, low := r.Cut(u.RowHeight(), 4)
	name := w.Or("scenario."+s.Scenario, s.Scenario)
	if u.Button("return", button, w.Say("online.return", "scenario", name), w.Say("online.return_hint")) {
		a.show(newWait(a, returning(a, s)))
	}
	kept := w.Say("online.kept")
	if !s.Until.IsZero() {
		kept = w.Say("online.kept_for", "time", words.Clock(s.Until.Sub(a.Now)))
	}
	low.H = u.Tall(kit.Small)
	u.Text(low, kept, kit.Small, kit.Left, kit.Good)
	return u.RowHeight() + 4 + u.Tall(kit.Small) + kit.RowGap
}

// returning is the match that one has a seat in, as an errand.
func returning(a *app, s *api.Seated) errand {
	at := &seated{lobby: a.lobby, seat: api.Assignment{Match: s.Match, Scenario: s.Scenario, Seat: s.Seat}, wish: api.TicketRequest{Mode: s.Mode}}
	from := a.cfg.Host
	return errand{
		scenario: s.Scenario, online: at, back: func(a *app) { a.show(onlinePage()) },
		start: func(ctx context.Context) (host.Match, error) {
			seat, err := at.again(ctx, at.seat.Match)
			if err != nil {
				return nil, err
			}
			return from.Join(ctx, seat, at.again)
		},
	}
}

// errInsider is a match that one may not watch.
var errInsider = errors.New("not to be watched")

// insider says that one may not watch a match, if that is what went wrong.
func insider(err error) error {
	if api.StatusOf(err) == http.StatusForbidden {
		return fmt.Errorf("%w: %w", errInsider, err)
	}
	return err
}
