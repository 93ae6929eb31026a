package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"muster/ai"
	"muster/game"
)

// Session is the host's side of the protocol with one bot in one seat. It knows no process and no time: whoever drives
// it carries the lines. First comes Begin; when the bot has said that it is ready, a Turn whenever one is Due, and Take
// for each of its lines, until one has answered the turn.
type Session struct {
	setup *game.Setup
	seat  uint8
	seed  uint64
	live  bool

	name    string
	ready   bool
	every   game.Tick
	asked   game.Tick // of the newest turn
	turns   int       // so many were written
	stale   int       // lines of older turns since then
	turn    Turn      // the next one, as far as it is known
	out     bytes.Buffer
	numbers numbers

	orders  []game.Order // of the newest answer
	intents []ai.Intention
	said    []game.Talk
}

// NewSession begins one.
func NewSession(s *game.Setup, seat uint8, seed uint64, live bool) *Session {
	due := TurnTime
	if live {
		due = LiveDue
	}
	n := &Session{setup: s, seat: seat, seed: seed, live: live, every: 1, numbers: numbers{}}
	n.turn = Turn{
		DueMS: int(due / time.Millisecond), Units: []Unit{}, Squads: []Squad{}, Points: []Point{}, Scores: []uint32{},
		Marks: []Mark{}, Events: []Event{}, Answers: []Answer{}, Talk: []Talk{},
	}
	return n
}

// Name is what the bot calls itself, once it is ready.
func (s *Session) Name() string { return s.name }

// Begin is the host's first line.
func (s *Session) Begin() []byte {
	return s.line(&Host{Begin: begin(s.setup, s.seat, s.seed, s.live)})
}

// End is the host's last line.
func (s *Session) End(r game.Result) []byte {
	return s.line(&Host{End: &End{Winner: r.Winner, Reason: r.Reason.String(), Tick: uint32(r.Tick)}})
}

// line is good until the next one.
func (s *Session) line(h *Host) []byte {
	s.out.Reset()
	e := json.NewEncoder(&s.out)
	e.SetEscapeHTML(false)
	if err := e.Encode(h); err != nil {
		panic(fmt.Errorf("lines: %w", err)) // our own types can be written
	}
	return s.out.Bytes()
}

// See remembers what is told once, whether a turn is due or not.
func (s *Session) See(v *game.View, talk []game.Talk) {
	for _, h := range v.CombatEvents {
		s.turn.Events = append(s.turn.Events, event(v.Tick, h))
	}
	for _, t := range talk {
		s.turn.Talk = append(s.turn.Talk, heard(t))
	}
	s.turn.Events = newest(s.turn.Events, maxEvents)
	s.turn.Talk = newest(s.turn.Talk, maxTalk)
}

// newest keeps the last of a list, in its place.
func newest[T any](list []T, most int) []T {
	if over := len(list) - most; over > 0 {
		return list[:copy(list, list[over:])]
	}
	return list
}

// heard is talk as a bot reads it.
func heard(t game.Talk) Talk {
	out := Talk{Seat: t.Seat, Kind: "unknown", Text: t.Text}
	if int(t.Kind) < len(talkKinds) {
		out.Kind = talkKinds[t.Kind]
	}
	if key, ok := strings.CutPrefix(t.Text, game.PhraseMark); ok {
		out.Text, out.Phrase = "", key
	}
	if t.Kind == game.Ping {
		at := placeAt(t.X, t.Y)
		out.At = &at
	}
	return out
}

// Due reports whether the bot is to be shown this tick.
func (s *Session) Due(t game.Tick) bool {
	return s.ready && (s.turns == 0 || t >= s.asked+s.every || t < s.asked)
}

// Missed counts a turn that the bot was too late for; those before it was ready are none.
func (s *Session) Missed() {
	if s.ready {
		s.turn.Missed++
	}
}

// Turn is the line that shows a view, good until the next one.
func (s *Session) Turn(v *game.View) []byte {
	s.turn.show(s.setup, v)
	s.turn.Clock = s.clock(v)
	line := s.line(&Host{Turn: &s.turn})
	s.asked, s.stale = v.Tick, 0
	s.turns++
	s.turn.Missed, s.turn.Lost = 0, nil
	s.turn.Events, s.turn.Answers, s.turn.Talk = s.turn.Events[:0], s.turn.Answers[:0], s.turn.Talk[:0]
	return line
}

// Lose has the next turn tell why an answer was not taken.
func (s *Session) Lose(why error) { s.turn.Lost = &Lost{uint32(s.asked), cut(why.Error(), maxWhy)} }

// errNotReady is of a first line that does not begin.
var errNotReady = errors.New(`its first line must be {"ready":{"name":"..","every":10}}`)

// Receive reads a line. It answers what the bot was asked, or belongs to an older turn and is passed over, or is wrong:
// then the turn is lost.
func (s *Session) Receive(line []byte) (answers bool, err error) {
	var b Bot
	if err := json.Unmarshal(line, &b); err != nil {
		return false, fmt.Errorf("its line %.60q is no object of JSON as muster lines has them (%w); "+
			"standard output is for answers alone: write all else to standard error", line, readable(err))
	}
	switch {
	case !s.ready:
		return true, s.begun(b.Ready)
	case b.Tick == nil:
		return false, fmt.Errorf(`its line %.60q has no "tick": an answer names that of its turn`, line)
	case *b.Tick > int64(s.asked) || s.turns == 0:
		return false, fmt.Errorf("it answers tick %d, and the newest that it was shown is %d", *b.Tick, s.asked)
	case *b.Tick < int64(s.asked):
		if s.stale++; s.stale > maxStale {
			return false, fmt.Errorf("it answers tick %d, again and again, and the newest is %d", *b.Tick, s.asked)
		}
		return false, nil
	}
	s.order(b.Orders, b.unread)
	s.commit(b.Commit)
	s.explain(b.Explain)
	s.say(b.Say)
	return true, nil
}

// begun takes over what the bot says of itself.
func (s *Session) begun(r *Ready) error {
	switch {
	case r == nil:
		return errNotReady
	case r.Every < 0 || r.Every > maxEvery:
		return fmt.Errorf("ready.every: %d is out of range (1 to %d)", r.Every, maxEvery)
	}
	s.ready, s.every = true, game.Tick(max(r.Every, 1))
	s.name = strings.ToValidUTF8(r.Name[:min(len(r.Name), game.MaxName)], "")
	return nil
}
