package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// hearingZone takes down what is said.
type hearingZone struct {
	Zone
	said *[]game.Talk
}

func (z hearingZone) Say(t game.Talk) game.Refusal {
	*z.said = append(*z.said, t)
	return game.Obeyed
}

// What is recorded of a match's talk, and sent to all, is one line, whatever the client that sent it would like.
func TestTalkIsOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"north, now":                     "north, now",
		"one\ntwo\r\n\r\nthree":          "one two    three",
		"\x1b[2J\x1b[31mServer: you won": "[2J[31mServer: you won",
		"\u202egnihton\u202c":            "gnihton",
		"\x01say.help":                   "\x01say.help",
		"\x01say.help\n\x01":             "\x01say.help",
	} {
		var said []game.Talk
		g := NewParticipant(Pass{Seat: 1}, nil)
		require.Empty(t, g.Say(hearingZone{said: &said}, game.Talk{Kind: game.ChatAll, Text: text}, time.Now()), "%q",
			text)
		require.Equal(t, []game.Talk{{Seat: 1, Kind: game.ChatAll, Text: want}}, said)
	}
	var said []game.Talk
	g := NewParticipant(Pass{Seat: 1}, nil)
	require.Equal(t, "talk.refused", g.Say(hearingZone{said: &said}, game.Talk{Kind: game.ChatTeam, Text: "\n\u200b\n"},
		time.Now()), "nothing is left of it")
	require.Empty(t, g.Say(hearingZone{said: &said}, game.Talk{Kind: game.Ping}, time.Now()), "a ping says nothing")
	require.Len(t, said, 1)
}
