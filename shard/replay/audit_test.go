package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

// told are the answers that players of these records' match were given, taken from the World as the host does.
func told(t *testing.T, match string, recs []journal.Record) (lines []string) {
	f := &Fold{Watch: func(w *game.World, in *game.Input) {
		for _, o := range in.Orders {
			if a, ok := w.Answer(o.Seat, o.Leader, o.Seq); ok && a.Tick == w.Tick() && o.Leader == game.Player {
				lines = append(lines, line(match, a))
			}
		}
	}}
	for _, rec := range recs {
		require.NoError(t, f.Apply(rec))
	}
	return lines
}

func line(match string, a game.Answer) string {
	fields := map[string]any{"match": match, "seat": a.Seat, "seq": a.Seq}
	if a.Tick > 0 {
		fields["tick"] = a.Tick
	}
	if a.Refusal != game.Obeyed {
		fields["refusal"] = a.Refusal.String()
	}
	b, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func read(t *testing.T, lines ...string) []Answer {
	all, err := ReadAnswers(strings.NewReader(strings.Join(lines, "\n") + "\n"))
	require.NoError(t, err)
	require.Len(t, all, len(lines))
	return all
}

// journals has the duel as match m.
var journals = sync.OnceValue(func() map[string]*Taken {
	r, err := Verify("m", duel())
	if err != nil {
		panic(err)
	}
	return map[string]*Taken{"m": &r.Taken}
})

func TestEveryAnswerIsInTheJournalOnce(t *testing.T) {
	lines := told(t, "m", duel())
	a := Check(read(t, lines...), journals(), false)
	require.Empty(t, a.First)
	require.Zero(t, a.Wrong())
	require.Greater(t, a.Found, 20)
	require.Equal(t, len(lines), a.Found)
}

func TestWrongAnswersAreNamedByTheirLines(t *testing.T) {
	lines, good := told(t, "m", duel()), read(t, told(t, "m", duel())...)
	sound := good[4]
	for name, c := range map[string]struct {
		change func(a *Answer)
		count  func(a *Audit) int
		want   string
	}{
		"lost": {func(a *Answer) {
			a.Seq = 100_000
		}, func(a *Audit) int { return a.Lost }, "the journal has no such order"},
		"no seat": {func(a *Answer) { a.Seat = 77 }, func(a *Audit) int { return a.Lost }, "seat 77"},
		"doubled": {func(a *Answer) {
			*a = good[3]
			a.Line = 5
		}, func(a *Audit) int { return a.Doubled }, "line 4 has answered it already"},
		"moved": {func(a *Answer) {
			a.Tick++
		}, func(a *Audit) int { return a.Moved }, fmt.Sprintf("and the journal has it at tick %d", sound.Tick)},
		"altered": {func(a *Answer) {
			a.Refusal = game.OffMap
		}, func(a *Audit) int { return a.Altered }, "answered as off_map, and it folds to obeyed"},
		"stranger": {func(a *Answer) { a.Match = "n" }, func(a *Audit) int { return a.Unknown }, "match n, seat"},
		"sneaked in": {func(a *Answer) {
			a.Tick, a.Refusal = 0, game.TooMany
		}, func(a *Audit) int { return a.Intruded }, "told not to be admitted (too_many)"},
	} {
		answers := slices.Clone(good)
		c.change(&answers[4])
		a := Check(answers, journals(), false)
		require.Equal(t, 1, a.Wrong(), name)
		require.Equal(t, 1, c.count(a), name)
		require.Len(t, a.First, 1, name)
		require.Contains(t, a.First[0], "line 5: match ", name)
		require.Contains(t, a.First[0], c.want, name)
		require.Equal(t, len(lines)-1, a.Found, name)
	}
	many := Check(good, map[string]*Taken{"m": {}}, false)
	require.Equal(t, len(good), many.Lost)
	require.Len(t, many.First, maxWrong)
	require.Equal(t, len(good), Check(good, nil, true).Elsewhere)
}

// A cut journal has lost what was answered behind the cut.
func TestAnswersOutliveACutJournal(t *testing.T) {
	r, err := Verify("m", duel()[:40])
	require.NoError(t, err, "a chain cut short is a valid chain")
	a := Check(read(t, told(t, "m", duel())...), map[string]*Taken{"m": &r.Taken}, false)
	require.Equal(t, r.Orders, a.Found)
	require.Positive(t, a.Lost)
}

// The number of an order that was not admitted is used again: by an empty order, by the seat's next player, or by the
// order itself.
func TestNumbersThatWereNotUsedUpAreUsedAgain(t *testing.T) {
	s := newScribe(t)
	s.step()
	last := s.numbers[0]
	s.records = append(s.records, &Record{Kind: Tick, Tick: 2, Lease: 12, Input: game.Input{Orders: []game.Order{
		{Seq: last + 1}, {Seq: last + 2, Kind: game.Hold}, {Seq: last + 3, Kind: game.Hold},
	}}}, &Record{Kind: Tick, Tick: 3, Lease: 13, Input: game.Input{
		Seats:  []game.SeatChange{{Ticket: game.TicketID{9}}},
		Orders: []game.Order{{Seq: last + 4, Kind: game.Hold}, {Seq: last + 5, Kind: game.Hold}},
	}})
	r, err := Verify("m", chain(s.records...))
	require.NoError(t, err)
	refused := func(seq uint32) string {
		return line("m", game.Answer{Seq: last + seq, Refusal: game.TooMany})
	}
	lines := []string{
		// all as it should be
		refused(1), refused(2), line("m", game.Answer{Seq: last + 2, Tick: 2}), refused(4), refused(6),
		refused(3), refused(5), // not admitted, and yet in the journal as they were
	}
	a := Check(read(t, lines...), map[string]*Taken{"m": &r.Taken}, false)
	require.Equal(t, []int{1, 3, 1, 2}, []int{a.Found, a.UsedAgain, a.NotAdmitted, a.Intruded})
	require.Len(t, a.First, 2)
	require.Contains(t, a.First[0], "line 6:")
	require.Contains(t, a.First[1], "line 7:")
}

func TestLinesThatAreNoAnswersAreNamed(t *testing.T) {
	good := `{"match":"m","seat":0,"seq":1,"tick":5}`
	for bad, want := range map[string]string{
		`{"seat":0,"seq":1,"tick":5}`:                                 "line 2: it names no match",
		`{"match":"m","seq":1,"tick":5}`:                              "line 2: it names no seat",
		`{"match":"m","seat":0,"tick":5}`:                             "line 2: it has no order's number",
		`{"match":"m","seat":0,"seq":1}`:                              "line 2: it has neither a tick nor a refusal",
		`{"match":"m","seat":0,"seq":1,"tick":5,"refusal":"cowards"}`: `line 2: "cowards" is no reason`,
		`{"match":"m","seat":-1,"seq":1,"tick":5}`:                    "line 2: json: cannot unmarshal number -1",
		`{"match":"m","seat":0,"seq":1.5,"tick":5}`:                   "line 2: json: cannot unmarshal number 1.5",
		`{"match":"m","seat":0,"se`:                                   "line 2: invalid character",
		"no JSON":                                                     "line 2: invalid character",
		strings.Repeat("x", maxLine+1):                                "line 2: over 4096 bytes",
	} {
		all, err := ReadAnswers(strings.NewReader(good + "\n" + bad + "\n"))
		require.ErrorContains(t, err, want)
		require.Len(t, all, 1, "what stands before it is told")
	}
	_, err := ReadAnswers(strings.NewReader(good + "\n" + good[:20]))
	require.ErrorContains(t, err, "line 2: cut short (is the file still being written?)")
	_, err = ReadAnswers(iotest.ErrReader(errors.New("the disk is gone")))
	require.ErrorContains(t, err, "line 1: the disk is gone")
	all, err := ReadAnswers(strings.NewReader(good + "\n\n" + good))
	require.NoError(t, err, "neither an empty line nor a missing line feed at the end harms")
	require.Equal(t, []int{1, 3}, []int{all[0].Line, all[1].Line})
}

func FuzzReadAnswers(f *testing.F) {
	f.Add(`{"match":"m","seat":0,"seq":1,"tick":5}` + "\n")
	f.Add(`{"match":"m","seat":31,"seq":4294967295,"refusal":"too_many"}`)
	taken := map[string]*Taken{"m": {seats: make([]takenSeat, 2)}}
	f.Fuzz(func(t *testing.T, text string) {
		all, _ := ReadAnswers(strings.NewReader(text))
		a := Check(all, taken, false)
		require.Equal(t, len(all), a.Wrong()+a.Found+a.NotAdmitted+a.UsedAgain, "every line is judged once")
		for _, l := range all {
			require.NotEmpty(t, l.Match)
			require.NotZero(t, l.Seq)
			require.False(t, l.Tick == 0 && l.Refusal == game.Obeyed)
		}
	})
}

// Where a backup was put back, what a seat was told before does not count: the numbers come again with other ticks.
func TestWhatWasToldBeforeABackupWasPutBackDoesNotCount(t *testing.T) {
	lines := []string{
		`{"match":"m","seat":0,"seq":1,"tick":5}`,
		`{"match":"m","seat":1,"seq":1,"tick":6}`,
		`{"match":"n","seat":0,"seq":1,"tick":7}`,
		`{"match":"m","seat":0,"restored":true}`,
		`{"match":"m","seat":0,"seq":1,"tick":9}`,
	}
	all, err := ReadAnswers(strings.NewReader(strings.Join(lines, "\n")))
	require.NoError(t, err)
	require.Equal(t, []Answer{
		{Line: 2, Match: "m", Seat: 1, Seq: 1, Tick: 6},
		{Line: 3, Match: "n", Seat: 0, Seq: 1, Tick: 7},
		{Line: 5, Match: "m", Seat: 0, Seq: 1, Tick: 9},
	}, all)
}
