package attack

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"muster/game"
	"muster/lab/rawpeer"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// attacks are the small ones: what a few peers can do who come in by the port, and callers of the API.
var attacks = []struct {
	name, metric string
	run          func(ctx context.Context, run *attackRun, r *Result) error
}{
	{"order flood", `muster_orders_total{outcome="too_many"}`, orderFlood},
	{"message flood", `muster_sessions_ended_total{reason="too_many_requests"}`, messageFlood},
	{"giant messages", `muster_joins_refused_total{reason="bad_message"}`, giants},
	{"dribbled messages", `muster_joins_refused_total{reason="timed_out"}`, dribble},
	{"silent connections", `muster_joins_refused_total{reason="timed_out"}`, silence},
	{"replayed tickets", `muster_joins_refused_total{reason="ticket_spent"}`, replayed},
	{"foreign tickets", `muster_joins_refused_total{reason="bad_ticket"}`, foreign},
	{"acknowledgements of views never sent", "muster_acknowledgements_refused_total", falseAcks},
	{"guessed passwords", `muster_matchmaker_http_requests_total{route="/v1/sessions"}`, guessing},
	{"guests without end", answered(http.StatusTooManyRequests), guests},
	{"streams of events", answered(http.StatusTooManyRequests), streams},
	{"spectators", `muster_joins_refused_total{reason="too_many_requests"}`, crowding},
	{"keys of others", `muster_matchmaker_http_requests_total{route="/v1/guests"}`, keys},
	{"replays that are none", `muster_matchmaker_http_requests_total{method="GET"}`, replays},
}

// enter joins with a ticket and tells how the server greeted.
func (run *attackRun) enter(ctx context.Context, a api.Assignment, ticket string) (wire.Conn, wire.Message, error) {
	c, err := wire.Dial(ctx, a.Addr, a.CertHash)
	if err != nil {
		return nil, nil, err
	}
	h := &wire.Hello{Oldest: wire.OldestProtocol, Newest: wire.NewestProtocol, Match: a.Match, Ticket: ticket}
	if err := c.Send(ctx, h); err != nil {
		return nil, nil, errors.Join(err, c.Close(wire.Left, ""))
	}
	m, err := c.Receive(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, c.Close(wire.Left, ""))
	}
	return c, m, nil
}

// inside does something as a player with a seat.
func (run *attackRun) inside(ctx context.Context, do func(c wire.Conn) error) error {
	a, leave, err := run.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	c, m, err := run.enter(ctx, a, a.Join)
	if err != nil {
		return err
	}
	defer c.Close(wire.Left, "")
	if _, ok := m.(*wire.Welcome); !ok {
		return fmt.Errorf("a player was greeted with %+v", m)
	}
	return do(c)
}

// orderFlood orders as much as messages hold, ten messages a second.
func orderFlood(ctx context.Context, run *attackRun, r *Result) error {
	return run.inside(ctx, func(c wire.Conn) error {
		r.Done = 1
		for n := range uint32(20) {
			many := make([]game.Order, 64)
			for i := range many {
				many[i] = game.Order{Seq: 1 + n*64 + uint32(i), Kind: game.Hold}
			}
			if err := c.Send(ctx, &wire.Orders{Orders: many}); err != nil {
				return err
			}
			time.Sleep(100 * time.Millisecond)
		}
		for {
			m, err := c.Receive(ctx)
			if err != nil {
				return err
			}
			if a, ok := m.(*wire.Answers); ok && len(a.Answers) > 0 && a.Answers[0].Refusal == game.TooMany {
				r.Refused = 1
				return nil
			}
		}
	})
}

// messageFlood says as much as the link takes.
func messageFlood(ctx context.Context, run *attackRun, r *Result) error {
	return run.inside(ctx, func(c wire.Conn) error {
		r.Done = 1
		for c.Send(ctx, &wire.Talk{Talk: game.Talk{Kind: game.Ping}}) == nil { // until the server has enough
		}
		<-c.Done()
		var closed *wire.CloseError
		if !errors.As(c.Err(), &closed) || !closed.Remote {
			return c.Err()
		}
		if closed.Reason == wire.TooManyRequests {
			r.Refused = 1
		}
		return nil
	})
}

// byPeers has many peers do something, each of which the server must end with one of these reasons.
func (run *attackRun) byPeers(
	ctx context.Context, r *Result, do func(p *rawpeer.Peer, n int), reasons ...wire.Reason,
) error {
	a, leave, err := run.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	var work sync.WaitGroup
	var mu sync.Mutex
	r.Done = rawPeers
	for n := range rawPeers {
		work.Go(func() {
			var code uint64
			var text string
			var err error
			ok := false
			for tries := 0; !ok && tries < suiteTries; tries++ { // a link that broke by itself tells nothing
				var p *rawpeer.Peer
				if p, err = rawpeer.Dial(ctx, a.Addr, a.CertHash); err == nil {
					do(p, n)
					code, text, ok = p.Ended(ctx)
					p.Close()
				}
				// A server that got round to none of it in time says so, and tells nothing of what it does with it.
				ok = ok && (wire.Reason(code&0xff) != wire.TimedOut || slices.Contains(reasons, wire.TimedOut))
			}
			mu.Lock()
			defer mu.Unlock()
			if ok && slices.Contains(reasons, wire.Reason(code&0xff)) {
				r.Refused++
			} else {
				r.Trouble = unended(ok, wire.Reason(code&0xff), text, err, reasons)
			}
		})
		time.Sleep(5 * time.Millisecond)
	}
	work.Wait()
	return nil
}

// unended says in what way a server did not end a link as it must.
func unended(ended bool, reason wire.Reason, text string, err error, wanted []wire.Reason) string {
	switch {
	case ended:
		return fmt.Sprintf("the server ended a link with %s (%q), not with %v", reason, text, wanted)
	case err != nil:
		return fmt.Sprintf("no link to the server: %v", err)
	}
	return "the server did not end a link"
}

// giants claim to be long, or are.
func giants(ctx context.Context, run *attackRun, r *Result) error {
	return run.byPeers(ctx, r, func(p *rawpeer.Peer, n int) {
		b := binary.BigEndian.AppendUint32(nil, []uint32{1 << 31, 16<<10 + 1, 16 << 10}[n%3])
		// the server may end it in the middle
		_, _ = p.Write(append(b, bytes.Repeat([]byte{1, 0x9f, 0xdd, 0xff}, 4<<10)...))
	}, wire.BadMessage)
}

// dribble sends a message that never ends, a byte now and then.
func dribble(ctx context.Context, run *attackRun, r *Result) error {
	return run.byPeers(ctx, r, func(p *rawpeer.Peer, _ int) {
		_, err := p.Write([]byte{0, 0, 16, 0})
		for ; err == nil && ctx.Err() == nil; _, err = p.Write([]byte{1}) {
			time.Sleep(250 * time.Millisecond)
		}
	}, wire.TimedOut)
}

// silence says nothing at all.
func silence(ctx context.Context, run *attackRun, r *Result) error {
	return run.byPeers(ctx, r, func(*rawpeer.Peer, int) {}, wire.TimedOut)
}

// knockAgain says Hello with the same ticket again and again.
func (run *attackRun) knockAgain(
	ctx context.Context, r *Result, a api.Assignment, ticket string, want wire.Reason,
) error {
	for range ticketTries {
		c, m, err := run.enter(ctx, a, ticket)
		if err != nil {
			return err
		}
		r.Done++
		if bye, ok := m.(*wire.Goodbye); ok && bye.Reason == want {
			r.Refused++
		}
		if err := c.Close(wire.Left, ""); err != nil {
			return err
		}
	}
	return nil
}

// replayed uses a ticket that has opened the door before.
func replayed(ctx context.Context, run *attackRun, r *Result) error {
	a, leave, err := run.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	c, m, err := run.enter(ctx, a, a.Join)
	if err != nil {
		return err
	}
	defer c.Close(wire.Left, "")
	if _, ok := m.(*wire.Welcome); !ok {
		return fmt.Errorf("the ticket's owner was greeted with %+v", m)
	}
	return run.knockAgain(ctx, r, a, a.Join, wire.TicketSpent)
}

// foreign changes a ticket's last byte but one, so that nobody signed it.
func foreign(ctx context.Context, run *attackRun, r *Result) error {
	a, leave, err := run.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	at := strings.LastIndexByte(a.Join, '.') + 5
	forged := []byte(a.Join)
	forged[at] ^= 1
	return run.knockAgain(ctx, r, a, string(forged), wire.BadTicket)
}

// falseAcks acknowledges views of the future; the views must come on.
func falseAcks(ctx context.Context, run *attackRun, r *Result) error {
	return run.inside(ctx, func(c wire.Conn) error {
		in := wire.NewIncoming(nil)
		r.Done = 1
		for n := range uint32(falseAckCount) {
			lie := append(binary.BigEndian.AppendUint32([]byte{0x02}, 1<<30+n), 255)
			if err := c.SendFrame(ctx, lie); err != nil {
				return err
			}
		}
		for n := range falseAckViews {
			b, err := c.ReceiveFrame(ctx)
			if err != nil {
				return err
			}
			if v, err := in.Receive(b); err == nil && v != nil && n > falseAckViews/2 {
				r.Refused = 1 // they are still such as can be decoded
			}
		}
		return nil
	})
}
