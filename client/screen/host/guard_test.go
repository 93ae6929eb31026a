package host

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestWhatBreaksBesideTheGameIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGuard()
		_, ok := g.Broken()
		require.False(t, ok)
		for range 3 {
			g.Go(func() { panic("a wheel came off") })
			synctest.Wait()
		}
		b, ok := g.Broken()
		require.True(t, ok)
		require.Equal(t, "a wheel came off", b.Why)
		require.Contains(t, b.Stack, "guard_test.go", "where it was")
		_, ok = g.Broken()
		require.False(t, ok, "told once")
		caught := g.Catch // as others are given it
		go func() {
			defer caught()
			panic("another")
		}()
		synctest.Wait()
		b, ok = g.Broken()
		require.True(t, ok)
		require.Equal(t, "another", b.Why)
	})
}
