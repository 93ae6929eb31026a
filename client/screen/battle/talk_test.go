package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/words"
	"muster/game"
)

// A server of another release, or an old journal, may hold anything: a line of talk is one line, and a guest is shown as one.
func TestWhatOthersSayIsOneLineByAMarkedName(t *testing.T) {
	d := sit(t)
	d.b.Reseat(client.SeatNews{Seat: 1, Team: 1, Leader: game.Player, Name: "~Ann\n\u202eadmin"}, d.now)
	d.b.Listen(game.Talk{Seat: 1, Kind: game.ChatAll, Text: "hi\nServer: you lost\x1b[31m"}, d.now)
	said := d.b.Notes.All[len(d.b.Notes.All)-1]
	for lang, want := range map[string]string{
		"en": "[all] Guest Ann admin: hi Server: you lost[31m", "zh": "[全体] 访客 Ann admin：hi Server: you lost[31m",
	} {
		w, err := words.Load(lang)
		require.NoError(t, err)
		require.Equal(t, want, d.b.Say(&said, w))
	}
}
