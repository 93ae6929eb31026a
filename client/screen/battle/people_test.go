package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/i18n"
	"muster/game"
)

// last is what the newest note says.
func (d *desk) last(t *testing.T, lang string) string {
	w, err := i18n.Load(lang)
	require.NoError(t, err)
	return d.b.Say(&d.b.Notes.All[len(d.b.Notes.All)-1], w)
}

func TestWhoLeavesIsCalledByNameAndWithTheTrueReason(t *testing.T) {
	for why, want := range map[client.Parting][2]string{
		client.Unexplained: {"An AI commander leads Ann's squads", "Ann 的小队由 AI 指挥官接管"},
		client.WentAway:    {"Ann left: an AI commander takes over", "Ann 离开了，由 AI 指挥官接管"},
		client.LostLink:    {"Ann lost the connection: an AI commander takes over", "Ann 掉线，由 AI 指挥官接管"},
		client.Removed:     {"Ann was removed: an AI commander takes over", "Ann 被移出对局，由 AI 指挥官接管"},
		99:                 {"An AI commander leads Ann's squads", "Ann 的小队由 AI 指挥官接管"}, // of a newer server
	} {
		d := sit(t)
		d.b.Seated([]client.SeatNews{{Seat: 1, Team: 1, Leader: game.Player, Name: "Ann"}})
		d.b.Reseat(client.SeatNews{Seat: 1, Team: 1, Leader: game.AI, Parting: why}, d.now)
		require.Equal(t, want[0], d.last(t, "en"))
		require.Equal(t, want[1], d.last(t, "zh"))
	}
}

func TestThePlayerIsNotCalledByName(t *testing.T) {
	d := sit(t)
	d.b.Seated([]client.SeatNews{{Leader: game.Player, Name: "Me"}})
	d.b.Reseat(client.SeatNews{Leader: game.AI, Parting: client.LostLink}, d.now)
	require.Equal(t, "An AI commander takes over your squads.", d.last(t, "en"))
	d.b.Reseat(client.SeatNews{Leader: game.Player, Name: "Me"}, d.now)
	require.Equal(t, "You lead your squads again", d.last(t, "en"))
}

func TestWhoComesIsBackOrNew(t *testing.T) {
	d := sit(t)
	d.b.Seated([]client.SeatNews{{Seat: 1, Team: 1, Leader: game.Player, Name: "Ann"}})
	for _, s := range []struct{ name, want string }{{"Ann", "Ann is back"}, {"Ben", "Ben joined"}} {
		d.b.Reseat(client.SeatNews{Seat: 1, Team: 1, Leader: game.AI, Parting: client.WentAway}, d.now)
		d.b.Reseat(client.SeatNews{Seat: 1, Team: 1, Leader: game.Player, Name: s.name}, d.now)
		require.Equal(t, s.want, d.last(t, "en"))
	}
}
