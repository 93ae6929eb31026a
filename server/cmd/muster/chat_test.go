package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// readsTheChat reads what was written in the match of a report: nothing, and the audit log says who looked.
func readsTheChat(
	t *testing.T, player, match string, q *api.Client, asked func(into any, args ...string),
	done func(what string, args ...string),
) {
	other, err := q.Guest(t.Context(), "")
	require.NoError(t, err)
	c, err := q.In(other, nil).Complain(t.Context(), player, api.ComplaintRequest{Reason: "abuse", Match: match})
	require.NoError(t, err)
	var chat api.Chat
	asked(&chat, "chat", c.ID)
	require.Equal(t, []string{c.ID, match}, []string{chat.Complaint.ID, chat.Complaint.Match})
	require.Empty(t, chat.Lines)
	done("PLAYER", "chat", c.ID)
	var log []api.Audit
	asked(&log, "audit", "--player", player, "--limit", "1")
	require.Equal(t, "read chat", log[0].What)
	_, wrong, status := says(t, "chat", "none")
	require.NotZero(t, status)
	require.Contains(t, wrong, "there is no such complaint")
	done("is closed", "close", c.ID, "--verdict", "nothing was said")
}
