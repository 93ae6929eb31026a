package store

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// namesOperator is the entry of the audit log that binds the name of the machine's operator to an account, or to none:
// the last one for a name counts. A name alone is no proof: it is free before its owner registers it, and again when
// the account is deleted.
const namesOperator = "name the operator"

// NameOperator gives the operator's role to the account with this name, and binds the name to that account for good. It
// is ErrNone when there was no such account when it was first asked for, or it is gone: whoever has the
// name now may be anybody.
func (s *Store) NameOperator(ctx context.Context, name string, now time.Time) (player string, err error) {
	err = s.updatePeople(ctx, func(t tx) error {
		player = ""
		err := t.row(`select whom from audit where what = ? and detail = ? order by number desc limit 1`,
			namesOperator, loginOf(name)).Scan(&player)
		if errors.Is(err, ErrNone) {
			player, err = bindOperator(t, name, now)
		}
		if err != nil || player == "" {
			return err
		}
		var role api.Role
		if err = t.row(`select role from accounts where player = ? and erased is null`,
			player).Scan(&role); errors.Is(err, ErrNone) {
			player = ""
			return nil
		}
		if err != nil || role == api.RoleOperator {
			return err
		}
		return makeOperator(t, player, now)
	})
	if err == nil && player == "" {
		err = ErrNone
	}
	return player, err
}

// bindOperator binds a name to whoever logs in with it now, or to nobody.
func bindOperator(t tx, name string, now time.Time) (player string, err error) {
	err = t.row(`select player from accounts where login = ? and erased is null`, loginOf(name)).Scan(&player)
	if err == nil || errors.Is(err, ErrNone) {
		err = audit(t, api.Audit{
			At: now, By: api.MachineOperator, What: namesOperator, Whom: player, Detail: loginOf(name),
		})
	}
	return player, err
}

func makeOperator(t tx, player string, now time.Time) error {
	role := string(api.RoleOperator)
	if err := one(t.exec(`update accounts set role = ? where player = ? and erased is null`,
		role, player)); err != nil {
		return err
	}
	return audit(t, api.Audit{At: now, By: api.MachineOperator, What: "give role", Whom: player, Detail: role})
}

// ProveOperator binds the name of the machine's operator to an account that has proved to be the operator's. It is
// ErrConflict when the account has another name.
func (s *Store) ProveOperator(ctx context.Context, name, player string, now time.Time) error {
	return s.updatePeople(ctx, func(t tx) error {
		err := t.row(`select player from accounts where player = ? and login = ? and erased is null`,
			player, loginOf(name)).Scan(&player)
		if errors.Is(err, ErrNone) {
			return ErrConflict
		}
		if err == nil {
			err = audit(t, api.Audit{
				At: now, By: api.MachineOperator, What: namesOperator, Whom: player, Detail: loginOf(name),
			})
		}
		if err != nil {
			return err
		}
		return makeOperator(t, player, now)
	})
}
