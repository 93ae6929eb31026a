package host

import "context"

// Push is a browser that can be told of turns while the game is not open.
type Push interface {
	// Subscribe asks the player, and returns where the browser's push service takes messages for it that are made with
	// the server's key, and the subscription's own keys.
	Subscribe(ctx context.Context, key string) (endpoint, auth, p256dh string, err error)
}
