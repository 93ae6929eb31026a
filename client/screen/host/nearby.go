package host

import "context"

// Nearby is a server on the local network. What it says of itself is fit for a screen.
type Nearby struct {
	Name    string
	Version string
	Players int
	URL     string // of its matchmaker
}

// Finder finds servers on the local network.
type Finder interface {
	// Find lists those that answer within a moment. It waits for the network: it is called beside the game.
	Find(ctx context.Context) ([]Nearby, error)
}
