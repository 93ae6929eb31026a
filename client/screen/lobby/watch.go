package lobby

import (
	"context"
	"net/http"
	"time"

	"muster/matchmaker/api"
)

// run signs in and then looks around until the stay ends.
func (l *Lobby) run() {
	var err error
	if !l.cfg.Framed {
		_, err = l.Player(l.ctx)
	}
	var modes []api.Mode
	if err == nil {
		modes, err = l.Client().Modes(l.ctx)
	}
	l.change(func(s *State) {
		s.Busy, s.Here, s.Err, s.Modes = false, err == nil, err, modes
		s.Looked = s.Looked || l.cfg.Framed // nobody has no seat
	})
	if err != nil || l.cfg.Framed {
		return
	}
	l.guard.Go(l.followTicket)
	for {
		l.around()
		select {
		case <-l.ctx.Done():
			return
		case <-l.wake:
		case <-time.After(lookEvery):
		}
	}
}

// Player is the client of the player, who is signed in now if that was not needed before.
func (l *Lobby) Player(ctx context.Context) (*api.Client, error) {
	l.signing.Lock()
	defer l.signing.Unlock()
	if l.signed {
		return l.Client(), nil
	}
	session, err := l.signIn(ctx)
	if err != nil {
		return nil, err
	}
	keep := func(s api.Session) {
		if l.cfg.Keep != nil {
			l.cfg.Keep(s.Refresh)
		}
	}
	keep(session)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.q, l.signed = l.q.In(session, keep), true
	return l.q, nil
}

// signIn is the player of an earlier stay again, or a new guest.
func (l *Lobby) signIn(ctx context.Context) (api.Session, error) {
	if l.cfg.Refresh != "" {
		if s, err := l.q.Refresh(ctx, l.cfg.Refresh); err == nil || api.Temporary(err) {
			return s, err
		} // else it ran out, or was used elsewhere
	}
	return l.q.Guest(ctx, l.cfg.Name)
}

// Framed reports whether nobody in particular looks, from a frame in somebody else's page.
func (l *Lobby) Framed() bool { return l.cfg.Framed }

// Watch asks for a place to watch a match from.
func (l *Lobby) Watch(ctx context.Context, match string) (api.Assignment, error) {
	if l.cfg.Framed {
		return l.Client().Embed(ctx, match)
	}
	return l.Client().Watch(ctx, match)
}

// around sees what there is: one's seat in a match that runs, the matches, the party, the invitations, and who one is.
// What cannot be seen now stays as it was seen last.
func (l *Lobby) around() {
	seated, errSeated := l.q.MySeat(l.ctx)
	games, errGames := l.q.Games(l.ctx)
	l.change(func(s *State) {
		if errGames == nil {
			s.Games = games
		}
		if errSeated == nil { // a matchmaker of a former release has no list of games
			s.Seated, s.Looked = seated, true
		}
	})
	me, errMe := l.q.Account(l.ctx)
	matches, errMatches := l.q.Matches(l.ctx)
	party, errParty := l.q.Party(l.ctx)
	invited, errInvited := l.q.Invitations(l.ctx)
	l.change(func(s *State) {
		if errMe == nil {
			s.Me = me
		}
		if errMatches == nil {
			s.Matches = matches
		}
		if errInvited == nil {
			s.Invited = invited
		}
		switch {
		case errParty == nil:
			s.Party = &party
		case api.StatusOf(errParty) == http.StatusNotFound:
			s.Party = nil
		}
		if s.Party != nil && s.Party.Ticket != "" && s.Party.Ticket != l.taken &&
			(s.Ticket == nil || s.Ticket.ID != s.Party.Ticket) {
			s.Ticket = &api.Ticket{ID: s.Party.Ticket, Status: api.Waiting} // its leader queued for all
		}
	})
}

// followTicket follows the ticket there is.
func (l *Lobby) followTicket() {
	for l.ctx.Err() == nil {
		t := l.State().Ticket
		if t == nil || !open(t) {
			l.pause()
			continue
		}
		next, err := l.q.TicketAfter(l.ctx, t.ID, t.Status, followFor)
		switch {
		case err == nil:
			l.change(func(s *State) {
				if s.Ticket == nil || s.Ticket.ID != next.ID || !open(s.Ticket) {
					return
				}
				s.Ticket = &next
				if next.Status == api.Assigned && s.ByPost(&next) { // it waits among the player's games
					s.Ticket, l.taken = nil, next.ID
					l.wakeUp()
				}
			})
			if next.Status == t.Status {
				l.pause() // whoever answers at once is not asked without end
			}
		case api.Temporary(err):
			l.pause()
		default:
			l.change(func(s *State) { s.Ticket, s.Err = nil, err })
		}
	}
}

func (l *Lobby) pause() {
	select {
	case <-l.ctx.Done():
	case <-time.After(followPause):
	}
}

// open reports whether a ticket may still become something.
func open(t *api.Ticket) bool { return t.Status == api.Waiting || t.Status == api.Proposed }

// Waiting reports whether the player is in the queue.
func (l *Lobby) Waiting() bool {
	t := l.State().Ticket
	return t != nil && open(t)
}

// Calls reports whether the queue has a seat for the player, or asks whether one is taken.
func (l *Lobby) Calls() bool {
	t := l.State().Ticket
	return t != nil && (t.Status == api.Assigned && t.Assignment != nil || t.Status == api.Proposed)
}

// Seat is what the queue has assigned, once: whoever takes it joins.
func (l *Lobby) Seat() (api.Assignment, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.s.Ticket
	if t == nil || t.Status != api.Assigned || t.Assignment == nil {
		return api.Assignment{}, false
	}
	l.s.Ticket, l.taken = nil, t.ID
	return *t.Assignment, true
}

// Queue takes a ticket.
func (l *Lobby) Queue(r api.TicketRequest) {
	l.change(func(s *State) { s.Wish = r })
	l.do(func(ctx context.Context) error {
		t, err := l.q.Queue(ctx, r)
		if err == nil {
			l.change(func(s *State) { s.Ticket = &t })
		}
		return err
	})
}

// Elsewhere gives a seat back whose match was over before the player came, and queues for another; false where it is
// not the player who queues, or one match was wished for.
func (l *Lobby) Elsewhere(match string, r api.TicketRequest) bool {
	s := l.State()
	if r.Match != "" || s.Party != nil && s.Party.Leader != s.Me.Player {
		return false
	}
	// else the same wish would be the same ticket
	l.do(func(ctx context.Context) error { return l.q.Leave(ctx, match) })
	l.Queue(r)
	return true
}

// Accept takes the match that was proposed.
func (l *Lobby) Accept() { l.answer((*api.Client).Accept) }

// Decline refuses it, and leaves the queue.
func (l *Lobby) Decline() { l.answer((*api.Client).Decline) }

func (l *Lobby) answer(how func(c *api.Client, ctx context.Context, id string) (api.Ticket, error)) {
	l.do(func(ctx context.Context) error {
		t := l.State().Ticket
		if t == nil {
			return nil
		}
		next, err := how(l.q, ctx, t.ID)
		if err == nil {
			l.change(func(s *State) { s.Ticket = &next })
		}
		return err
	})
}

// GiveUp gives a seat back for good: AI leads on, and the result counts.
func (l *Lobby) GiveUp(match string) {
	l.do(func(ctx context.Context) error { return l.q.Leave(ctx, match) })
}

// Cancel leaves the queue.
func (l *Lobby) Cancel() {
	l.do(func(ctx context.Context) error {
		t := l.State().Ticket
		if t == nil {
			return nil
		}
		l.change(func(s *State) { s.Ticket = nil })
		return l.q.Cancel(ctx, t.ID)
	})
}
