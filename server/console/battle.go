package console

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"muster/client/picture"
	"muster/game"
	"muster/matchmaker/api"
)

// shownFilm is the replay of a match that is over, as its page shows it.
type shownFilm struct {
	Coming bool   // it is not here yet
	Why    string // it cannot be shown
	At     game.Tick
	Last   game.Tick
	Rate   int // ticks a second
}

// Clock is a tick as minutes and seconds.
func (f *shownFilm) Clock(t game.Tick) string {
	seconds := int(t) / max(f.Rate, 1)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// Max is the slider's end: it goes by whole seconds.
func (f *shownFilm) Max() game.Tick {
	rate := game.Tick(max(f.Rate, 1))
	return (f.Last + rate - 1) / rate * rate
}

// legend explains a picture: which sign is which team, which kind.
type legend struct{ Teams, Kinds []sign }

type sign struct {
	Number int
	Sign   string
	Name   string
}

// legendOf names the teams and kinds of a match, each kind once.
func legendOf(s *game.Setup) (l legend) {
	if s == nil {
		return l
	}
	for i := range s.Scenario.Teams {
		l.Teams = append(l.Teams, sign{i % 8, picture.TeamSign(i), s.Scenario.Teams[i].Name})
	}
	used := map[uint8]bool{}
	for i := range s.Scenario.Squads {
		used[s.Scenario.Squads[i].Kind] = true
	}
	for i := range s.Rules.Kinds {
		if used[uint8(i)] {
			l.Kinds = append(l.Kinds, sign{i, picture.Sign(i), s.Rules.Kinds[i].Name})
		}
	}
	return l
}

// showBattle adds what the page tells of the picture.
func (c *Console) showBattle(ctx context.Context, v *visit, d *matched) {
	if d.Runs && !v.live() {
		if err := v.mayWatch(ctx, d.ID, time.Now()); api.StatusOf(err) == http.StatusForbidden {
			d.Barred = detail(err)
		}
	}
	d.Back = c.cfg.SoFar != nil
	switch back := d.Back && v.query("tick") != ""; {
	case (back || !d.Runs) && !v.live() && d.Barred == "":
		d.Film = c.showFilm(ctx, v, d)
	case d.Runs && !back:
		d.Battle = c.battles.now(d.ID)
		d.Legend = legendOf(d.Battle.Setup)
	}
}

// showFilm waits a moment for the replay. One that takes longer is on its way when the page is opened again.
func (c *Console) showFilm(ctx context.Context, v *visit, d *matched) *shownFilm {
	one := c.films.open(&d.Match, true, time.Now())
	if one == nil || !one.opened(ctx) {
		return &shownFilm{Coming: true}
	}
	if one.err != nil {
		return &shownFilm{Why: plain(detail(one.err))}
	}
	d.Legend = legendOf(one.Setup)
	f := &shownFilm{At: one.Last, Last: one.Last, Rate: int(one.Setup.Rules.TickRate)}
	if at, err := strconv.ParseUint(v.query("tick"), 10, 32); err == nil {
		f.At = min(game.Tick(at), one.Last)
	}
	return f
}

// Late is how many seconds the picture is behind; -1 where that is not known.
func (m matched) Late() int {
	if m.Zone == nil || m.Battle.Tick == 0 || m.Battle.Setup == nil {
		return -1
	}
	return max(0, int(m.Zone.Tick)-int(m.Battle.Tick)) / max(1, int(m.Battle.Setup.Rules.TickRate))
}
