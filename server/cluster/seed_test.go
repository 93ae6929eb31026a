package cluster

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What chance does to players is of the plan's seed, each crowd's of its own.
func TestPlayersAreOfThePlansSeed(t *testing.T) {
	p := small()
	p.Seed = 7
	l := layout{plan: p, on: machines{}}
	args := func(crowd string) string { n := l.node(crowd, 6); return strings.Join(n.Args, " ") }
	require.Contains(t, args("bots"), "--seed 7 ")
	require.Contains(t, args("bots-2"), "--seed 1048583 ")
}
