// Package join joins matches over the network for whoever hosts the screen: the desktop game and the page in a browser.
package join

import (
	"context"
	"log/slog"

	"muster/client"
	"muster/client/commander"
	"muster/client/screen/host"
	"muster/matchmaker/api"
)

// Network joins matches where a queue says that they run.
type Network struct {
	Log   *slog.Logger
	Guard *host.Guard // of the link's goroutines
}

// Join takes the seat that a matchmaker has assigned.
func (n *Network) Join(ctx context.Context, seat api.Assignment, again host.Again) (host.Match, error) {
	c, err := client.Dial(ctx, client.Config{
		Join: commander.JoinOf(seat), Log: n.Log, Catch: n.Guard.Catch,
		Where: func(ctx context.Context, match string) (client.Join, error) {
			a, err := again(ctx, match)
			return commander.JoinOf(a), err
		},
	})
	if err != nil {
		return nil, err // and no Match that holds a nil
	}
	return c, nil
}
