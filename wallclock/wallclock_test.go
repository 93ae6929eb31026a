package wallclock

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// One offset shifts all that is read here, and how long something takes stays what it is.
func TestTheClockIsShifted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.Equal(t, time.Now(), Now())
		Set(-10 * time.Minute)
		defer Set(0)
		began := Now()
		require.Equal(t, 10*time.Minute, time.Since(began))
		require.Equal(t, -10*time.Minute, Offset())
		time.Sleep(time.Second)
		require.Equal(t, time.Second, Since(began))
		require.Equal(t, time.Minute, Until(began.Add(time.Minute+time.Second)))
	})
}
