package main

import (
	"context"
	"log/slog"
	"os"
	"strings"

	"muster/client"
	"muster/client/commander"
	"muster/client/screen/host"
	"muster/matchmaker/api"
)

// over joins matches over the network, by UDP.
type over struct {
	log   *slog.Logger
	guard *host.Guard
}

// Join takes the seat that a matchmaker has assigned.
func (o *over) Join(ctx context.Context, seat api.Assignment, again host.Again) (host.Match, error) {
	c, err := client.Dial(ctx, client.Config{
		Join: commander.JoinOf(seat), Log: o.log, Catch: o.guard.Catch,
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

// language is the desktop's, if the game speaks it.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}
