package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"unique"

	"muster/game"
)

// Answer is what somebody was told of an order of a seat's player: a line of JSON in a file of answers, with match,
// seat, seq, tick (none if the order was not admitted) and refusal (none if it was obeyed). Other fields are ignored. A
// line with match, seat and restored alone says that a backup was put back: what the seat was
// told before does not count.
type Answer struct {
	Line    int // in the file, from 1
	Match   string
	Seat    uint8
	Seq     uint32
	Tick    game.Tick
	Refusal game.Refusal
}

// ReadAnswers reads a file of answers to its end. Its error names the first line that is none; what stands before it is
// returned with it.
func ReadAnswers(r io.Reader) (all []Answer, err error) {
	lines := bufio.NewReaderSize(r, maxLine)
	for n := 1; ; n++ {
		text, err := lines.ReadSlice('\n')
		whole := err == nil
		switch {
		case errors.Is(err, io.EOF) && len(text) == 0:
			return all, nil
		case errors.Is(err, bufio.ErrBufferFull):
			return all, fmt.Errorf("line %d: over %d bytes: no line of answers", n, maxLine)
		case err != nil && !errors.Is(err, io.EOF):
			return all, fmt.Errorf("line %d: %w", n, err)
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		a, restored, err := readAnswer(text)
		if err != nil && !whole {
			err = fmt.Errorf("cut short (is the file still being written?): %w", err)
		}
		if err != nil {
			return all, fmt.Errorf("line %d: %w", n, err)
		}
		if restored {
			all = slices.DeleteFunc(all, func(told Answer) bool { return told.Match == a.Match && told.Seat == a.Seat })
			continue
		}
		a.Line = n
		all = append(all, a)
	}
}

func readAnswer(text []byte) (a Answer, restored bool, err error) {
	var line struct {
		Match   string `json:"match"`
		Seat    *uint8 `json:"seat"`
		Seq     uint32 `json:"seq"`
		Tick    uint32 `json:"tick"`
		Refusal string `json:"refusal"`

		Restored bool `json:"restored"`
	}
	if err := json.Unmarshal(text, &line); err != nil {
		return a, false, err
	}
	refusal, known := refusals()[line.Refusal]
	switch {
	case line.Match == "":
		return a, false, errors.New("it names no match")
	case line.Seat == nil:
		return a, false, errors.New("it names no seat")
	case line.Restored:
		return Answer{Match: line.Match, Seat: *line.Seat}, true, nil
	case line.Seq == 0:
		return a, false, errors.New("it has no order's number (seq)")
	case !known:
		return a, false, fmt.Errorf("%q is no reason to refuse an order", line.Refusal)
	case line.Tick == 0 && refusal == game.Obeyed:
		return a, false, errors.New("it has neither a tick nor a refusal")
	}
	// Millions of lines name a few matches.
	a = Answer{
		Match: unique.Make(line.Match).Value(), Seat: *line.Seat, Seq: line.Seq, Tick: game.Tick(line.Tick),
		Refusal: refusal,
	}
	return a, false, nil
}

// refusals are the reasons by their keys; Obeyed has none.
var refusals = sync.OnceValue(func() map[string]game.Refusal {
	all := map[string]game.Refusal{"": game.Obeyed}
	for r := game.Obeyed + 1; r < game.Refusals; r++ {
		all[r.String()] = r
	}
	return all
})
