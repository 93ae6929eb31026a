package battle

import (
	"time"

	"muster/client/screen/words"
	"muster/game"
)

// NoteKind is what a note tells of.
type NoteKind int

// The notes.
const (
	Refused NoteKind = iota // an order was refused
	Taken                   // a point was taken
)

// Note is a line that the player reads for a while.
type Note struct {
	Kind    NoteKind
	Order   game.OrderKind
	Refusal game.Refusal
	Team    int
	Point   int
	Born    time.Time
}

// Notes are the lines shown now, oldest first.
type Notes struct{ All []Note }

const (
	noteLife = 5 * time.Second
	maxNotes = 5 // an older one gives way to a newer
)

func (n *Notes) add(note Note) {
	for i := range n.All { // said already: say it for longer
		old := n.All[i]
		if old.Born = note.Born; old == note {
			n.All = append(append(n.All[:i:i], n.All[i+1:]...), note)
			return
		}
	}
	if n.All = append(n.All, note); len(n.All) > maxNotes {
		n.All = n.All[1:]
	}
}

func (n *Notes) see(v *game.View, now time.Time) {
	for _, h := range v.Happenings {
		if h.Kind == game.Captured {
			n.add(Note{Kind: Taken, Team: int(h.Source), Point: int(h.Target), Born: now})
		}
	}
}

func (n *Notes) age(now time.Time) {
	for len(n.All) > 0 && now.Sub(n.All[0].Born) > noteLife {
		n.All = n.All[1:]
	}
}

// Say is the note in words.
func (b *Battle) Say(n *Note, w words.Words) string {
	if n.Kind == Taken {
		return w.Say("note.taken", "team", b.TeamName(n.Team, w), "point", b.PointName(n.Point, w))
	}
	return w.Say("note.refused", "order", w.Say("order."+n.Order.String()), "why", w.Say("refusal."+n.Refusal.String()))
}
