package swarm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// Habits are the shares of bots that do not simply fight, 0 to 1, together at most 1.
type Habits struct {
	Idle  float64 // give no orders
	Leave float64 // leave their match every leaveEvery and come back to their seat with the resume token
	Spam  float64 // order with every view, far over the rate that is let in
}

// habit is what one bot does.
type habit uint8

const (
	fighter habit = iota
	idler
	leaver
	spammer
)

const (
	leaveEvery = 5 * time.Second
	awayFor    = time.Second
	spamAtOnce = 4 // orders a view: at 20 views a second four times what a session may give
)

func (h Habits) check() error {
	if sum := h.Idle + h.Leave + h.Spam; h.Idle < 0 || h.Leave < 0 || h.Spam < 0 || !(sum <= 1) {
		return fmt.Errorf("habits: shares from 0 to 1, together at most 1, not idle %g, leave %g, spam %g", h.Idle, h.Leave, h.Spam)
	}
	return nil
}

// of gives bot n of all its habit: the first ones idle, the next leave, the next spam, the rest fight.
func (h Habits) of(n, all int) habit {
	at := (float64(n) + 0.5) / float64(all)
	switch {
	case at < h.Idle:
		return idler
	case at < h.Idle+h.Leave:
		return leaver
	case at < h.Idle+h.Leave+h.Spam:
		return spammer
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

// errAway says that a bot has left its match to come back.
var errAway = errors.New("away for a moment")

// comeBack takes the seat again with the resume token.
func (b *bot) comeBack(ctx context.Context, a api.Assignment, with client.Join) (link, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(awayFor):
	}
	l, err := b.dial(ctx, a, with)
	if err == nil {
		b.tally.cameBack()
	}
	return l, err
}
