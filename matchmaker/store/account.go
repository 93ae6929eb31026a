package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

// Account is a player as the database knows one.
type Account struct {
	Player  string
	Name    string
	Guest   bool
	Hash    string // of the password; empty for a guest
	Role    api.Role
	Created time.Time
}

// Caller is whom a request speaks for.
type Caller struct {
	Player  string
	Name    string
	Guest   bool
	Role    api.Role
	Session string
	Signed  bool      // the session is good
	Banned  time.Time // until then; zero if not banned
	Muted   time.Time // until then
	Sight   bool      // may look at matches without delay, as an operator
}

// Forever stands for the end of a sanction that has none.
var Forever = api.Forever

// AddAccount makes an account; its Name is also what its player logs in with, unless it is a guest's.
func (s *Store) AddAccount(ctx context.Context, a Account) error {
	return s.update(ctx, func(t tx) error {
		n, err := claimName(t, a)
		if err != nil {
			return err
		}
		_, err = t.exec(`insert into accounts (player, name, login, looks, hash, role, created) values (?, ?, ?, ?, ?, ?, ?)`,
			a.Player, a.Name, n.login, n.looks, a.Hash, string(a.Role), micros(a.Created))
		return err
	})
}

// Upgrade makes a guest's account one with a name and a password.
func (s *Store) Upgrade(ctx context.Context, player, name, hash string) error {
	return s.updatePeople(ctx, func(t tx) error {
		n, err := claimName(t, Account{Player: player, Name: name})
		if err != nil {
			return err
		}
		return one(t.exec(`update accounts set name = ?, login = ?, looks = ?, hash = ? where player = ? and login is null and erased is null`,
			name, n.login, n.looks, hash, player))
	})
}

// one turns a change of no row into ErrConflict.
func one(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrConflict
	}
	return err
}

var accountColumns = `select player, ` + called + `, login is null, hash, role, created from accounts a where erased is null and `

func scanAccount(scan func(...any) error) (a Account, err error) {
	var created int64
	err = scan(&a.Player, &a.Name, &a.Guest, &a.Hash, &a.Role, &created)
	a.Created = fromMicros(created)
	return a, err
}

// Account finds a player; ErrNone if there is none.
func (s *Store) Account(ctx context.Context, player string) (Account, error) {
	return scanAccount(s.reading(ctx).row(accountColumns+`player = ?`, player).Scan)
}

// Caller reports what counts when a player with a session calls; ErrNone if the account is gone.
func (s *Store) Caller(ctx context.Context, player, session string, now time.Time) (Caller, error) {
	c := Caller{Player: player, Session: session}
	var banned, muted sql.NullInt64
	err := s.reading(ctx).row(`select `+called+`, login is null, role, sight = 1,
		exists (select 1 from sessions where id = ? and player = a.player and expires > ?),
		(select max(coalesce(expires, 4503599627370496)) from sanctions where player = a.player and kind = 'ban' and lifted is null),
		(select max(coalesce(expires, 4503599627370496)) from sanctions where player = a.player and kind = 'mute' and lifted is null)
		from accounts a where player = ? and erased is null`, session, micros(now), player).
		Scan(&c.Name, &c.Guest, &c.Role, &c.Sight, &c.Signed, &banned, &muted)
	if banned.Int64 > micros(now) {
		c.Banned = when(banned)
	}
	if muted.Int64 > micros(now) {
		c.Muted = when(muted)
	}
	return c, err
}

// SetPassword changes a password and ends every session of the account but one.
func (s *Store) SetPassword(ctx context.Context, player, hash, keep string) error {
	return s.updatePeople(ctx, func(t tx) error {
		if err := one(t.exec(`update accounts set hash = ? where player = ? and login is not null`,
			hash, player)); err != nil {
			return err
		}
		return endSessions(t, player, keep)
	})
}

// SetRole changes what an account may do. Who is no operator any more has lost the right to look without delay, too.
func (s *Store) SetRole(ctx context.Context, player string, role api.Role) error {
	return s.updatePeople(ctx, func(t tx) error {
		return one(t.exec(`update accounts set role = ?, sight = case when ? = 'operator' then sight else 0 end
			where player = ? and erased is null`, string(role), string(role), player))
	})
}

// Erase forgets who a player is: name, password, sessions, party, and what the player wrote. Matches played stay,
// without a name. The ticket and its seat are given up.
func (s *Store) Erase(ctx context.Context, player string, now time.Time) error {
	return s.updatePeople(ctx, func(t tx) error {
		if err := endAll(t, player, api.AccountDeleted, now); err != nil {
			return err
		}
		if err := leaveParty(t, player); err != nil {
			return err
		}
		if err := forgetNotices(t, player); err != nil {
			return err
		}
		return t.all(
			stmt(`update accounts set name = 'deleted', login = null, looks = null, hash = '', role = 'player', sight = 0, erased = ? where player = ?`, micros(now), player),
			stmt(`delete from sessions where player = ?`, player),
			stmt(`delete from invitations where player = ? or sender = ?`, player, player),
			stmt(`delete from ratings where player = ?`, player),
			stmt(`update complaints set body = '' where author = ?`, player),
		)
	})
}

// AddSession keeps a new session. secret is the hash of its refresh token.
func (s *Store) AddSession(ctx context.Context, id, player, secret string, now, expires time.Time) error {
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`insert into sessions (id, player, secret, rotated, created, expires) values (?, ?, ?, ?, ?, ?)`,
			id, player, secret, micros(now), micros(now), micros(expires))
		return err
	})
}

// Rotate takes a refresh token and puts the next in its place. The token before is good for a minute more, since an
// answer may be lost on its way. Any older one is a copy in somebody else's hands: the session ends, with ErrConflict.
func (s *Store) Rotate(
	ctx context.Context, id, secret, next string, now, expires time.Time,
) (player string, err error) {
	stolen := false
	err = s.updatePeople(ctx, func(t tx) error {
		var good, before string
		var rotated int64
		stolen = false
		if err := t.row(`select player, secret, previous, rotated from sessions where id = ? and expires > ?`,
			id, micros(now)).
			Scan(&player, &good, &before, &rotated); err != nil {
			return err
		}
		late := secret == before && now.Before(fromMicros(rotated).Add(refreshOnce))
		if secret != good && !late {
			stolen = true
			_, err := t.exec(`delete from sessions where id = ?`, id)
			return err
		}
		_, err := t.exec(`update sessions set secret = ?, previous = ?, rotated = ?, expires = ? where id = ?`,
			next, secret, micros(now), micros(expires), id)
		return err
	})
	if err == nil && stolen {
		err = ErrConflict
	}
	return player, err
}

// EndSession ends one session.
func (s *Store) EndSession(ctx context.Context, id string) error {
	return s.updatePeople(ctx, func(t tx) error {
		_, err := t.exec(`delete from sessions where id = ?`, id)
		return err
	})
}

// EndSessions ends all sessions of a player but one.
func (s *Store) EndSessions(ctx context.Context, player, keep string) error {
	return s.updatePeople(ctx, func(t tx) error { return endSessions(t, player, keep) })
}

func endSessions(t tx, player, keep string) error {
	_, err := t.exec(`delete from sessions where player = ? and id <> ?`, player, keep)
	return err
}

// Sessions lists when a player signed in.
func (s *Store) Sessions(ctx context.Context, player string) ([]api.ExportedSign, error) {
	rows, err := s.reading(ctx).rows(`select created, expires from sessions where player = ? order by created`, player)
	return collect(rows, err, func(scan func(...any) error, v *api.ExportedSign) error {
		var created, expires int64
		err := scan(&created, &expires)
		v.Created, v.Expires = fromMicros(created), fromMicros(expires)
		return err
	})
}

// Key is a public key that tokens of accounts are signed with.
type Key struct {
	ID      string
	Public  string // hexadecimal
	Created time.Time
	Expires time.Time
}

// PutKey makes a key known to every matchmaker; what has expired is forgotten.
func (s *Store) PutKey(ctx context.Context, k Key, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		return t.all(
			stmt(`delete from access_keys where expires < ?`, micros(now)),
			stmt(`insert into access_keys (kid, public, created, expires) values (?, ?, ?, ?) on conflict (kid) do update set expires = excluded.expires`,
				k.ID, k.Public, micros(k.Created), micros(k.Expires)))
	})
}

// Keys lists the keys that may still be in use, the newest first.
func (s *Store) Keys(ctx context.Context, now time.Time) ([]Key, error) {
	rows, err := s.reading(ctx).rows(`select kid, public, created, expires from access_keys where expires > ? order by created desc, kid`, micros(now))
	return collect(rows, err, func(scan func(...any) error, k *Key) error {
		var created, expires int64
		err := scan(&k.ID, &k.Public, &created, &expires)
		k.Created, k.Expires = fromMicros(created), fromMicros(expires)
		return err
	})
}

// Rated is a player's rating in a mode.
type Rated struct {
	Player, Name, Mode string
	Rating             rating.Rating
	Played, Won        int
}

// Ratings lists a player's ratings of the season that runs.
func (s *Store) Ratings(ctx context.Context, player string) ([]Rated, error) {
	rows, err := s.reading(ctx).rows(`select player, '', mode, mu, sigma, played, won from ratings
		where player = ? and season = (select max(number) from seasons) order by mode`, player)
	return collect(rows, err, scanRated)
}

func scanRated(scan func(...any) error, r *Rated) error {
	return scan(&r.Player, &r.Name, &r.Mode, &r.Rating.Mu, &r.Rating.Sigma, &r.Played, &r.Won)
}

// Leaders lists the best of a mode in a season.
func (s *Store) Leaders(ctx context.Context, mode string, season, limit int) ([]Rated, error) {
	rows, err := s.reading(ctx).rows(`select r.player, `+called+`, r.mode, r.mu, r.sigma, r.played, r.won
		from ratings r join accounts a on a.player = r.player where r.mode = ? and r.season = ? and r.played > 0
		order by r.mu - 2 * r.sigma desc, r.player limit ?`, mode, season, min(limit, maxListed))
	return collect(rows, err, scanRated)
}

// Seasons lists the seasons, the newest first.
func (s *Store) Seasons(ctx context.Context) ([]api.Season, error) {
	rows, err := s.reading(ctx).rows(`select number, name, begun, ended from seasons order by number desc limit ?`,
		maxListed)
	return collect(rows, err, func(scan func(...any) error, v *api.Season) error {
		var begun int64
		var ended sql.NullInt64
		err := scan(&v.Number, &v.Name, &begun, &ended)
		v.Begun, v.Ended = fromMicros(begun), when(ended)
		return err
	})
}

// BeginSeason ends the season that runs and begins another, with every rating carried over less sure than it was.
func (s *Store) BeginSeason(ctx context.Context, name string, now time.Time) (season api.Season, err error) {
	err = s.update(ctx, func(t tx) error {
		var last int
		if err := t.row(`select max(number) from seasons`).Scan(&last); err != nil {
			return err
		}
		season = api.Season{Number: last + 1, Name: name, Begun: now}
		if err := t.all(
			stmt(`update seasons set ended = ? where number = ?`, micros(now), last),
			stmt(`insert into seasons (number, name, begun) values (?, ?, ?)`, last+1, name, micros(now))); err != nil {
			return err
		}
		rows, err := t.rows(`select player, '', mode, mu, sigma, played, won from ratings where season = ?`, last)
		all, err := collect(rows, err, scanRated)
		for _, r := range all {
			next := r.Rating.Season()
			if _, e := t.exec(`insert into ratings (player, mode, season, mu, sigma) values (?, ?, ?, ?, ?)`,
				r.Player, r.Mode, last+1, next.Mu, next.Sigma); e != nil {
				err = errors.Join(err, e)
				break
			}
		}
		return err
	})
	return season, err
}
