package embedded

import (
	"context"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// Invitation is a place in a match that runs, for whoever has a link to its server.
type Invitation struct {
	server *Server
	setup  *game.Setup
	claims api.JoinClaims
}

func (s *Server) invite(setup *game.Setup, c api.JoinClaims) *Invitation {
	c.Shard, c.Player = id, "player"
	return &Invitation{s, setup, c}
}

// Join is what opens the door, once and within a minute. It is made anew by each call: it is what the queue would say
// of a seat that lost its link, too.
func (i *Invitation) Join() client.Join {
	return client.Join{
		Addr: i.server.line.Addr(), CertHash: i.server.keys.CertHash(), Match: i.claims.Match,
		Ticket: i.server.ticket(i.claims),
	}
}

// Scenario is what the match is of.
func (i *Invitation) Scenario() string { return i.setup.Scenario.Name }

// Enter takes the place, by a link in memory.
func (i *Invitation) Enter(ctx context.Context) (*client.Client, error) {
	return client.Dial(ctx, client.Config{
		Join:  i.Join(),
		Where: func(context.Context, string) (client.Join, error) { return i.Join(), nil },
		Dial:  i.server.line.Dial, Log: i.server.cfg.Log, Setup: i.setup, Catch: i.server.cfg.Catch,
	})
}
