package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"muster/matchmaker/api"
	"muster/matchmaker/modes"
	"muster/matchmaker/notifier"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type ticketRequest struct {
	Body *api.TicketRequest `required:"false"`
}

type ticketOutput struct {
	Body api.Ticket
}

// tickets are what players queue with.
type tickets struct {
	*core
	matches   *matches
	polls     *places
	estimates *estimates
}

// createTicket puts the caller in line, with the party that the caller leads.
func (h *tickets) createTicket(ctx context.Context, in *ticketRequest) (*ticketOutput, error) {
	r := in.Body
	if r == nil {
		r = &api.TicketRequest{}
	}
	mode, scenarios, err := h.wanted(r)
	if err != nil {
		return nil, err
	}
	wish := store.TicketRequest{
		Mode: mode.Name, Scenarios: scenarios, Region: r.Region, RTTs: r.RTTs, Match: r.Match,
		Post: mode.Correspondence,
	}
	if r.Match != "" {
		if wish.Mode, err = h.joinable(ctx, r.Match); err != nil {
			return nil, err
		}
		if of, ok := h.offer.Mode(wish.Mode); ok { // else it is no longer offered to others
			mode = of
		}
		wish.Post = false // whatever mode was named beside it: none by correspondence is joined
		if err := h.mayReturn(ctx, r.Match, mode); err != nil {
			return nil, err
		}
	}
	players, err := h.together(ctx, mode, &wish)
	if err == nil && wish.Match != "" {
		err = h.haveNotRead(ctx, wish.Match, players)
	}
	if err != nil {
		return nil, err
	}
	now := wallclock.Now().UTC().Truncate(time.Microsecond) // as the database keeps it
	id, created, err := h.store.AddTicket(ctx, store.NextID("t", now), players, wish, now)
	switch {
	case errors.Is(err, store.ErrMany):
		return nil, huma.Error409Conflict("you play or wait for as many matches by correspondence as one may; " +
			"end one of them first")
	case errors.Is(err, store.ErrPlays):
		return nil, huma.Error409Conflict("somebody of your party still plays a match; wait for its end, " +
			"or leave the party to queue without them")
	case err != nil:
		return nil, h.trouble(ctx, "create ticket", err)
	}
	if created {
		h.cfg.Tickets.WithLabelValues("created").Inc()
	}
	h.notify.Asked(id, wallclock.Now())
	h.notify.WakeRound()
	if created {
		t := api.Ticket{
			ID: id, Mode: wish.Mode, Scenarios: scenarios, Party: wish.Party, Status: api.Waiting, Created: now,
			Estimate: h.estimates.of(wish.Mode),
		}
		because(&t, api.InLine)
		return &ticketOutput{t}, nil
	}
	t, err := h.show(ctx, id)
	return &ticketOutput{t}, err
}

// joinable checks that a match may be joined, and tells its mode.
func (h *tickets) joinable(ctx context.Context, id string) (mode string, err error) {
	r, err := h.known(ctx, id)
	if err != nil {
		return "", err
	}
	switch {
	case !r.Runs():
		return "", huma.Error410Gone("the match is over")
	case !r.Joinable:
		return "", huma.Error409Conflict("a " + r.Mode + " match cannot be joined once it has started")
	}
	return r.Mode, nil
}

// mayReturn refuses a player who gave up a seat of the match that somebody else has now: there is no other for one who
// knows what a side knows.
func (h *tickets) mayReturn(ctx context.Context, match string, mode *modes.Mode) error {
	seat, taken, err := h.store.LeftSeat(ctx, match, whose(ctx).Player)
	switch {
	case err != nil:
		return h.trouble(ctx, "find seat", err)
	case taken && !mode.Switch:
		return huma.Error409Conflict(fmt.Sprintf("you gave up seat %d of this match, and somebody else has it now; "+
			"you may not take another one while the match runs", seat))
	}
	return nil
}

// haveNotRead refuses those who know what all sides of the match know.
func (h *tickets) haveNotRead(ctx context.Context, match string, players []string) error {
	read, err := h.store.HaveRead(ctx, match, players)
	switch {
	case err != nil:
		return h.trouble(ctx, "find who has read the chat", err)
	case slices.Contains(read, whose(ctx).Player):
		return huma.Error409Conflict("you have read the chat of this match, or looked at it without delay: " +
			"you may not take a seat in it before it is over")
	case len(read) > 0:
		return huma.Error409Conflict("somebody in your party has read the chat of this match, or looked at it " +
			"without delay: leave the party to play in it, or wait until it is over")
	}
	return nil
}

// together lists who queues: the caller alone, or the party that the caller leads.
func (h *tickets) together(ctx context.Context, mode *modes.Mode, w *store.TicketRequest) ([]string, error) {
	who := whose(ctx).Player
	if w.Post { // each for themselves, whatever the party does
		return []string{who}, nil
	}
	p, err := h.store.Party(ctx, who)
	switch {
	case errors.Is(err, store.ErrNone):
		return []string{who}, nil
	case err != nil:
		return nil, h.trouble(ctx, "find party", err)
	case p.Leader != who:
		return nil, huma.Error409Conflict("your party's leader queues for all; leave the party to queue alone")
	case len(p.Members) > max(mode.PartyMax, 1):
		return nil, huma.Error409Conflict(fmt.Sprintf("a party has at most %d players in this mode, yours has %d",
			max(mode.PartyMax, 1), len(p.Members)))
	case !h.seats(mode, w.Scenarios, len(p.Members)):
		return nil, huma.Error409Conflict(fmt.Sprintf("no scenario that you ask for has %d seats in one team; "+
			"choose another one", len(p.Members)))
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

// getTicket returns the caller's ticket as soon as its status is another one, or when the wait is over.
func (h *tickets) getTicket(ctx context.Context, q *ticketQuery) (*ticketOutput, error) {
	patience := time.NewTimer(q.wait)
	defer patience.Stop()
	if q.wait > 0 {
		leave, err := h.polls.acquire(ctx)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	news, leave := h.notify.Listen(q.ID)
	defer leave()
	var known store.Ticket
	var heard notifier.Seat
	for waiting := q.wait > 0; ; {
		now, err := h.refresh(ctx, q.ID, known, heard)
		if err != nil {
			return nil, err
		}
		t, err := h.shown(ctx, &now)
		if err != nil || t.Status != q.Status || !waiting {
			return &ticketOutput{t}, err
		}
		known, heard = now, notifier.Seat{}
		select {
		case heard = <-news:
		case <-patience.C:
			waiting = false
		case <-h.closing:
			waiting = false
		case <-ctx.Done():
			return nil, h.trouble(ctx, "wait for ticket", ctx.Err())
		}
	}
}

type followQuery struct {
	ID string `path:"id" maxLength:"64"`
}

// mayFollow refuses what cannot be refused any more once a stream of events has begun, and gives the stream its place.
func (h *tickets) mayFollow(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		_, err := h.own(ctx.Context(), ctx.Param("id"))
		leave := func() {}
		if err == nil {
			leave, err = h.polls.acquire(ctx.Context())
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
func (h *tickets) followTicket(ctx context.Context, q *followQuery, send sse.Sender) {
	news, leave := h.notify.Listen(q.ID)
	defer leave()
	again := time.NewTicker(eventEvery)
	defer again.Stop()
	var told api.Ticket
	for ends := time.After(maxFollowed); ; {
		t, err := h.show(ctx, q.ID)
		if err != nil || !reflect.DeepEqual(t, told) && send.Data(t) != nil ||
			t.Status != api.Waiting && t.Status != api.Proposed {
			return
		}
		told = t
		select {
		case <-news:
		case <-again.C: // also shows proxies and the queue that the other end lives
			told = api.Ticket{}
		case <-ends:
			return
		case <-h.closing:
			return
		case <-ctx.Done():
			return
		}
	}
}

// acceptTicket takes what is proposed.
func (h *tickets) acceptTicket(ctx context.Context, q *idQuery) (*ticketOutput, error) {
	if _, err := h.own(ctx, q.ID); err != nil {
		return nil, err
	}
	match, all, err := h.store.Accept(ctx, q.ID, whose(ctx).Player, wallclock.Now())
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error409Conflict("nothing is proposed to this ticket now")
	case err != nil:
		return nil, h.trouble(ctx, "accept match", err)
	}
	if all {
		h.log.Info("everybody accepted", "match", match)
		h.notify.NotifyAll()
		h.notify.WakeRound()
	}
	t, err := h.show(ctx, q.ID)
	return &ticketOutput{t}, err
}

// declineTicket refuses what is proposed, and the ticket with it. The others are back in line.
func (h *tickets) declineTicket(ctx context.Context, q *idQuery) (*ticketOutput, error) {
	t, err := h.own(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if t.Status != store.Proposed {
		return nil, huma.Error409Conflict("nothing is proposed to this ticket now")
	}
	if err := h.drop(ctx, q.ID, api.DeclinedByPlayer); err != nil {
		return nil, err
	}
	h.notify.NotifyAll()
	out, err := h.show(ctx, q.ID)
	return &ticketOutput{out}, err
}

// cancelTicket takes the caller's ticket back.
func (h *tickets) cancelTicket(ctx context.Context, q *idQuery) (*struct{}, error) {
	t, err := h.own(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if t.Status == store.Assigned { // the rest of a party plays on
		if err := h.store.Leave(ctx, t.Match, whose(ctx).Player, wallclock.Now()); err != nil {
			return nil, h.trouble(ctx, "leave match", err)
		}
		h.notify.Served(q.ID)
		h.notify.WakeRound()
		return nil, nil
	}
	return nil, h.drop(ctx, q.ID, api.CancelledByPlayer)
}

func (h *tickets) drop(ctx context.Context, id string, why api.ReasonKind) error {
	dropped, err := h.store.Drop(ctx, id, store.Cancelled, why, wallclock.Now())
	if err != nil {
		return h.trouble(ctx, "cancel ticket", err)
	}
	if dropped {
		h.cfg.Tickets.WithLabelValues("cancelled").Inc()
		h.notify.Served(id)
		h.notify.Notify(id)
		h.notify.WakeRound()
	}
	return nil
}

// own finds a ticket of the caller. Another player's ticket does not exist for the caller.
func (h *tickets) own(ctx context.Context, id string) (store.Ticket, error) {
	t, err := h.store.Ticket(ctx, id, whose(ctx).Player)
	switch {
	case errors.Is(err, store.ErrNone):
		return t, huma.Error404NotFound("you have no such ticket")
	case err != nil:
		return t, h.trouble(ctx, "find ticket", err)
	}
	return t, nil
}
