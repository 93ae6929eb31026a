package main

import (
	"context"
	"time"

	"muster/client/screen/host"
	"muster/matchmaker/lan"
)

// lookFor is how long servers on the local network have to answer: they answer at once or never.
const lookFor = time.Second

// nearby finds servers on the local network.
type nearby struct{}

// Find implements host.Finder.
func (nearby) Find(ctx context.Context) (all []host.Nearby, err error) {
	found, err := lan.Discover(ctx, lookFor)
	for _, s := range found {
		all = append(all, host.Nearby{Name: s.Name, Version: s.Version, Players: s.Players, URL: s.URL})
	}
	return all, err
}
