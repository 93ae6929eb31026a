package rest

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// An operator plays the day again with other settings: who waited alone for AI commanders could have had them at once.
// Nothing is changed by that, and nobody else may.
func TestAnOperatorPlaysTheDayAgain(t *testing.T) {
	h := wired(t, t.TempDir(), &meeting{}, Config{hashing: 64})
	ctx, began := t.Context(), wallclock.Now().Add(-6*time.Hour)
	for i := range 20 { // one each ten minutes, who gave up after five, or waits still
		player, at := fmt.Sprint("p", i), began.Add(time.Duration(i)*10*time.Minute)
		require.NoError(t, h.m.store.AddAccount(ctx, store.Account{
			Player: player, Name: player, Guest: true, Role: api.RolePlayer, Created: at,
		}))
		id, _, err := h.m.store.AddTicket(ctx, "t"+player, []string{player}, store.TicketRequest{Mode: "ranked"}, at)
		require.NoError(t, err)
		if i%2 == 0 {
			_, err = h.m.store.Drop(ctx, id, store.Cancelled, api.CancelledByPlayer, at.Add(30*time.Second))
			require.NoError(t, err)
		}
	}
	before := h.try("GET", "/v1/modes", "", "").Body.String()
	body := `{"scenarios":["duel"],"open":false,"fill":%d,"points":{"from":100,"second":5,"full":120},
		"rtt":{"from":0}%s}`
	ask := func(role api.Role, mode, body string) (int, string) {
		w := h.try("POST", "/v1/modes/"+mode+"/what-if", h.somebody(t, role), body)
		return w.Code, w.Body.String()
	}
	code, said := ask(api.RoleOperator, "ranked", fmt.Sprintf(body, 10, ""))
	require.Equal(t, http.StatusOK, code, said)
	require.Contains(t, said, `"was":{"tickets":20,"players":20,"seated":0,"gave_up":10,`)
	require.Contains(t, said, `"seated":10,"gave_up":10,"waiting":0,"wait_median":90,"wait_95":90,"wait_most":90,`+
		`"matches":10,"joined":0,"led_percent":`, "as the mode is set")
	require.Contains(t, said, `"fill":10,`)
	require.Contains(t, said, `"seated":20,"gave_up":0,"waiting":0,"wait_median":10,"wait_95":10,"wait_most":10,`+
		`"matches":20,"joined":0,"led_percent":50,`)
	require.Contains(t, said, `"whole":true,"cut":false`)
	code, said = ask(api.RoleOperator, "ranked", fmt.Sprintf(body, 10, `,"team":2`))
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, said, `"led_percent":75,`, "three of four seats")
	require.Equal(t, before, h.try("GET", "/v1/modes", "", "").Body.String())

	for _, role := range []api.Role{api.RolePlayer, api.RoleViewer, api.RoleModerator} {
		code, _ = ask(role, "ranked", fmt.Sprintf(body, 10, ""))
		require.Equal(t, http.StatusForbidden, code, role)
	}
	code, said = ask(api.RoleOperator, "none", fmt.Sprintf(body, 10, ""))
	require.Equal(t, http.StatusNotFound, code)
	require.Contains(t, said, "there are:")
	for what, bad := range map[string]string{
		"expected number >= -1": fmt.Sprintf(body, -2, ""), "there is no scenario": `{"scenarios":["moon"],"open":false,
			"fill":0,"points":{"from":0},"rtt":{"from":0}}`, "expected number <= 64": fmt.Sprintf(body, 0, `,"team":65`),
	} {
		code, said = ask(api.RoleOperator, "ranked", bad)
		require.Equal(t, http.StatusUnprocessableEntity, code, what)
		require.Contains(t, said, what)
	}
	h.m.queue.trying <- struct{}{} // somebody else does
	code, said = ask(api.RoleOperator, "ranked", fmt.Sprintf(body, 10, ""))
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.Contains(t, said, "another day is being played")
}

// Settings are written as commands and forms write them.
func TestSettingsAreSetByName(t *testing.T) {
	s := api.ModeSettings{Fill: 90, Points: api.Widening{From: 100}}
	for name, value := range map[string]string{
		"fill": "-1", "points.second": "7", "open": "true", "scenarios": "duel, arena", "team": "3", "rtt.full": "60",
	} {
		require.NoError(t, s.Set(name, value))
	}
	require.Equal(t, api.ModeSettings{
		Fill: -1, Points: api.Widening{From: 100, Second: 7}, Open: true, Scenarios: []string{"duel", "arena"}, Team: 3,
		RTT: api.Widening{Full: 60},
	}, s)
	require.ErrorContains(t, s.Set("fill", "soon"), `setting fill: "soon" is no whole number`)
	require.ErrorContains(t, s.Set("open", "2"), "no true or false")
	require.ErrorContains(t, s.Set("balance", "1"), "there are: fill, open, points.from,")
}
