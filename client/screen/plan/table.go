package plan

// Table is where players sit at one screen: who may look at it, and when a curtain falls between them. While it is down
// nobody's side is shown.
type Table struct {
	At   int  // who sits at the screen, or is to sit down at it
	Down bool // the curtain is

	saw []uint32 // the turn at which each was there last
}

// NewTable is a table of so many seats, with the curtain down.
func NewTable(seats int) *Table {
	t := &Table{Down: true, saw: make([]uint32, seats)}
	for i := range t.saw {
		t.saw[i] = 1 // there is no film before
	}
	return t
}

// Update takes in how the match stands for each. Who has planned makes room for the next who has not.
func (t *Table) Update(plans []*Plan) {
	now := plans[t.At]
	if !t.Down {
		t.saw[t.At] = now.Turn()
	}
	switch s := now.Stage(); {
	case s == Over:
		t.Down = false
	case s == Planning, !t.Down && s != Waiting && s != Theirs:
	default:
		for i := 1; i < len(plans); i++ {
			if next := (t.At + i) % len(plans); plans[next].Stage() == Planning {
				t.At, t.Down = next, true
				return
			}
		}
	}
}

// Lift opens the curtain for who sits down. It reports whether turns have run that he has not seen.
func (t *Table) Lift(plans []*Plan) (unseen bool) {
	t.Down = false
	return plans[t.At].Turn() > t.saw[t.At]
}
