package game_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// withTurns reads "with turns together length 40 planning 30 bank 10 increment 5 ai shown".
func withTurns(t *testing.T, s *game.Setup, words []string) {
	turns := &s.Scenario.Turns
	turns.Kind = game.TurnKind(named(game.TurnKinds, words[0]))
	for i := 1; i < len(words); i++ {
		var n uint32
		if i+1 < len(words) {
			_, _ = fmt.Sscan(words[i+1], &n)
		}
		switch words[i] {
		case "length":
			turns.Length = game.Tick(n)
		case "planning":
			turns.Planning = n
		case "bank":
			turns.Bank = n
		case "increment":
			turns.Increment = n
		case "ai":
			turns.TimeUp = game.AIPlans
		case "shown":
			turns.Shown = true
		}
	}
	require.Greater(t, turns.Kind, game.RealTime, words)
}

// turnCommand is a command of a story told by turns: it says what came of it, ok if it was one.
func (s *story) turnCommand(words []string) (told string, ok bool) {
	switch words[0] {
	case "open", "plan": // at a time, in seconds
		_, err := fmt.Sscan(words[1], &s.now)
		require.NoError(s.t, err, words)
		in := &game.Input{Orders: s.queue, Turn: game.TurnInput{Now: 1000 * s.now}}
		if words[0] == "open" {
			in.Turn.Open = s.world.Rest().Turn
		}
		s.queue = nil
		s.world.Plan(in)
		return s.answers(in), true
	case "run": // the turn
		return s.run(), true
	case "turn": // as a team knows it
		return s.turn(game.Audience(teamOf(s.t, words[1]))), true
	case "player": // takes a seat
		s.world.Plan(&game.Input{Seats: []game.SeatChange{{Seat: uint8(teamOf(s.t, words[1])), Leader: game.Player}}})
		s.seqs[teamOf(s.t, words[1])] = 0
		return "", true
	}
	return "", false
}

func (s *story) run() string {
	rest := s.world.Rest()
	if !s.world.CanClose(rest.Turn) {
		return "somebody still plans\n"
	}
	b := &strings.Builder{}
	in := &game.Input{Orders: s.queue, Turn: game.TurnInput{Now: 1000 * s.now, Close: rest.Turn}}
	s.queue = nil
	s.world.Step(in)
	b.WriteString(s.answers(in))
	told := s.hear(nil)
	for s.world.TurnLeft() > 0 && s.world.Result().Reason == game.NotOver {
		told = s.more(told)
	}
	return b.String() + s.tellOf(told)
}

func (s *story) more(told []int) []int {
	s.world.Step(&game.Input{})
	return s.hear(told)
}

// turn says where the match stands as a team knows it, and what it plans.
func (s *story) turn(a game.Audience) string {
	var v game.View
	s.world.View(a, &v)
	b := &strings.Builder{}
	fmt.Fprintf(b, "turn %d: %v", v.Turn.Number, v.Turn.Phase)
	if v.Turn.Mover != game.NoTeam {
		fmt.Fprintf(b, ", %s's", teams[v.Turn.Mover])
	}
	b.WriteString("\n")
	for seat, c := range v.Turn.Seats {
		fmt.Fprintf(b, "%s: %v", teams[seat], c.State)
		if c.Until > 0 {
			fmt.Fprintf(b, " until %d s", c.Until/1000)
		}
		if c.Bank > 0 {
			fmt.Fprintf(b, ", %d s in the bank", c.Bank/1000)
		}
		b.WriteString("\n")
	}
	for _, p := range v.Turn.Plan {
		fmt.Fprintf(b, "squad %d at %d: %v", p.Squad, p.At, p.Kind)
		if p.Refusal != game.Obeyed {
			fmt.Fprintf(b, ", %v", p.Refusal)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// turnWords reads what a planned order says more, and marks it as one: commit, forget, "turn N", "at N".
func (s *story) turnWords(o *game.Order, words []string) []string {
	rest := s.world.Rest()
	if rest.Phase == game.Flowing {
		return words
	}
	o.Flags, o.Turn = o.Flags|game.Planned, rest.Turn
	var left []string
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "turn":
			_, err := fmt.Sscan(words[i+1], &o.Turn)
			require.NoError(s.t, err)
			i++
		case "at":
			_, err := fmt.Sscan(words[i+1], &o.At)
			require.NoError(s.t, err)
			i++
		default:
			left = append(left, words[i])
		}
	}
	if at := slices.Index(left, "commit"); at >= 0 {
		o.Flags |= game.Commit
		left = slices.Delete(left, at, at+1)
	}
	return left
}
