package shard

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTickTimesTellQuantiles(t *testing.T) {
	var times, sum TickTimes
	require.Zero(t, times.Quantile(0.99))
	for range 98 {
		times.add(100 * time.Microsecond)
	}
	times.add(3 * time.Millisecond)
	times.add(time.Hour)
	times.AddTo(&sum)
	require.Equal(t, 128*time.Microsecond, sum.Quantile(0.5))
	require.Equal(t, 4096*time.Microsecond, sum.Quantile(0.99))
	require.Greater(t, sum.Quantile(1), 4*time.Second)
}
