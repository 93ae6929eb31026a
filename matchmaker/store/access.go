package store

import (
	"context"
	"errors"
	"time"
)

// Access is who may not be in a match. Its shard is told of each Revision.
type Access struct {
	Revision int64
	Barred   []string // removed from it, or banned while they had a seat or watched
	Insiders []string // may not watch it while it runs
}

// Access reads who may not be in a match. What changes meanwhile has a higher revision.
func (s *Store) Access(ctx context.Context, match string, now time.Time) (a Access, err error) {
	r := s.reading(ctx)
	if err = r.row(`select access from matches where id = ?`, match).Scan(&a.Revision); err != nil {
		return a, err
	}
	one := func(scan func(...any) error, player *string) error { return scan(player) }
	rows, err := r.rows(`select player from sanctions where kind = 'kick' and match = ? and lifted is null
		union select c.player from sanctions c where c.kind = 'ban' and c.lifted is null and (c.expires is null or c.expires > ?)
			and (exists (select 1 from insiders i where i.match = ? and i.player = c.player)
				or exists (select 1 from watchers w where w.match = ? and w.player = c.player))`, match, micros(now), match, match)
	if a.Barred, err = collect(rows, err, one); err != nil {
		return a, err
	}
	rows, err = r.rows(`select player from insiders where match = ?`, match)
	a.Insiders, err = collect(rows, err, one)
	return a, err
}

// accessChanged has the shards of the matches that a player is in, plays or watches, told anew who may be there.
func accessChanged(t tx, player string) error {
	_, err := t.exec(`update matches set access = access + 1 where status in ('opening', 'open') and
		(id in (select match from insiders where player = ?) or id in (select match from watchers where player = ?))`, player, player)
	return err
}

// letIn notes that whoever sits in a match, and the parties of them, know what one side knows.
func letIn(t tx, match string) error {
	_, err := t.exec(`insert into insiders (match, player)
		select match, player from seats where match = ? and status in ('placed', 'held')
		union select s.match, o.player from seats s join members m on m.player = s.player join members o on o.party = m.party
			where s.match = ? and s.status in ('placed', 'held')
		on conflict do nothing`, match, match)
	return err
}

// letPartyIn does the same for a party that somebody has joined, and all matches that its
// members have or had a seat in.
func letPartyIn(t tx, party string) error {
	const theirs = `select s.match from members m join seats s on s.player = m.player and s.status in ('placed', 'held', 'left') where m.party = ?`
	return t.all(
		stmt(`insert into insiders (match, player)
			select distinct s.match, o.player from members m join seats s on s.player = m.player and s.status in ('placed', 'held', 'left')
				join members o on o.party = m.party where m.party = ?
			on conflict do nothing`, party),
		stmt(`update matches set access = access + 1 where status in ('opening', 'open') and id in (`+theirs+`)`,
			party))
}

// nobodyIn forgets who knows what of a match that is over: everybody may see it now.
func nobodyIn(t tx, match string) error {
	return t.all(
		stmt(`delete from insiders where match = ?`, match),
		stmt(`delete from readers where match = ?`, match),
		stmt(`delete from watchers where match = ?`, match))
}

// ErrBarred is a player who was removed from a match.
var ErrBarred = errors.New("the player was removed from the match")

// LetWatch notes that a player comes to watch a match. ErrConflict if the player, or a party of the player's, has or
// had a seat in it; ErrBarred if moderators removed the player from it.
func (s *Store) LetWatch(ctx context.Context, match, player string) error {
	known, err := watching(s.reading(ctx), match, player)
	if err != nil || known { // who comes back is known: nothing is to be written
		return err
	}
	return s.update(ctx, func(t tx) error {
		if _, err := watching(t, match, player); err != nil {
			return err
		}
		_, err := t.exec(`insert into watchers (match, player) select id, cast(? as text) from matches where id = ? and status in ('opening', 'open')
			on conflict do nothing`, player, match)
		return err
	})
}

// watching reports whether a player was let in to watch a match, or the error for who may not be.
func watching(q querier, match, player string) (known bool, err error) {
	var inside, barred bool
	err = q.row(`select exists (select 1 from insiders where match = ? and player = ?),
		exists (select 1 from sanctions where match = ? and player = ? and kind = 'kick' and lifted is null),
		exists (select 1 from watchers where match = ? and player = ?)`, match, player, match, player, match, player).Scan(&inside, &barred, &known)
	switch {
	case err != nil:
		return false, err
	case barred:
		return false, ErrBarred
	case inside:
		return false, ErrConflict
	}
	return known, nil
}

// Watches reports whether a player was let in to watch a match that runs.
func (s *Store) Watches(ctx context.Context, match, player string) (watches bool, err error) {
	err = s.reading(ctx).row(`select exists (select 1 from watchers where match = ? and player = ?)`,
		match, player).Scan(&watches)
	return watches, err
}

// PlacementsOf lists the matches that run and in which a player plays, or knows what one side knows, or watches.
func (s *Store) PlacementsOf(ctx context.Context, player string) ([]Placement, error) {
	rows, err := s.reading(ctx).rows(`select id, shard from matches where status in ('opening', 'open') and
		(id in (select match from insiders where player = ?) or id in (select match from watchers where player = ?)) order by number`, player, player)
	return collect(rows, err, func(scan func(...any) error, h *Placement) error { return scan(&h.Match, &h.Shard) })
}
