package plan

import "fmt"

// place is where in a file something is written.
type place struct{ line, column int }

// Mistake is what is wrong with a plan, and where.
type Mistake struct {
	File         string
	Line, Column int
	What         string // what is wrong, and what was meant
}

func (m *Mistake) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.What)
}
