package dump

import (
	"muster/game"
	"muster/shard/replay"
)

// Place is x, y in cells.
type Place [2]float64

// Begin is all of a match that never changes.
type Begin struct {
	Match    string   `json:"match"`
	Scenario string   `json:"scenario"`
	Map      string   `json:"map"`
	Mode     string   `json:"mode"`
	TickRate uint8    `json:"tick_rate"`
	Seed     uint64   `json:"seed,string"` // a text: few languages' numbers hold it
	Size     [2]int32 `json:"size"`
	Teams    []string `json:"teams"`
	Seats    []int    `json:"seats"` // the team of each; as bytes they would be a text
	Kinds    []string `json:"kinds"`
	Points   []Point  `json:"points"`
}

// End is how it ended.
type End struct {
	Winner int8   `json:"winner"`
	Reason string `json:"reason"`
	Tick   uint32 `json:"tick"`
}

// Line is a tick.
type Line struct {
	Tick    uint32   `json:"tick"`
	Units   []Unit   `json:"units"`
	Squads  []Squad  `json:"squads"`
	Points  []Holder `json:"points"`
	Scores  []uint32 `json:"scores"`
	Events  []Event  `json:"events,omitempty"`
	Orders  []Order  `json:"orders,omitempty"`
	Talk    []Talk   `json:"talk,omitempty"`
	Intends []Intend `json:"intends,omitempty"`
}

// Point is a capture point.
type Point struct {
	Name string `json:"name"`
	At   Place  `json:"at"`
}

// Unit is one as the audience sees it.
type Unit struct {
	ID    uint16   `json:"id"`
	Kind  string   `json:"kind"`
	Team  uint8    `json:"team"`
	Squad int      `json:"squad"`
	At    Place    `json:"at"`
	HP    uint8    `json:"hp"`
	Flags []string `json:"flags,omitempty"`
}

// Squad is one of the audience's.
type Squad struct {
	ID     uint8  `json:"id"`
	Seat   uint8  `json:"seat"`
	Alive  uint8  `json:"alive"`
	Order  string `json:"order"`
	At     Place  `json:"at"` // of the order
	Target uint16 `json:"target"`
	Morale uint8  `json:"morale"`
	Level  uint8  `json:"level,omitempty"`
	Broken bool   `json:"broken,omitempty"`
}

// Holder is who has a point, and who takes it.
type Holder struct {
	Owner    int8  `json:"owner"`
	Taker    int8  `json:"taker"`
	Progress uint8 `json:"progress"`
}

// Event is something that was seen or heard. Tick is of one that is not of its line's.
type Event struct {
	Tick  uint32  `json:"tick,omitempty"`
	Kind  string  `json:"kind"`
	By    *uint16 `json:"by,omitempty"`
	Unit  *uint16 `json:"unit,omitempty"`
	At    *Place  `json:"at,omitempty"`    // blast
	Point *uint16 `json:"point,omitempty"` // captured
	Team  *uint16 `json:"team,omitempty"`  // captured: its new owner
	Loud  uint8   `json:"loud,omitempty"`  // heard: 1 far to 3 near
}

// Order is one that was given.
type Order struct {
	Tick   uint32 `json:"tick,omitempty"`
	Seat   uint8  `json:"seat"`
	Player bool   `json:"player,omitempty"` // a person gave it
	Squad  uint8  `json:"squad"`
	Do     string `json:"do"`
	At     *Place `json:"at,omitempty"`
	Target uint16 `json:"target"`
	Queued bool   `json:"queued,omitempty"`
	After  uint16 `json:"after,omitempty"` // by turns: ticks of the turn before it is given
}

// Talk is what was said.
type Talk struct {
	Tick uint32 `json:"tick,omitempty"`
	Seat uint8  `json:"seat"`
	Kind string `json:"kind"`
	Text string `json:"text,omitempty"`
	At   *Place `json:"at,omitempty"` // ping
}

// Intend is what a commander intends with a squad.
type Intend struct {
	Seat  uint8   `json:"seat"`
	Squad uint8   `json:"squad"`
	Act   string  `json:"act"`
	At    Place   `json:"at"`
	Point int     `json:"point"`
	Score float64 `json:"score"` // supply points a second that the place is worth
}

// only leaves out the ticks that are the line's own.
func (l *Line) only(t game.Tick) {
	l.Tick = uint32(t)
	clear := func(tick *uint32) {
		if *tick == l.Tick {
			*tick = 0
		}
	}
	for i := range l.Events {
		clear(&l.Events[i].Tick)
	}
	for i := range l.Orders {
		clear(&l.Orders[i].Tick)
	}
	for i := range l.Talk {
		clear(&l.Talk[i].Tick)
	}
}

func intendOf(in replay.Intention) Intend {
	return Intend{
		Seat: in.Seat, Squad: in.Squad, Act: in.Act, At: placeAt(in.X, in.Y), Point: in.Point,
		Score: float64(in.Score) / 1000,
	}
}
