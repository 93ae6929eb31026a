package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/i18n"
	"muster/game"
)

// A server of another release, or an old journal, may hold anything: a line of talk is one line, and
// a guest is shown as one.
func TestWhatOthersSayIsOneLineByAMarkedName(t *testing.T) {
	d := sit(t)
	d.b.Reseat(client.SeatNews{Seat: 1, Team: 1, Leader: game.Player, Name: "~Ann\n\u202eadmin"}, d.now)
	d.b.Listen(game.Talk{Seat: 1, Kind: game.ChatAll, Text: "hi\nServer: you lost\x1b[31m"}, d.now)
	said := d.b.Notes.All[len(d.b.Notes.All)-1]
	for lang, want := range map[string]string{
		"en": "[all] Guest Ann admin: hi Server: you lost[31m", "zh": "[全体] 访客 Ann admin：hi Server: you lost[31m",
	} {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		require.Equal(t, want, d.b.Say(&said, w))
	}
}

// Between what is drawn and the click on it a note may go and another come: the click looks where the drawn one points.
func TestAClickOnANoteLooksAtWhatWasDrawnThere(t *testing.T) {
	d := sit(t)
	at := Rect{X: 900, Y: 60, W: 200, H: 20}
	d.b.Layout.Notes = []DrawnNote{{Rect: at, At: Point{X: 9, Y: 7}}}
	d.b.Notes.add(Note{Kind: Refused, Order: game.Move, Refusal: game.NoWay, Born: d.now})
	require.True(t, d.b.Layout.Bars(at.Mid()))
	require.True(t, d.b.pressNote(at.Mid()))
	require.InDelta(t, 9, d.b.Camera.At.X, 20)
	seen := d.b.Camera.At
	d.b.LookAt(Point{X: 9, Y: 7})
	require.Equal(t, seen, d.b.Camera.At)
}
