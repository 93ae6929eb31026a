package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/game"
)

// Allies are told apart by a letter, with or without a name; the same letter is on their squads
// and before what they say.
func TestAlliesAreToldApart(t *testing.T) {
	s, err := assets.Embedded().Setup("crossing")
	require.NoError(t, err)
	w, v := game.New(s, 1), &game.View{}
	w.Step(&game.Input{})
	w.View(0, v)
	b := New(s, 2)
	b.View = v
	words, err := i18n.Load("en")
	require.NoError(t, err)
	b.People[4].Name, b.People[1].Name = "Ada", "Bo"
	for seat, want := range []string{"Red A", "Bo", "You", "Blue B", "C · Ada", "Blue C", "Red D", "Blue D"} {
		require.Equal(t, want, b.SeatName(uint8(seat), words))
		require.Equal(t, seat%2 == 0 && seat != 2, b.Ally(uint8(seat)))
	}
	for i := range v.Squads {
		q := &v.Squads[i]
		require.Equal(t, q.Seat == 2, b.Badge(q) != "", "own squads have numbers, allied ones their leader's letter")
		p := Piece{UnitView: game.UnitView{Kind: q.Kind, Squad: q.ID}}
		if q.Seat == 4 {
			require.Equal(t, b.KindName(q.Kind, words)+" · C · Ada", b.Pointed(&p, words))
		}
	}
	b.People[0].Leader, b.People[4].Leader = game.AI, game.AI
	require.Equal(t, "A · AI commander", b.SeatName(0, words))
	for i := range v.Squads {
		if q := &v.Squads[i]; q.Seat == 4 {
			p := Piece{UnitView: game.UnitView{Kind: q.Kind, Squad: q.ID}}
			require.Contains(t, b.Pointed(&p, words), "C · Ada (away: AI commander)")
		}
	}
	n := Note{Kind: Said, Seat: 4, Text: Phrase("say.help")}
	require.Contains(t, b.Say(&n, words), "C · Ada: I need help!")

	b.Watching, b.Seat = true, NoSeat
	require.Equal(t, "A1", b.Badge(&v.Squads[0]), "who watches sees whose each squad is")
	require.False(t, b.Ally(4))
}
