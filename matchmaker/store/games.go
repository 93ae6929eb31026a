package store

import (
	"context"
	"database/sql"
	"time"

	"muster/matchmaker/api"
)

// SeatTurn is how a match by turns stands for a seat, as its shard told last.
type SeatTurn struct {
	Turn  uint32    // that is planned, or ran last; 0 while nothing was told
	Plans bool      // the seat's player is to plan it
	Waits bool      // others may believe so, which is all that they are told
	Due   time.Time // until then; zero for without a deadline
}

// SetTurns notes how matches stand for their seats, by stint.
func (s *Store) SetTurns(ctx context.Context, of map[int64]SeatTurn) error {
	return s.chore(ctx, func(t tx) error {
		for stint, v := range of {
			if _, err := t.exec(`update seats set turn = ?, plans = ?, waits = ?, due = ? where id = ? and status = 'held'`,
				int64(v.Turn), flag(v.Plans), flag(v.Waits), stamp(v.Due), stint); err != nil {
				return err
			}
		}
		return nil
	})
}

// Games lists the matches that run in which a player has a seat, the newest first, with all who sit there.
func (s *Store) Games(ctx context.Context, player string) ([]api.Game, error) {
	rows, err := s.reading(ctx).rows(`select m.id, m.mode, m.scenario, m.teams, m.begun, m.post = 1, m.status = 'open',
		o.seat, o.player, `+called+`, o.player = ?, o.away, o.turn, o.plans = 1, o.waits = 1, o.due
		from seats v join matches m on m.id = v.match and m.status in ('opening', 'open')
		join seats o on o.match = v.match and o.status in ('placed', 'held') left join accounts a on a.player = o.player
		where v.player = ? and v.status in ('placed', 'held') order by m.number desc, o.seat limit ?`, player, player, maxListed)
	lines, err := collect(rows, err, scanSeatOfGame)
	if err != nil {
		return nil, err
	}
	all := []api.Game{}
	for from := 0; from < len(lines); {
		to := from
		for to < len(lines) && lines[to].game.Match == lines[from].game.Match {
			to++
		}
		all = append(all, game(lines[from:to]))
		from = to
	}
	return all, nil
}

// seatOfGame is a match with one of those who sit there.
type seatOfGame struct {
	game  api.Game
	seat  api.GameSeat
	teams []int
	away  time.Time
	SeatTurn
}

func scanSeatOfGame(scan func(...any) error, v *seatOfGame) error {
	var teams string
	var name sql.NullString
	var begun int64
	var away, due sql.NullInt64
	err := scan(&v.game.Match, &v.game.Mode, &v.game.Scenario, &teams, &begun, &v.game.Correspondence, &v.game.Open,
		&v.seat.Seat, &v.seat.Player, &name, &v.seat.You, &away, &v.Turn, &v.Plans, &v.Waits, &due)
	v.game.Begun, v.seat.Name, v.away, v.Due = fromMicros(begun), name.String, when(away), when(due)
	if err == nil {
		err = readText(teams, &v.teams)
	}
	if err == nil && v.seat.Seat < len(v.teams) {
		v.seat.Team = v.teams[v.seat.Seat]
	}
	return err
}

// game is a match as the player is told of it who has one of its seats: of those of the same team whether they plan, of
// others what others are told.
func game(seats []seatOfGame) api.Game {
	g, team := seats[0].game, -1
	for i := range seats {
		if v := &seats[i]; v.seat.You {
			team = v.seat.Team
			g.Seat, g.Turn, g.Yours, g.Due, g.Here = v.seat.Seat, int(v.Turn), v.Plans, v.Due, v.away.IsZero()
			if !v.Plans {
				g.Due = time.Time{}
			}
		}
	}
	for _, v := range seats {
		v.seat.Waited = v.Waits
		if v.seat.Team == team {
			v.seat.Waited = v.Plans
		}
		g.Players = append(g.Players, v.seat)
	}
	return g
}
