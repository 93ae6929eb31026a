package pages

import (
	"context"

	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// Remembers notes that the player sits in a match with others, until the matchmaker says that there is none: whoever
// starts the game again after a crash is led back. playing says whether one is played now.
func (a *Pages) Remembers(playing bool) {
	if a.Lobby == nil || !a.Lobby.State().Looked {
		return
	}
	to := a.Chosen
	switch seat := a.Seat(); {
	case seat != nil:
		to.Playing = a.visited
	case !playing && to.Playing == a.visited:
		to.Playing = ""
	}
	if to.Playing != a.Chosen.Playing {
		a.Choose(to)
	}
}

// Seat is the player's seat in a match that runs, as the matchmaker knows it; nil for none.
func (a *Pages) Seat() *api.Seated {
	if a.Lobby == nil {
		return nil
	}
	return a.Lobby.State().Seated
}

// offerReturn is the way back to a match that one has a seat in, with how long the seat is kept; it
// returns how high that was.
func offerReturn(a *Pages, u *ui.UI, r ui.Rect) float64 {
	s := a.Seat()
	if s == nil {
		return 0
	}
	w := a.Words
	button, low := r.Cut(u.RowHeight(), 4)
	name := w.Or("scenario."+s.Scenario, s.Scenario)
	if u.Button("return", button, w.Say("online.return", "scenario", name), w.Say("online.return_hint")) {
		a.Play(returning(a, s))
	}
	kept := w.Say("online.kept")
	if !s.Until.IsZero() {
		kept = w.Say("online.kept_for", "time", i18n.Clock(s.Until.Sub(a.Now)))
	}
	low.H = u.Tall(ui.Small)
	u.Text(low, kept, ui.Small, ui.Left, ui.Good)
	return u.RowHeight() + 4 + u.Tall(ui.Small) + ui.RowGap
}

// returning is the match that one has a seat in, as a source.
func returning(a *Pages, s *api.Seated) MatchSource {
	at := &seated{
		lobby: a.Lobby, seat: api.Assignment{Match: s.Match, Scenario: s.Scenario, Seat: s.Seat},
		wish: api.TicketRequest{Mode: s.Mode},
	}
	from := a.Host
	return MatchSource{
		scenario: s.Scenario, online: at, back: Online,
		start: func(ctx context.Context) (host.Match, error) {
			seat, err := at.again(ctx, at.seat.Match)
			if err != nil {
				return nil, err
			}
			return from.Join(ctx, seat, at.again)
		},
	}
}
