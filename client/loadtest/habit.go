package loadtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/client"
	"muster/client/commander"
	"muster/game"
	"muster/server/wire"
)

// Habits are the shares of bots that do not simply fight, 0 to 1, together at most 1.
type Habits struct {
	Idle  float64 // give no orders
	Leave float64 // leave their match every leaveEvery and come back to their seat with the resume token
	Spam  float64 // order with every view, far over the rate that is let in
	Slow  float64 // take a fifth of what they are sent, late

	visit float64 // join, stay for visitFor and leave for good
}

// habit is what one bot does.
type habit uint8

const (
	fighter habit = iota
	idler
	leaver
	spammer
	sloth
	visitor
)

const (
	leaveEvery = 5 * time.Second
	awayFor    = time.Second
	slowBy     = 250 * time.Millisecond // for each view and message: a fifth of what is sent
	spamAtOnce = 4                      // orders a view: at 20 views a second four times what a session may give
)

func (h Habits) check() error {
	if sum := h.Idle + h.Leave + h.Spam + h.Slow; min(h.Idle, h.Leave, h.Spam, h.Slow) < 0 || !(sum <= 1) {
		return fmt.Errorf("habits: shares from 0 to 1, together at most 1, not idle %g, leave %g, spam %g, slow %g",
			h.Idle, h.Leave, h.Spam, h.Slow)
	}
	return nil
}

// of gives bot n of all its habit: the first ones idle, the next leave, spam, read slowly, and the rest fight.
func (h Habits) of(n, all int) habit {
	at := (float64(n) + 0.5) / float64(all)
	for _, share := range []struct {
		habit habit
		of    float64
	}{{idler, h.Idle}, {leaver, h.Leave}, {spammer, h.Spam}, {sloth, h.Slow}, {visitor, h.visit}} {
		if at < share.of {
			return share.habit
		}
		at -= share.of
	}
	return fighter
}

// spam is what a spammer orders.
func spam() (orders []game.Order) {
	for range spamAtOnce {
		orders = append(orders, game.Order{Kind: game.Hold})
	}
	return orders
}

// errAway reports that a bot has left its match to come back.
var errAway = errors.New("away for a moment")

// comeBack takes the seat again with the resume token.
func (b *bot) comeBack(ctx context.Context, with client.Join) (commander.Link, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(awayFor):
	}
	began := time.Now()
	l, err := b.dial(ctx, with)
	if err == nil {
		b.tally.cameBack(time.Since(began))
	}
	return l, err
}

// slowLink is the link of who reads slowly: what comes piles up before it.
type slowLink struct{ wire.Conn }

func (l slowLink) ReceiveFrame(ctx context.Context) ([]byte, error) {
	time.Sleep(slowBy)
	return l.Conn.ReceiveFrame(ctx)
}

func (l slowLink) Receive(ctx context.Context) (wire.Message, error) {
	time.Sleep(slowBy)
	return l.Conn.Receive(ctx)
}

// slowly dials like dial, for a slow reader.
func slowly(dial commander.Dialer) commander.Dialer {
	if dial == nil {
		dial = wire.Dial
	}
	return func(ctx context.Context, addr string, certHash []byte) (wire.Conn, error) {
		c, err := dial(ctx, addr, certHash)
		if err != nil {
			return nil, err
		}
		return slowLink{c}, nil
	}
}
