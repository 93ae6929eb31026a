package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// What make soak has this program do is what it can.
func TestTheSoakIsUnderstood(t *testing.T) {
	script, err := os.ReadFile("../../../.ci/soak")
	require.NoError(t, err)
	line := regexp.MustCompile(`(?m)^bin/muster-lab (.*) \|\|`).FindSubmatch(script)
	require.NotNil(t, line)
	args := strings.Fields(strings.NewReplacer(`"${FOR:-1h}"`, "1h", `"${PLAYERS:-32}"`, "32", `"`,
		"").Replace(string(line[1])))
	var c cli
	_, err = kong.Must(&c, kong.Name("muster-lab")).Parse(args)
	require.NoError(t, err, "%v", args)
	require.EqualValues(t, 32, c.Attack.Players)
	require.Positive(t, c.Attack.Soak)
}

func TestAnAttackThatCannotBeIsRefused(t *testing.T) {
	c := attackCmd{Matchmaker: "http://127.0.0.1:1", Flood: -1, Joins: 1}
	require.ErrorContains(t, c.Run(t.Context()), "half-open links")
}
