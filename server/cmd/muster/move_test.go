package main

import (
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

func TestAnExplainedMoveSaysWhatTheOperatorCanExpect(t *testing.T) {
	said := func(to, named string) string {
		var b strings.Builder
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		explain(w, &api.Move{Match: "m", From: "s1", To: to, Destinations: []api.Destination{
			{Shard: "s2", Refused: "it is full"},
		}}, named)
		require.NoError(t, w.Flush())
		require.Contains(t, b.String(), "it is full")
		return b.String()
	}
	require.Contains(t, said("s3", ""), "match m, at s1, would go to s3\n")
	require.Contains(t, said("", ""), "match m, at s1, can go to no other shard\n")
	require.Contains(t, said("", "s2"), "match m, at s1, cannot go to s2\n")
}

func TestAnExplainedMoveSaysWhatTheQueueWouldDoByItself(t *testing.T) {
	m := api.Move{Match: "m", From: "s1", To: "s2", Strain: 12, Destinations: []api.Destination{
		{Shard: "s2", Strain: 30, Then: 34},
		{Shard: "s3", Strain: 70, Then: 74, Unfit: "it would be strained"},
	}}
	said := func() string {
		var b strings.Builder
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		explain(w, &m, "")
		require.NoError(t, w.Flush())
		return b.String()
	}
	require.Regexp(t, `s2 .* 30 %  +34 %  +0/0`, said())
	require.Regexp(t, `s3 .* 70 %  +74 %  +0/0 +only by hand: it would be strained`, said())
	require.Contains(t, said(), "Shard s1 is not strained (12 %): no match begins to leave it by itself.\n")
	m.Strain, m.Strained = 131, "its ticks are long"
	require.Contains(t, said(),
		"Shard s1 is strained (131 %): its ticks are long. If that lasts, matches leave it by themselves.\n")
}
