package host

import (
	"context"
	"time"
)

// Saves are matches of one's own that were left before their end, however that came, and can be gone on with. Its
// methods may wait for a disk: they are called beside the game.
type Saves interface {
	// List names them, the one that was played last first.
	List() ([]Save, error)
	// Continue goes on with one, and returns when the player, who is called name, has the seat again. It gives up when
	// ctx ends.
	Continue(ctx context.Context, id, name string) (Match, error)
	// Delete forgets one; its replay stays.
	Delete(id string) error
}

// Save is a match that was left.
type Save struct {
	ID       string // what Continue is asked for
	Scenario string
	Level    string    // of the commanders; "" for the host's usual one
	Left     time.Time // when it was played last
	Played   time.Duration
	Err      error // why it cannot be gone on with: other rules wrote it, or it is damaged; nil if it can
}
