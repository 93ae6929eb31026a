package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestIDsSortByTheirTime(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	last := NextID("t", at)
	for _, step := range []time.Duration{
		time.Millisecond, time.Second, time.Hour, 24 * time.Hour,
		100 * 365 * 24 * time.Hour,
	} {
		next := NextID("t", at.Add(step))
		require.Greater(t, next, last, "the later one comes behind the earlier one in an index")
		require.Len(t, next, len(last))
		last = next
	}
	require.NotEqual(t, NextID("t", at), NextID("t", at), "those of one moment differ")
}
