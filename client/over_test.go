package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
)

// A match that lives nowhere any more is not looked for until patience ends: the player is told at once.
func TestAMatchThatIsOverIsNotLookedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nobody := errors.New("nobody is there")
		asked := 0
		c := &Client{cfg: Config{
			Where: func(context.Context, string) (Join, error) {
				asked++
				return Join{}, fmt.Errorf("the queue says: %w", ErrOver)
			},
			Dial: func(context.Context, string, []byte) (wire.Conn, error) { return nil, nobody },
		}, done: make(chan struct{}), news: make(chan struct{}, 1)}
		c.cfg.Log = slog.New(slog.DiscardHandler)
		began := time.Now()
		c.run(t.Context(), nil)
		require.ErrorIs(t, c.update.Err, ErrOver)
		require.Equal(t, Closed, c.update.Link)
		require.Equal(t, 1, asked)
		require.Less(t, time.Since(began), giveUpAfter/4)
	})
}
