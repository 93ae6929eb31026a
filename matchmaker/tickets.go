package matchmaker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

type ticketRequest struct {
	Body *api.TicketRequest `required:"false"`
}

type ticketOutput struct {
	Body api.Ticket
}

// createTicket puts the caller in line, with the party that the caller leads.
func (m *Matchmaker) createTicket(ctx context.Context, in *ticketRequest) (*ticketOutput, error) {
	r := in.Body
	if r == nil {
		r = &api.TicketRequest{}
	}
	mode, scenarios, err := m.wanted(r)
	if err != nil {
		return nil, err
	}
	wish := store.Wish{Mode: mode.Name, Scenarios: scenarios, Region: r.Region, RTTs: r.RTTs, Match: r.Match}
	if r.Match != "" {
		if wish.Mode, err = m.joinable(ctx, r.Match); err != nil {
			return nil, err
		}
		if of, ok := m.mode(wish.Mode); ok { // else it is no longer offered to others
			mode = of
		}
		if err := m.mayReturn(ctx, r.Match, mode); err != nil {
			return nil, err
		}
	}
	players, err := m.together(ctx, mode, &wish)
	if err != nil {
		return nil, err
	}
	now := time.Now().UTC().Truncate(time.Microsecond) // as the database keeps it
	id, created, err := m.store.AddTicket(ctx, nextID("t", now), players, wish, now)
	switch {
	case errors.Is(err, store.ErrPlays):
		return nil, huma.Error409Conflict("somebody of your party still plays a match; wait for its end, or leave the party to queue without them")
	case err != nil:
		return nil, m.trouble(ctx, "create ticket", err)
	}
	if created {
		m.metrics.tickets.WithLabelValues("created").Inc()
	}
	m.bells.ask(id, time.Now())
	m.look()
	if created {
		t := api.Ticket{ID: id, Mode: wish.Mode, Scenarios: scenarios, Party: wish.Party, Status: api.Waiting, Created: now, Estimate: m.estimate(wish.Mode)}
		because(&t, api.InLine)
		return &ticketOutput{t}, nil
	}
	t, err := m.show(ctx, id)
	return &ticketOutput{t}, err
}

// joinable checks that a match may be joined, and tells its mode.
func (m *Matchmaker) joinable(ctx context.Context, id string) (mode string, err error) {
	r, err := m.known(ctx, id)
	if err != nil {
		return "", err
	}
	switch {
	case !r.Runs():
		return "", huma.Error410Gone("the match is over")
	case !r.Joinable:
		return "", huma.Error409Conflict("a " + r.Mode + " match takes nobody after its beginning")
	}
	return r.Mode, nil
}

// mayReturn refuses a player who gave up a seat of the match that somebody else has now: there is no other for one who knows
// what a side knows.
func (m *Matchmaker) mayReturn(ctx context.Context, match string, mode *Mode) error {
	seat, taken, err := m.store.LeftSeat(ctx, match, whose(ctx).Player)
	switch {
	case err != nil:
		return m.trouble(ctx, "find seat", err)
	case taken && !mode.Switch:
		return huma.Error409Conflict(fmt.Sprintf("you gave up seat %d of this match, and somebody else has it now; you may not take another one while the match runs", seat))
	}
	return nil
}

// together lists who queues: the caller alone, or the party that the caller leads.
func (m *Matchmaker) together(ctx context.Context, mode *Mode, w *store.Wish) ([]string, error) {
	who := whose(ctx).Player
	p, err := m.store.Party(ctx, who)
	switch {
	case errors.Is(err, store.ErrNone):
		return []string{who}, nil
	case err != nil:
		return nil, m.trouble(ctx, "find party", err)
	case p.Leader != who:
		return nil, huma.Error409Conflict("your party's leader queues for all; leave the party to queue alone")
	case len(p.Members) > max(mode.PartyMax, 1):
		return nil, huma.Error409Conflict(fmt.Sprintf("a party has at most %d players in this mode, yours has %d", max(mode.PartyMax, 1), len(p.Members)))
	case !m.seats(mode, w.Scenarios, len(p.Members)):
		return nil, huma.Error409Conflict(fmt.Sprintf("no scenario that you ask for has %d seats in one team; choose another one", len(p.Members)))
	}
	w.Party = p.ID
	var players []string
	for _, member := range p.Members {
		players = append(players, member.Player)
	}
	return players, nil
}

type ticketQuery struct {
	ID     string     `path:"id" maxLength:"64"`
	Wait   string     `query:"wait" maxLength:"16" example:"20s" doc:"wait so long (at most 30s) until the ticket has another status"`
	Status api.Status `query:"status" enum:"waiting,proposed" doc:"the status that the caller knows; waiting if it is not given"`
	wait   time.Duration
}

// Resolve reads Wait.
func (q *ticketQuery) Resolve(huma.Context) []error {
	if q.Status == "" {
		q.Status = api.Waiting
	}
	if q.Wait == "" {
		return nil
	}
	d, err := time.ParseDuration(q.Wait)
	if err != nil || d < 0 {
		return []error{&huma.ErrorDetail{Message: "expected a time such as 20s", Location: "query.wait", Value: q.Wait}}
	}
	q.wait = min(d, maxAnswered)
	return nil
}

// getTicket tells of the caller's ticket as soon as its status is another one, or when the wait is over.
func (m *Matchmaker) getTicket(ctx context.Context, q *ticketQuery) (*ticketOutput, error) {
	patience := time.NewTimer(q.wait)
	defer patience.Stop()
	if q.wait > 0 {
		leave, err := m.polls.take(ctx)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	bell, leave := m.bells.listen(q.ID)
	defer leave()
	var known store.Ticket
	var heard news
	for waiting := q.wait > 0; ; {
		now, err := m.hear(ctx, q.ID, known, heard)
		if err != nil {
			return nil, err
		}
		t, err := m.shown(ctx, &now)
		if err != nil || t.Status != q.Status || !waiting {
			return &ticketOutput{t}, err
		}
		known, heard = now, news{}
		select {
		case heard = <-bell:
		case <-patience.C:
			waiting = false
		case <-m.closing:
			waiting = false
		case <-ctx.Done():
			return nil, m.trouble(ctx, "wait for ticket", ctx.Err())
		}
	}
}

type followQuery struct {
	ID string `path:"id" maxLength:"64"`
}

// mayFollow refuses what cannot be refused any more once a stream of events has begun, and gives the stream its place.
func (m *Matchmaker) mayFollow(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		_, err := m.own(ctx.Context(), ctx.Param("id"))
		leave := func() {}
		if err == nil {
			leave, err = m.polls.take(ctx.Context())
		}
		var problem huma.StatusError
		if errors.As(err, &problem) {
			if problem.GetStatus() != http.StatusNotFound {
				ctx.SetHeader("Retry-After", "1")
			}
			_ = huma.WriteErr(a, ctx, problem.GetStatus(), problem.Error())
			return
		}
		defer leave()
		ctx.SetHeader("X-Accel-Buffering", "no") // proxies that know it (nginx) send each event on at once
		next(ctx)
	}
}

// followTicket sends the caller's ticket now and after each change, until it is assigned or over.
func (m *Matchmaker) followTicket(ctx context.Context, q *followQuery, send sse.Sender) {
	bell, leave := m.bells.listen(q.ID)
	defer leave()
	again := time.NewTicker(eventEvery)
	defer again.Stop()
	var told api.Ticket
	for ends := time.After(maxFollowed); ; {
		t, err := m.show(ctx, q.ID)
		if err != nil || !reflect.DeepEqual(t, told) && send.Data(t) != nil || t.Status != api.Waiting && t.Status != api.Proposed {
			return
		}
		told = t
		select {
		case <-bell:
		case <-again.C: // also shows proxies and the queue that the other end lives
			told = api.Ticket{}
		case <-ends:
			return
		case <-m.closing:
			return
		case <-ctx.Done():
			return
		}
	}
}

// acceptTicket takes what is proposed.
func (m *Matchmaker) acceptTicket(ctx context.Context, q *idQuery) (*ticketOutput, error) {
	if _, err := m.own(ctx, q.ID); err != nil {
		return nil, err
	}
	match, all, err := m.store.Accept(ctx, q.ID, whose(ctx).Player, time.Now())
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error409Conflict("nothing is proposed to this ticket now")
	case err != nil:
		return nil, m.trouble(ctx, "accept match", err)
	}
	if all {
		m.log.Info("everybody accepted", "match", match)
		m.bells.ringAll()
		m.look()
	}
	t, err := m.show(ctx, q.ID)
	return &ticketOutput{t}, err
}

// declineTicket refuses what is proposed, and the ticket with it. The others are back in line.
func (m *Matchmaker) declineTicket(ctx context.Context, q *idQuery) (*ticketOutput, error) {
	t, err := m.own(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if t.Status != store.Proposed {
		return nil, huma.Error409Conflict("nothing is proposed to this ticket now")
	}
	if err := m.drop(ctx, q.ID, api.DeclinedByPlayer); err != nil {
		return nil, err
	}
	m.bells.ringAll()
	out, err := m.show(ctx, q.ID)
	return &ticketOutput{out}, err
}

// cancelTicket takes the caller's ticket back.
func (m *Matchmaker) cancelTicket(ctx context.Context, q *idQuery) (*struct{}, error) {
	t, err := m.own(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if t.Status == store.Assigned { // the rest of a party plays on
		if err := m.store.Leave(ctx, t.Match, whose(ctx).Player, time.Now()); err != nil {
			return nil, m.trouble(ctx, "leave match", err)
		}
		m.bells.serve(q.ID)
		m.look()
		return nil, nil
	}
	return nil, m.drop(ctx, q.ID, api.CancelledByPlayer)
}

func (m *Matchmaker) drop(ctx context.Context, id string, why api.ReasonKind) error {
	dropped, err := m.store.Drop(ctx, id, store.Cancelled, why, time.Now())
	if err != nil {
		return m.trouble(ctx, "cancel ticket", err)
	}
	if dropped {
		m.metrics.tickets.WithLabelValues("cancelled").Inc()
		m.bells.serve(id)
		m.bells.ring(id)
		m.look()
	}
	return nil
}

// own finds a ticket of the caller. Another player's ticket does not exist for the caller.
func (m *Matchmaker) own(ctx context.Context, id string) (store.Ticket, error) {
	t, err := m.store.Ticket(ctx, id, whose(ctx).Player)
	switch {
	case errors.Is(err, store.ErrNone):
		return t, huma.Error404NotFound("you have no such ticket")
	case err != nil:
		return t, m.trouble(ctx, "find ticket", err)
	}
	return t, nil
}

// plain is a ticket without what only its moment tells.
func plain(t *store.Ticket) api.Ticket {
	return api.Ticket{
		ID: t.ID, Mode: t.Mode, Scenarios: t.Scenarios, Party: t.Party, Status: api.Status(t.Status), Why: t.Why, Reasons: t.Reasons, Created: t.Created,
	}
}

// hear is the caller's ticket as it is now. What a bell told of the seat it got needs no look.
func (m *Matchmaker) hear(ctx context.Context, id string, known store.Ticket, n news) (store.Ticket, error) {
	if known.ID == "" || n.player == "" || n.player != whose(ctx).Player || known.Status == store.Assigned {
		return m.own(ctx, id)
	}
	known.Status, known.Live, known.Match, known.Place, known.Seat, known.Sitting = store.Assigned, true, n.place.Match, n.place, n.seat, n.sitting
	return known, nil
}

// show makes the answer about the caller's ticket.
func (m *Matchmaker) show(ctx context.Context, id string) (api.Ticket, error) {
	t, err := m.own(ctx, id)
	if err != nil {
		return api.Ticket{}, err
	}
	return m.shown(ctx, &t)
}

// shown is a ticket of the caller as it is told, with a fresh join ticket if it is assigned.
func (m *Matchmaker) shown(ctx context.Context, t *store.Ticket) (api.Ticket, error) {
	id, out := t.ID, plain(t)
	switch t.Status {
	case store.Waiting:
		m.bells.ask(id, time.Now())
		explain(&out, m.round.reason(id))
		out.Estimate = m.estimate(t.Mode)
	case store.Proposed:
		m.bells.ask(id, time.Now())
		return m.showProposed(ctx, t, out)
	case store.Placed:
		m.bells.ask(id, time.Now())
		out.Status = api.Waiting
		because(&out, api.SeatFound)
	case store.Assigned:
		if !t.Live {
			out.Status = api.Cancelled
			because(&out, api.SeatGivenUp)
			return out, nil
		}
		return m.showAssigned(ctx, t, out)
	}
	return out, nil
}

func (m *Matchmaker) showProposed(ctx context.Context, t *store.Ticket, out api.Ticket) (api.Ticket, error) {
	r, err := m.store.Match(ctx, t.Match)
	if err != nil {
		return out, m.trouble(ctx, "find match", err)
	}
	p, err := m.store.Proposal(ctx, t.Match)
	if err != nil {
		return out, m.trouble(ctx, "find proposal", err)
	}
	if r.Why, err = m.withNames(ctx, r.Why); err != nil {
		return out, err
	}
	because(&out, api.MatchFound)
	out.Proposal = &api.Proposal{Match: r.ID, Scenario: r.Scenario, By: r.Accept, Players: p.Players, Accepted: p.Accepted, You: t.Accepted, Why: r.Why}
	return out, nil
}

func (m *Matchmaker) showAssigned(ctx context.Context, t *store.Ticket, out api.Ticket) (api.Ticket, error) {
	a, err := m.assignment(ctx, t.Place, t.Seat, t.Sitting)
	var status huma.StatusError
	switch {
	case err == nil:
		out.Assignment = &a
		m.bells.serve(t.ID)
	case errors.As(err, &status) && status.GetStatus() == http.StatusServiceUnavailable:
		out.Status, err = api.Waiting, nil
		because(&out, api.ShardAway)
	}
	return out, err
}
