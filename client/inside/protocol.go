package inside

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"muster/client"
	"muster/client/screen/host"
	"muster/shard/replay"
)

// What a page asks.
const (
	doBegin    = "begin"    // Choice; answered with Seat
	doContinue = "continue" // ID, Name; answered with Seat
	doAgain    = "again"    // another ticket for the match that runs; answered with Seat
	doLeave    = "leave"    // keeps and ends it
	doPace     = "pace"     // Percent
	doTicks    = "ticks"    // answered with Ticks, Late
	doSaves    = "saves"    // answered with Saves
	doDelete   = "delete"   // ID
	doReplays  = "replays"  // answered with Replays
	doOpen     = "open"     // ID; answered with the parts of a recording
	doAdd      = "add"      // Name (the scenario), When and the parts
)

// ask is a question.
type ask struct {
	N       uint32       `json:"n"` // its answer has the same; 0 where none is wanted
	Do      string       `json:"do"`
	Choice  *host.Choice `json:"choice,omitempty"`
	ID      string       `json:"id,omitempty"`
	Name    string       `json:"name,omitempty"`
	Percent int          `json:"percent,omitempty"`
	When    time.Time    `json:"when,omitzero"`
}

// answer answers it.
type answer struct {
	N       uint32        `json:"n"` // 0 for what nobody asked
	Wrong   *wrong        `json:"wrong,omitempty"`
	Seat    *seat         `json:"seat,omitempty"`
	Saves   []save        `json:"saves,omitempty"`
	Replays []host.Replay `json:"replays,omitempty"`
	Ticks   uint64        `json:"ticks,omitempty"` // of the match that runs
	Late    uint64        `json:"late,omitempty"`  // of these, more than a tick
	Trouble Trouble       `json:"trouble,omitempty"`
	Problem string        `json:"problem,omitempty"` // the worker has stopped: what broke
}

// seat is where a match is entered.
type seat struct {
	Scenario string      `json:"scenario"`
	Join     client.Join `json:"join"`
}

// save is a host.Save as it is told.
type save struct {
	host.Save
	Err *wrong `json:"wrong,omitempty"` // in place of Save's
}

// wrong is an error as it is told. Of its kinds the one is kept that the screen tells apart.
type wrong struct {
	Text    string                   `json:"text"`
	Foreign *replay.FingerprintError `json:"foreign,omitempty"`
}

func wrongOf(err error) *wrong {
	if err == nil {
		return nil
	}
	w := &wrong{Text: err.Error()}
	errors.As(err, &w.Foreign)
	return w
}

// err is the error again; nil for nil.
func (w *wrong) err() error {
	if w == nil {
		return nil
	}
	return w
}

// Error implements error.
func (w *wrong) Error() string { return w.Text }

// Unwrap is the error's kind.
func (w *wrong) Unwrap() error {
	if w.Foreign == nil {
		return nil
	}
	return w.Foreign
}

func savesOf(all []host.Save) (told []save) {
	for _, s := range all {
		why := wrongOf(s.Err)
		s.Err = nil // no interface can be told
		told = append(told, save{s, why})
	}
	return told
}

func toldSaves(told []save) (all []host.Save) {
	for _, t := range told {
		t.Save.Err = t.Err.err()
		all = append(all, t.Save)
	}
	return all
}

const headSize = 12 // of a message: how long the JSON is, the replay and its intentions

// pack makes a message's bytes.
func pack(m any, rec host.Recording) ([]byte, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	all := make([]byte, 0, headSize+len(b)+len(rec.Replay)+len(rec.Intentions))
	for _, part := range [][]byte{b, rec.Replay, rec.Intentions} {
		all = binary.BigEndian.AppendUint32(all, uint32(len(part)))
	}
	return append(append(append(all, b...), rec.Replay...), rec.Intentions...), nil
}

// unpack reads one.
func unpack(b []byte, into any) (rec host.Recording, err error) {
	if len(b) < headSize {
		return rec, fmt.Errorf("a message between page and worker has %d bytes, fewer than its head", len(b))
	}
	rest := b[headSize:]
	var parts [3][]byte
	for i := range parts {
		n := binary.BigEndian.Uint32(b[4*i:])
		if uint64(n) > uint64(len(rest)) {
			return rec, fmt.Errorf("a message between page and worker is cut: part %d has %d bytes of %d", i,
				len(rest), n)
		}
		parts[i], rest = rest[:n], rest[n:]
	}
	if len(parts[1]) > 0 {
		rec.Replay = parts[1]
	}
	if len(parts[2]) > 0 {
		rec.Intentions = parts[2]
	}
	return rec, json.Unmarshal(parts[0], into)
}
