package store

import (
	"context"
	"database/sql"
	"strings"

	"muster/matchmaker/api"
	"muster/matchmaker/names"
)

// called is what others see of an account a, and calledP of an account p: a guest's name has its mark.
var called, calledP = calledOf("a"), calledOf("p")

func calledOf(alias string) string {
	return strings.ReplaceAll(`case when a.login is null and a.erased is null then '`+api.GuestMark+`' || a.name else a.name end`, "a.", alias+".")
}

// claim is what an account takes with its name; nothing for a guest.
type claim struct{ login, looks sql.NullString }

// claimName finds whether a name is free: nobody else logs in with it, and none looks like it.
func claimName(t tx, a Account) (c claim, err error) {
	if a.Guest {
		return c, nil
	}
	c.login = sql.NullString{String: loginOf(a.Name), Valid: true}
	c.looks = sql.NullString{String: names.Looks(a.Name), Valid: true}
	var n int
	err = t.row(`select count(*) from accounts where (login = ? or looks = ?) and player <> ?`,
		c.login, c.looks, a.Player).Scan(&n)
	if err == nil && n > 0 {
		err = ErrTaken
	}
	return c, err
}

// AccountByName finds whoever logs in with a name; ErrNone if nobody does. A name that was kept before names were
// written one way is found as it was typed then.
func (s *Store) AccountByName(ctx context.Context, name string) (Account, error) {
	login, typed := loginOf(name), strings.ToLower(name)
	return scanAccount(s.reading(ctx).row(accountColumns+`login in (?, ?) order by case when login = ? then 0 else 1 end limit 1`, login, typed, login).Scan)
}

// Names reports what players are called; those who are gone are not in it.
func (s *Store) Names(ctx context.Context, players []string) (map[string]string, error) {
	all := map[string]string{}
	for len(players) > 0 {
		ids := make([]any, maxMarks) // the rest stays null, which nobody is
		n := min(len(players), maxMarks)
		for i, p := range players[:n] {
			ids[i] = p
		}
		players = players[n:]
		rows, err := s.reading(ctx).rows(`select player, `+called+` from accounts a where player in (`+marks(maxMarks)+`)`, ids...)
		_, err = collect(rows, err, func(scan func(...any) error, _ *struct{}) error {
			var player, name string
			err := scan(&player, &name)
			all[player] = name
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// fillLooks writes down what the names look like that were registered before that was kept, or by a release that does
// not. Of names that look alike the first that is found has it; the others stay, and block nobody.
func (s *Store) fillLooks(ctx context.Context) error {
	for after := ""; ; {
		rows, err := s.reading(ctx).rows(`select player, name from accounts where player > ? and login is not null and looks is null order by player limit ?`, after, maxSwept)
		found, err := collect(rows, err, func(scan func(...any) error, a *Account) error {
			return scan(&a.Player, &a.Name)
		})
		if err != nil || len(found) == 0 {
			return err
		}
		after = found[len(found)-1].Player
		err = s.update(ctx, func(t tx) error {
			for _, a := range found {
				looks := names.Looks(a.Name)
				if _, err := t.exec(`update accounts set looks = ? where player = ? and looks is null and login is not null
					and not exists (select 1 from accounts where looks = ?)`, looks, a.Player, looks); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// loginOf is what an account with a name logs in with.
func loginOf(name string) string { return names.Login(name) }
