package alone

import (
	"context"
	"errors"

	"muster/client"
	"muster/client/screen/host"
	"muster/server/embedded"
	"muster/server/wire"
)

// Match is one that runs, and the player's seat in it. Its server ends with it.
type Match struct {
	matches *Matches
	server  *embedded.Server
	seat    *embedded.Invitation
	choice  host.Choice // that it was begun or gone on with by
}

// Enter takes the seat, by a link in memory, and at a table the other player's, too: it is a host.Shared then. What it
// returns may be paced, see host.Paced, and leaves the match when it is closed. When it fails the match is left.
func (m *Match) Enter(ctx context.Context) (host.Match, error) {
	c, err := m.seat.Enter(ctx)
	if err != nil {
		return nil, errors.Join(err, m.Leave())
	}
	if m.choice.Table {
		return m.enterBeside(ctx, &entered{c, m})
	}
	return &entered{c, m}, nil
}

// Join opens the seat for whoever has a link of its own: see Admit. It is made anew by each call.
func (m *Match) Join() client.Join { return m.seat.Join() }

// Scenario is what is played.
func (m *Match) Scenario() string { return m.seat.Scenario() }

// Admit hands a link to the match's server.
func (m *Match) Admit(ctx context.Context, link wire.Conn) error { return m.server.Admit(ctx, link) }

// Pace slows the match down, or lets it stand still: nobody else plays it.
func (m *Match) Pace(percent int) { m.server.Pace(percent) }

// Ticks counts the ticks so far, and those of them that came more than a tick late.
func (m *Match) Ticks() (all, late uint64) { return m.server.Ticks() }

// Leave keeps the replay and ends the match, unless another has begun, which has ended this one.
func (m *Match) Leave() error {
	m.matches.mu.Lock()
	defer m.matches.mu.Unlock()
	if m.matches.server != m.server {
		return nil
	}
	return m.matches.end()
}

// entered is a match that was entered in memory.
type entered struct {
	*client.Client
	match *Match
}

// Pace implements host.Paced.
func (e *entered) Pace(percent int) { e.match.Pace(percent) }

// Close ends the match, and then the link: a server that is told of a player who leaves has AI lead the seat, which may
// commit the turn that the player wants to go on with another day.
func (e *entered) Close() error { return errors.Join(e.match.Leave(), e.Client.Close()) }
