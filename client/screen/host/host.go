// Package host is what the screen asks of whoever starts matches, and how it listens to one. It knows neither a window nor
// a server.
package host

import (
	"context"

	"muster/client"
	"muster/game"
)

// Host starts matches. The screen knows no server: whether a match runs in this process or is found by a queue is the
// host's affair. Its methods are called from any goroutine.
type Host interface {
	// Scenarios names what may be played, in the order in which it is offered.
	Scenarios() []string
	// Start starts a match or queues for one and returns when the player has a seat. It gives up when ctx ends.
	Start(ctx context.Context, c Choice) (Match, error)
}

// Choice is what the player wants to play.
type Choice struct{ Scenario string }

// Match is a seat in a match, as *client.Client is.
type Match interface {
	Setup() *game.Setup
	Seat() int
	Order(o game.Order) (seq uint32, err error)
	Next(ctx context.Context) (client.Update, error)
	Stats() client.Stats
	Close() error
}
