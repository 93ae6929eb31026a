package rest

import (
	"fmt"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
)

// waits is the kind of reason for each of matching's, but for matching.Others.
var waits = map[matching.Reason]api.ReasonKind{
	matching.NoRoom: api.NoRoom, matching.NoShard: api.NoShard, matching.NoneThere: api.NoneThere,
	matching.NoStore:  api.NoStore,
	matching.NoRegion: api.NoRegion, matching.NoScenario: api.NoScenario, matching.NoMode: api.NoMode,
	matching.MatchFull: api.MatchFull,
}

// reasonsOf is why a ticket waits as its player is told.
func reasonsOf(w matching.Wait) []api.Reason {
	switch {
	case w.Reason == 0:
		return []api.Reason{{Kind: api.InLine}}
	case w.Reason != matching.Others:
		return []api.Reason{{Kind: waits[w.Reason]}}
	}
	players := api.Reason{Kind: api.Players, Numbers: map[string]int{"found": w.Found, "seats": w.Seats}}
	switch {
	case w.Unfit:
		players = api.Reason{Kind: api.Parties, Numbers: map[string]int{"seats": w.Seats}}
	case w.Window > 0:
		players.Kind, players.Numbers["points"] = api.PlayersWithin, w.Window
	}
	all := []api.Reason{players}
	if w.Fill > 0 {
		all = append(all, api.Reason{
			Kind: api.Fill, Numbers: map[string]int{"seconds": int((w.Fill + time.Second - 1) / time.Second)},
		})
	}
	return all
}

// explain says why a ticket waits, in both ways: as data, and as a sentence for windows that know no data.
func explain(t *api.Ticket, w matching.Wait) {
	t.Reasons, t.Place = reasonsOf(w), w.Place
	if t.Why = api.Say(t.Reasons); w.Place > 0 {
		t.Why = fmt.Sprintf("%s; number %d in line", t.Why, w.Place)
	}
}

// because says why in one reason.
func because(t *api.Ticket, kind api.ReasonKind) {
	t.Reasons = []api.Reason{{Kind: kind}}
	t.Why = api.Say(t.Reasons)
}
