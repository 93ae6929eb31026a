package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// looksAtTheQueue has somebody wait alone, and reads why.
func looksAtTheQueue(t *testing.T, q *api.Client, asked func(into any, args ...string)) {
	g, err := q.Guest(t.Context(), "Wanda")
	require.NoError(t, err)
	wanda := q.In(g, nil)
	ticket, err := wanda.Queue(t.Context(), api.TicketRequest{Mode: "ranked"})
	require.NoError(t, err)
	var state api.QueueState
	require.Eventually(t, func() bool {
		asked(&state, "queue", "ranked")
		return len(state.Modes[0].Waiting) > 0 && state.Modes[0].Waiting[0].Place > 0
	}, patience, 20*time.Millisecond)
	require.Equal(t, ticket.ID, state.Modes[0].Waiting[0].Ticket)
	out, wrong, status := says(t, "queue")
	require.Zero(t, status, "%s", wrong)
	require.Regexp(t, `(?m)^ranked +1 +~Wanda +\d+s +1500 +- +1 of 2 players are there`, out)
	_, wrong, status = says(t, "queue", "none")
	require.NotZero(t, status)
	require.Contains(t, wrong, `there is no mode "none"; there are: quick, ranked`)
	var day api.WhatIf
	asked(&day, "what-if", "ranked", "--set", "fill=10", "--set", "scenarios=duel")
	require.Equal(t, []int{90, 10}, []int{day.Real.Settings.Fill, day.Changed.Settings.Fill})
	require.Equal(t, 1, day.Was.Tickets)
	out, wrong, status = says(t, "what-if", "ranked", "--set", "points.from=300")
	require.Zero(t, status, "%s", wrong)
	require.Regexp(t, `(?m)^tickets +1 +1 +1$`, out)
	_, wrong, status = says(t, "what-if", "ranked", "--set", "balance=1")
	require.NotZero(t, status)
	require.Contains(t, wrong, "there is no setting")
	require.NoError(t, wanda.Cancel(t.Context(), ticket.ID))
}
