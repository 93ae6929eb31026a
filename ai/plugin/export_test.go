package plugin

import (
	"context"
	"errors"
	"os"

	"muster/ai"
)

// What tests need of what is hidden.
var (
	Check = check
	Limit = limit
)

// Share has all plug-ins share so much, until what it returns is called.
func Share(most int64) (back func()) {
	was := memories
	memories = newPool(most)
	return func() { memories = was }
}

// Load compiles here.
func Load(ctx context.Context, binary []byte, dir string) error {
	m := &Module{}
	return errors.Join(m.load(ctx, binary, dir), m.Close())
}

// Replace puts a commander in the place of the one whose harm is recorded.
func Replace(of, c ai.Commander) { of.(*recorded).Commander = c }

// Closed reports whether the file of a recorded commander is closed.
func Closed(c ai.Commander) bool {
	_, err := c.(*recorded).file.Stat()
	return errors.Is(err, os.ErrClosed)
}
