package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// A benchmark that does not run measures nothing, and nobody notices before the day when a figure is wanted.
func TestTheFirstViewOfAMatchIsMeasured(t *testing.T) {
	took, err := ticketToView(context.Background())
	require.NoError(t, err)
	require.Positive(t, took)
}
