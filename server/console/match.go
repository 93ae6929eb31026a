package console

import (
	"context"
	"net/http"
	"strconv"

	"muster/matchmaker/api"
)

// matched is the page of one match.
type matched struct {
	running
	Runs    bool
	Sitters []seat
	Shards  []string // where it may be moved
	Chances []chance
	Lengths []length // of a mute

	Barred string    // why the visitor may not watch; not told to all who look
	Battle battleNow // while it runs
	Film   *shownFilm
	Game   string // URL of the match in the game itself, in a browser; empty for none
	Back   bool   // one that runs can be gone back in
	Sight  shownSight
	Legend legend
}

// Mutable are those who can be muted or removed: players who are or were here.
func (m matched) Mutable() (all []seat) {
	for _, s := range m.Sitters {
		if s.Player() != "" {
			all = append(all, s)
		}
	}
	return all
}

// Won is the team that won, -1 for nobody, -2 while that is not known.
func (m matched) Won() int {
	if m.Winner == nil {
		return -2
	}
	return *m.Winner
}

// seat is one of a match: who sits there, or which commander.
type seat struct {
	Seat   int
	Team   int // -1 where it is not known
	Sitter *api.Sitter
	Why    *api.WhySeat
	Live   int64 // round trip as the link measures it now, in microseconds; 0 where that is not known
}

// Player is who sits or sat there; empty for a commander.
func (s seat) Player() string {
	switch {
	case s.Sitter != nil:
		return s.Sitter.Player
	case s.Why != nil:
		return s.Why.Player
	}
	return ""
}

// Name is what that player is called.
func (s seat) Name() string {
	if s.Sitter != nil {
		return s.Sitter.Name
	}
	return s.Why.Name
}

// RTT is the newest round trip that is known, in milliseconds: 0 for none. What the queue knew is older.
func (s seat) RTT() string {
	switch {
	case s.Live >= 10_000:
		return strconv.FormatInt(s.Live/1000, 10)
	case s.Live > 0:
		return strconv.FormatFloat(float64(s.Live)/1000, 'f', 1, 64)
	case s.Why != nil && s.Why.RTT > 0:
		return strconv.Itoa(int(s.Why.RTT))
	}
	return ""
}

// chance is that of one team to win, as the queue expected.
type chance struct{ Team, Percent int }

func showMatch(ctx context.Context, c *Console, v *visit) (any, error) {
	id := v.r.PathValue("id")
	m, err := v.api.Match(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.Seats == 0 && m.ID == "" {
		return nil, &api.Problem{Status: http.StatusNotFound}
	}
	figures, err := c.cfg.Figures(ctx)
	if err != nil {
		return nil, err
	}
	d := matched{running: running{m, zonesByMatch(&figures)[id]}, Runs: m.Ended.IsZero(), Lengths: lengths}
	var sitters []api.Sitter
	if d.Runs {
		if sitters, err = v.api.Sitters(ctx, id); err != nil {
			return nil, err
		}
	}
	d.Sitters = seats(m.Seats, sitters, m.Why)
	if d.Zone != nil {
		for i, us := range d.Zone.RTT[:min(len(d.Zone.RTT), len(d.Sitters))] {
			d.Sitters[i].Live = us
		}
	}
	for _, s := range figures.Shards {
		if s.ID != m.Shard {
			d.Shards = append(d.Shards, s.ID)
		}
	}
	if c.cfg.Game != "" {
		d.Game = c.cfg.Game + "/replay/" + m.ID
		if d.Runs {
			d.Game = c.cfg.Game + "/watch/" + m.ID
		}
	}
	c.showBattle(ctx, v, &d)
	c.showSight(ctx, v, &d)
	if m.Why != nil {
		for team, p := range m.Why.WinChance {
			d.Chances = append(d.Chances, chance{team, int(100*p + .5)})
		}
	}
	return d, nil
}

// seats puts together what is known of each seat.
func seats(n int, sitters []api.Sitter, why *api.Why) []seat {
	all := make([]seat, n)
	for i := range all {
		all[i] = seat{Seat: i, Team: -1}
	}
	for i := range sitters {
		if at := sitters[i].Seat; at >= 0 && at < n {
			all[at].Sitter = &sitters[i]
		}
	}
	if why != nil {
		for i := range why.Players {
			if at := why.Players[i].Seat; at >= 0 && at < n {
				all[at].Team, all[at].Why = why.Players[i].Team, &why.Players[i]
			}
		}
	}
	return all
}

func moveMatch(ctx context.Context, v *visit) (string, []string, error) {
	m, err := v.api.Move(ctx, v.form("match"), api.MoveRequest{Shard: v.form("shard")})
	return "console.moved", []string{"from", m.From, "to", m.To}, err
}

func endMatch(ctx context.Context, v *visit) (string, []string, error) {
	if v.form("sure") == "" {
		return "", nil, errNotSure
	}
	return "console.match_ended", nil, v.api.End(ctx, v.form("match"))
}
