package replay

import (
	"errors"
	"fmt"
	"slices"

	"muster/game"
	"muster/printable"
	"muster/shard/journal"
)

// Summary is what a journal says of its match without being folded.
type Summary struct {
	Match    string
	Scenario string
	Teams    []string // names
	Played   []int    // teams of which a player led a seat at some time, ascending
	Rate     int      // ticks a second
	Records  int
	Orders   int
	Ticks    game.Tick // the last one that no record can change any more
	Owners   int       // shards that have run it, one after the other: 1 and one more for each take-over
	Ended    bool
	Result   game.Result // once Ended

	Fingerprint uint64 // of the rules that it needs
	Release     string // that began it; empty where the journal does not say

	seats []game.SeatSetup
}

// BrokenError says where a journal stops making sense. All before it is sound.
type BrokenError struct {
	Match  string
	Record uint64    // the number of the first record that is wrong
	Tick   game.Tick // the last tick that the records before it vouch for
	Err    error
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("match %s: record %d, behind tick %d: %v", printable.Text(e.Match), e.Record, e.Tick, e.Err)
}

func (e *BrokenError) Unwrap() error { return e.Err }

// Summarize reads a whole journal without folding it. Its error is a *BrokenError; the summary then is of what stands
// before it.
func Summarize(match string, recs []journal.Record) (Summary, error) {
	s := Summary{Match: match}
	for i := range recs {
		r, err := DecodeRecord(recs[i].Payload)
		if err == nil && !begins(r, recs[i].Number, i) {
			err = errNoBegin
		}
		if err != nil {
			return s, &BrokenError{match, recs[i].Number, s.Ticks, err}
		}
		s.add(r)
	}
	return s, nil
}

// begins reports whether a record is one that begins a journal, and is where it should be. Where what stands before a
// Chapter is not at hand, that begins it.
func begins(r *Record, number uint64, i int) bool {
	if i == 0 && number > 1 {
		return r.Kind == Chapter
	}
	return (r.Kind == Begin) == (i == 0)
}

var errNoBegin = errors.New("a journal begins with Begin and has one only")

// add takes a record in that is known to be in its place.
func (s *Summary) add(r *Record) {
	s.Records++
	if r.Kind == Begin || r.Kind == Chapter && s.Records == 1 {
		s.begin(r)
		return
	}
	switch r.Kind {
	case Tick, Plan:
		s.Orders += len(r.Input.Orders)
		for _, c := range r.Input.Seats {
			s.led(c)
		}
	case TakeOver:
		s.Owners++
	case End:
		s.Ended, s.Result = true, r.Result
	}
	s.Ticks = r.Tick
}

// begin takes in what the first record says.
func (s *Summary) begin(r *Record) {
	s.Scenario, s.Rate, s.Owners = r.Setup.Scenario.Name, int(r.Setup.Rules.TickRate), int(r.Epoch)+1
	s.Fingerprint, s.Release, s.Ticks = r.Fingerprint, r.Release, r.Tick
	for _, team := range r.Setup.Scenario.Teams {
		s.Teams = append(s.Teams, team.Name)
	}
	s.seats = r.Setup.Scenario.Seats
}

// led notes whose seat a player took.
func (s *Summary) led(c game.SeatChange) {
	if c.Leader != game.Player || int(c.Seat) >= len(s.seats) {
		return
	}
	team := int(s.seats[c.Seat].Team)
	if at, known := slices.BinarySearch(s.Played, team); !known {
		s.Played = slices.Insert(s.Played, at, team)
	}
}

// Playable reports why this build cannot play the match, a *FingerprintError; nil if it can.
func (s *Summary) Playable() error {
	if have := Fingerprint(); s.Records > 0 && s.Fingerprint != have {
		return &FingerprintError{s.Fingerprint, have, s.Release}
	}
	return nil
}

// Winner is the name of the team that has won, empty while there is none.
func (s *Summary) Winner() string {
	if w := int(s.Result.Winner); s.Ended && w >= 0 && w < len(s.Teams) {
		return s.Teams[w]
	}
	return ""
}
