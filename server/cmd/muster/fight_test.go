package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFightIsBetweenWhomTheFlagsName(t *testing.T) {
	hash := func(flags ...string) string {
		out, errs, code := says(t, append([]string{"fight", "duel", "--seed", "7", "--ticks", "600"}, flags...)...)
		require.Zero(t, code, errs)
		return out[len(out)-17:]
	}
	require.Equal(t, hash(), hash("--commander", "regular"))
	require.NotEqual(t, hash(), hash("--commander", "duel/1=elite"))
}
