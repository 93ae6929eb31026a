// Package host is what the screen asks of whoever starts matches, and how it listens to one. It knows neither a window
// nor a server.
package host

import (
	"context"
	"time"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// Host starts matches. The screen knows no server and no sockets: whether a match runs in this process or where a queue
// says, and how it is reached, is the host's affair. Its methods are called from any goroutine.
type Host interface {
	// Scenarios names what may be played alone, in the order in which it is offered.
	Scenarios() []string
	// Levels names the levels of commanders to play alone against, the weakest first.
	Levels() []string
	// Start starts a match against commanders and returns when the player has a seat. It gives up when ctx ends.
	Start(ctx context.Context, c Choice) (Match, error)
	// Join takes the seat, or the place of a watcher, that a matchmaker has assigned. again asks it where the match
	// lives now, client.ErrOver if nowhere.
	Join(ctx context.Context, seat api.Assignment, again Again) (Match, error)
}

// Again asks where a match lives now.
type Again func(ctx context.Context, match string) (api.Assignment, error)

// Choice is what the player wants to play.
type Choice struct {
	Scenario string
	Name     string // the player's
	Level    string // of the commanders; "" for the host's usual one
	Table    bool   `json:",omitempty"` // two players sit at this screen; only a Tables seats both
}

// Tables is a Host that seats two players at one screen, by turns. Its matches are Shared.
type Tables interface {
	Host
	// Setup is a scenario that it offers.
	Setup(scenario string) (*game.Setup, error)
}

// Shared is a match with two players at one screen.
type Shared interface {
	Match
	Beside() Match // the other player's seat
}

// Match is a seat in a match, as *client.Client is.
type Match interface {
	Setup() *game.Setup
	Seat() int // -1 for who only watches
	Audience() game.Audience
	Seats() []client.SeatNews
	Order(o game.Order) (seq uint32, err error)
	Predict(v *game.View) *game.View
	Say(t game.Talk) error
	Next(ctx context.Context) (client.Update, error)
	Stats() client.Stats
	Close() error
}

// Paced is a match whose pace its player may choose: one that nobody else plays.
type Paced interface {
	// Pace lets it go at a share of its usual pace, in percent, or stand still at 0.
	Pace(percent int)
}

// UsualDelay is how late a live match is shown to those who watch, unless its mode says otherwise.
const UsualDelay = 90 * time.Second
