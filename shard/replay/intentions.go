package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"muster/game"
)

// Intention is what a commander said that a squad of its was up to, from a tick on until its next one. They are kept
// beside a replay, not in the chain: a match folds the same without them. The file is named as the replay's with
// IntentionsSuffix behind it, and has a line of JSON each, with the keys below. A line without an act ends
// what was said of its squad.
//
// A viewer draws a line from the squad to X, Y, named by Act (its texts have the key "act." before it), for the seats
// of one team or of all: see Intentions.At.
type Intention struct {
	Tick  game.Tick `json:"tick"`
	Seat  uint8     `json:"seat"`
	Squad uint8     `json:"squad"` // in the file the team's own number; from At as the audience's View numbers it
	Act   string    `json:"act,omitempty"`
	X     uint16    `json:"x,omitempty"` // view steps
	Y     uint16    `json:"y,omitempty"`
	Point int       `json:"point"` // the capture point that it is for, -1 for none
	// what the place is worth to the squad: harm done less harm taken, in thousandths of a supply point a second
	Score int32 `json:"score"`
}

// IntentionsSuffix is what the name of a replay's file has behind it to name that of its intentions.
const IntentionsSuffix = ".intentions"

// LogSuffix is what the name of a replay's file has behind it to name the text of what its commanders printed.
const LogSuffix = ".log"

// Intentions are those of a match.
type Intentions struct {
	squads [][]Intention // each one squad's, by ascending tick; by seat and squad
}

// ReadIntentions reads a file of intentions. Its error names the first line that is none; what stands before it is
// returned with it.
func ReadIntentions(r io.Reader) (*Intentions, error) {
	bySquad, lines := map[[2]uint8][]Intention{}, bufio.NewReaderSize(r, maxLine)
	acts := map[string]string{} // a few words that come again and again
	var broken error
	for n := 1; broken == nil; n++ {
		text, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(bytes.TrimSpace(text)) == 0 {
			break
		}
		var in Intention
		switch {
		case n > maxIntentions:
			err = fmt.Errorf("there are more than %d lines", maxIntentions)
		case err == nil || errors.Is(err, io.EOF):
			err = json.Unmarshal(text, &in)
		}
		if len(in.Act) > maxAct {
			err = fmt.Errorf("an act of %d bytes, and %d are the most", len(in.Act), maxAct)
		}
		if err != nil {
			broken = fmt.Errorf("intentions: line %d: %w", n, err)
			break
		}
		if _, known := acts[in.Act]; !known && len(acts) < maxActs {
			acts[in.Act] = in.Act
		}
		if act, known := acts[in.Act]; known {
			in.Act = act
		}
		key := [2]uint8{in.Seat, in.Squad}
		bySquad[key] = append(bySquad[key], in)
	}
	all := &Intentions{}
	for _, said := range bySquad {
		// a server that was killed tells some ticks again
		slices.SortStableFunc(said, func(a, b Intention) int { return int(a.Tick) - int(b.Tick) })
		all.squads = append(all.squads, said)
	}
	slices.SortFunc(all.squads, func(a, b []Intention) int {
		return slices.Compare([]uint8{a[0].Seat, a[0].Squad}, []uint8{b[0].Seat, b[0].Squad})
	})
	return all, broken
}

// At lists what was intended at a tick by the seats of an audience's team, or by all for game.All: by ascending seat
// and squad, at most one of a squad. Squads are numbered as in the audience's View. They are not for the eyes of
// another team while a match goes on.
func (n *Intentions) At(s *game.Setup, a game.Audience, t game.Tick) (all []Intention) {
	for _, said := range n.squads {
		seat := int(said[0].Seat)
		if seat >= len(s.Scenario.Seats) || a != game.All && game.Audience(s.Scenario.Seats[seat].Team) != a {
			continue
		}
		i, _ := slices.BinarySearchFunc(said, t+1, func(in Intention, t game.Tick) int { return int(in.Tick) - int(t) })
		if i == 0 || said[i-1].Act == "" {
			continue
		}
		in := said[i-1]
		if a == game.All {
			in.Squad = NumberForAll(s, in.Seat, in.Squad)
		}
		all = append(all, in)
	}
	return all
}

// NumberForAll is the number in a View for game.All of the squad that a seat's team knows by a number: its place in the
// scenario, where a team numbers only its own.
func NumberForAll(s *game.Setup, seat, squad uint8) uint8 {
	own := 0
	for i, sq := range s.Scenario.Squads {
		if int(seat) >= len(s.Scenario.Seats) || s.Scenario.Seats[sq.Seat].Team != s.Scenario.Seats[seat].Team {
			continue
		}
		if own == int(squad) {
			return uint8(i)
		}
		own++
	}
	return game.NoSquad
}
