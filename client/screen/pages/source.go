package pages

import (
	"context"
	"time"

	"muster/client"
	"muster/client/screen/host"
	"muster/client/screen/lobby"
	"muster/matchmaker/api"
)

// MatchSource is where a match comes from, and where to go from it.
type MatchSource struct {
	scenario string
	start    func(ctx context.Context) (host.Match, error)
	online   *seated            // that a matchmaker assigned; nil for a match of one's own
	back     Place              // where there is no match
	anew     func() MatchSource // plays the same from its beginning; nil where start does
}

// Back is where to go when there is no match, or none any more.
func (s *MatchSource) Back() Place { return s.back }

// Seat is the seat that a matchmaker assigned; false in a match of one's own.
func (s *MatchSource) Seat() (seat api.Assignment, ok bool) {
	if s.online == nil {
		return api.Assignment{}, false
	}
	return s.online.seat, true
}

// Late is when a match began that is watched, and how late it is seen: zero for what is not known.
func (s *MatchSource) Late() (begun time.Time, delay time.Duration) {
	if s.online == nil {
		return time.Time{}, 0
	}
	return s.online.begun, s.online.delay
}

// seated is a seat that a matchmaker assigned, and what it was asked for.
type seated struct {
	lobby *lobby.Lobby
	seat  api.Assignment
	wish  api.TicketRequest
	begun time.Time     // of a match that is watched
	delay time.Duration // of what is seen of it
}

// again asks where the match lives now.
func (at *seated) again(ctx context.Context, match string) (api.Assignment, error) {
	ask := at.lobby.Client().Where
	if at.seat.Seat < 0 {
		ask = at.lobby.Watch
	}
	seat, err := ask(ctx, match)
	return seat, client.Told(api.StatusOf(err), err)
}

// mode is how the match is played, as far as the matchmaker has told; nil if that is not known.
func (at *seated) mode() *api.Mode {
	s := at.lobby.State()
	name := at.wish.Mode
	for i := range s.Matches {
		if s.Matches[i].ID == at.seat.Match {
			name = s.Matches[i].Mode
		}
	}
	if s.Seated != nil && s.Seated.Match == at.seat.Match {
		name = s.Seated.Mode
	}
	if g := s.Game(at.seat.Match); g != nil {
		name = g.Mode
	}
	for i := range s.Modes {
		if s.Modes[i].Name == name || name == "" { // the first is the default
			return &s.Modes[i]
		}
	}
	return nil
}
