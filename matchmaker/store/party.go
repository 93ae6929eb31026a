package store

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// ErrFull is a party that has no room.
var ErrFull = errors.New("the party is full")

// FoundParty makes a party of one player, unless the player is in one already.
func (s *Store) FoundParty(ctx context.Context, id, code, player string, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		if _, err := partyOf(t, player); !errors.Is(err, ErrNone) {
			return err
		}
		return t.all(
			stmt(`insert into parties (id, code, leader, created) values (?, ?, ?, ?)`, id, code, player, micros(now)),
			stmt(`insert into members (player, party, joined) values (?, ?, ?)`, player, id, micros(now)))
	})
}

func partyOf(q querier, player string) (party string, err error) {
	err = q.row(`select party from members where player = ?`, player).Scan(&party)
	return party, err
}

// Party finds the party that a player is in; ErrNone if there is none.
func (s *Store) Party(ctx context.Context, player string) (p api.Party, err error) {
	r := s.reading(ctx)
	if p.ID, err = partyOf(r, player); err != nil {
		return p, err
	}
	if err = r.row(`select code, leader from parties where id = ?`, p.ID).Scan(&p.Code, &p.Leader); err != nil {
		return p, err
	}
	p.Members, err = members(r, `select m.player, `+called+` from members m join accounts a on a.player = m.player where m.party = ? order by m.joined, m.player`, p.ID)
	if err == nil {
		p.Invited, err = members(r, `select i.player, `+called+` from invitations i join accounts a on a.player = i.player where i.party = ? order by i.created, i.player`, p.ID)
	}
	if err == nil {
		err = r.row(`select t.id from tickets t join ticket_players p on p.ticket = t.id and p.live = 1 where p.player = ? and t.party = ?`,
			p.Leader, p.ID).Scan(&p.Ticket)
		if errors.Is(err, ErrNone) {
			err = nil
		}
	}
	return p, err
}

func members(q querier, query, party string) ([]api.Member, error) {
	rows, err := q.rows(query, party)
	return collect(rows, err, func(scan func(...any) error, m *api.Member) error { return scan(&m.Player, &m.Name) })
}

// Invite lets a player join a party; only its leader may say so.
func (s *Store) Invite(ctx context.Context, party, leader, player string, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		return one(t.exec(`insert into invitations (party, player, sender, created) select id, cast(? as text), leader, cast(? as bigint) from parties where id = ? and leader = ?
			on conflict (party, player) do update set created = excluded.created`, player, micros(now), party, leader))
	})
}

// Invitations lists the parties that a player may join.
func (s *Store) Invitations(ctx context.Context, player string) ([]api.Invitation, error) {
	rows, err := s.reading(ctx).rows(`select i.party, p.code, i.sender, `+called+` from invitations i join parties p on p.id = i.party
		join accounts a on a.player = i.sender where i.player = ? order by i.created desc limit ?`, player, maxListed)
	return collect(rows, err, func(scan func(...any) error, v *api.Invitation) error {
		return scan(&v.Party, &v.Code, &v.From.Player, &v.From.Name)
	})
}

// Uninvite forgets an invitation.
func (s *Store) Uninvite(ctx context.Context, party, player string) error {
	return s.update(ctx, func(t tx) error {
		_, err := t.exec(`delete from invitations where party = ? and player = ?`, party, player)
		return err
	})
}

// JoinParty puts a player into the party with a code, out of any other. A ticket that either had is taken back: it was
// for other people.
func (s *Store) JoinParty(ctx context.Context, code, player string, room int, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		var party, leader string
		// Writing first keeps two who join at the same time from taking one place.
		if _, err := t.exec(`update parties set code = code where code = ?`, code); err != nil {
			return err
		}
		if err := t.row(`select id, leader from parties where code = ?`, code).Scan(&party, &leader); err != nil {
			return err
		}
		if in, err := partyOf(t, player); err == nil && in == party {
			return nil
		}
		var n int
		if err := t.row(`select count(*) from members where party = ?`, party).Scan(&n); err != nil {
			return err
		}
		if n >= room {
			return ErrFull
		}
		if err := leaveParty(t, player); err != nil {
			return err
		}
		for _, p := range []string{player, leader} {
			if err := endWaiting(t, p, api.PartyChanged, now); err != nil {
				return err
			}
		}
		if err := t.all(
			stmt(`insert into members (player, party, joined) values (?, ?, ?)`, player, party, micros(now)),
			stmt(`delete from invitations where party = ? and player = ?`, party, player)); err != nil {
			return err
		}
		return letPartyIn(t, party)
	})
}

// LeaveParty takes a player out of whatever party; the party's ticket is taken back while it waits.
func (s *Store) LeaveParty(ctx context.Context, player string, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		if err := endWaiting(t, player, api.PartyChanged, now); err != nil {
			return err
		}
		return leaveParty(t, player)
	})
}

// leaveParty takes a player out; who is longest in it leads then, and with the last one the party ends.
func leaveParty(t tx, player string) error {
	party, err := partyOf(t, player)
	if errors.Is(err, ErrNone) {
		return nil
	} else if err != nil {
		return err
	}
	return t.all(
		stmt(`delete from members where player = ?`, player),
		stmt(`update parties set leader = coalesce((select player from members where party = parties.id order by joined, player limit 1), leader)
			where id = ? and leader = ?`, party, player),
		stmt(`delete from invitations where party = ? and not exists (select 1 from members where party = ?)`,
			party, party),
		stmt(`delete from parties where id = ? and not exists (select 1 from members where party = ?)`, party, party))
}

// RemoveMember sends a member away; only the leader may.
func (s *Store) RemoveMember(ctx context.Context, party, leader, player string, now time.Time) error {
	return s.update(ctx, func(t tx) error {
		var n int
		err := t.row(`select count(*) from parties p join members m on m.party = p.id where p.id = ? and p.leader = ? and m.player = ?`, party, leader, player).Scan(&n)
		if err != nil || n == 0 {
			return errors.Join(err, ErrConflict)
		}
		if err := endWaiting(t, player, api.PartyChanged, now); err != nil {
			return err
		}
		return leaveParty(t, player)
	})
}

// HandLead makes another member the leader; only the leader may.
func (s *Store) HandLead(ctx context.Context, party, leader, player string) error {
	return s.update(ctx, func(t tx) error {
		return one(t.exec(`update parties set leader = ? where id = ? and leader = ? and exists (select 1 from members where party = ? and player = ?)`,
			player, party, leader, party, player))
	})
}
