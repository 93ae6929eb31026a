package pages

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"muster/client/screen/host"
	"muster/game"
	"muster/matchmaker/api"
)

// Follow goes where a link leads. What only a matchmaker knows is asked of the one at home, once it has let the player
// in.
func (a *Pages) Follow(l host.Link) {
	switch {
	case l.Scenario != "":
		a.followAlone(l)
	case !l.Online():
	case a.Home == "":
		a.Play(failing(errNoServer))
	default:
		a.link = &l
		a.Open(Online)
		if a.Lobby == nil {
			a.enter(a.Home, a.Framed)
		}
	}
}

// EnterHome leads to the matchmaker that one is at home at, if there is one and the player is at none.
func (a *Pages) EnterHome() {
	a.Open(Online)
	if a.Home != "" && (a.Lobby == nil || a.Lobby.Framed()) {
		a.Enter(a.Home)
	}
}

var errNoServer = errors.New("this page has no server: such a link needs the one where the match is played")

// followAlone begins a battle of one's own.
func (a *Pages) followAlone(l host.Link) {
	if !slices.Contains(a.Host.Scenarios(), l.Scenario) {
		a.Play(failing(fmt.Errorf("there is no scenario %q", l.Scenario)))
		return
	}
	a.Choice.Scenario = l.Scenario
	if slices.Contains(a.Host.Levels(), l.Level) {
		a.Chosen.Level = l.Level
	} else if l.Level != "" {
		a.Play(failing(fmt.Errorf("there is no level %q", l.Level)))
		return
	}
	a.Play(alone(a))
}

// failing is a source that leads nowhere.
func failing(err error) MatchSource {
	return MatchSource{start: func(context.Context) (host.Match, error) { return nil, err }, back: Title}
}

// Arrive goes on with a link once the matchmaker has let the player in and told of the player's seat.
func (a *Pages) Arrive() {
	if a.link == nil || a.Lobby == nil {
		return
	}
	s := a.Lobby.State()
	if !s.Here || !s.Looked {
		return
	}
	l, q := *a.link, a.Lobby.Client()
	a.link = nil
	switch {
	case l.Party != "":
		a.Lobby.JoinParty(l.Party)
	case s.Seated != nil && s.Seated.Match == l.Match && !l.Watch:
		a.Play(returning(a, s.Seated))
	case s.Game(l.Match) != nil && !l.Watch:
		a.Play(opened(a, s.Game(l.Match)))
	default:
		a.Guard.Go(func() {
			m, err := q.Match(context.Background(), l.Match+l.Replay)
			a.Post(func() { a.visit(l, &m, err) })
		})
	}
}

// visit goes to a match: to its replay if it has ended, else to a free seat if one is wished for, else to watch it.
func (a *Pages) visit(l host.Link, m *api.Match, err error) {
	if a.Lobby == nil {
		return // left meanwhile
	}
	s := a.Lobby.State()
	switch {
	case err != nil:
		a.Play(failing(err))
	case m.Replay != "" && (l.Replay != "" || !m.Ended.IsZero()):
		a.Watch(from(l.Tick, linked(s.Addr, m.ID, fetched(a.Lobby, m.Replay))))
	case l.Replay != "" || !m.Ended.IsZero():
		a.Play(failing(fmt.Errorf("match %s has no replay yet; it has one some seconds after its end", m.ID)))
	case m.Open && !l.Watch:
		a.Lobby.Queue(api.TicketRequest{Mode: m.Mode, Match: m.ID})
	default:
		a.Play(watching(a, m, delayOf(&s, m)))
	}
}

// linked says of a replay where anybody can watch it.
func linked(matchmaker, match string, read Reading) Reading {
	return func(ctx context.Context, told func(read, size int64)) (host.Recording, error) {
		rec, err := read(ctx, told)
		rec.Link = replayLink(matchmaker, match)
		return rec, err
	}
}

func replayLink(matchmaker, match string) string {
	return strings.TrimRight(matchmaker, "/") + "/replay/" + url.PathEscape(match)
}

// from has a replay begin at a tick.
func from(tick game.Tick, read Reading) Reading {
	return func(ctx context.Context, told func(read, size int64)) (host.Recording, error) {
		rec, err := read(ctx, told)
		rec.From = tick
		return rec, err
	}
}
