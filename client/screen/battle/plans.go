package battle

import (
	"time"

	"muster/client/screen/i18n"
	"muster/game"
)

// Plans are what the commanders of allied seats said last that they mean to do: one line an
// ally, in a panel that folds.
type Plans struct {
	Folded bool // only the heading is shown
	said   [game.MaxSeats]plan
}

type plan struct {
	text string // as it was said; empty for nothing
	born time.Time

	in, line string // as it was last put into words, in which language: drawing asks in every frame
}

// Plan is one ally's line of the panel.
type Plan struct {
	Seat uint8
	Text string
	Born time.Time
}

// set notes what a commander says; what it said before is no plan any more.
func (p *Plans) set(seat uint8, text string, now time.Time) {
	if p.said[seat].text != text {
		p.said[seat] = plan{text: text, born: now}
	}
}

// drop forgets the plan of a seat that its commander leads no more.
func (p *Plans) drop(seat uint8) { p.said[seat] = plan{} }

// forget forgets all plans.
func (p *Plans) forget() { p.said = [game.MaxSeats]plan{} }

// Planned are the seats whose plans are known, in their order. Those of muted seats are not shown.
//
// They are good until the next call.
func (b *Battle) Planned() []uint8 {
	all := b.planned[:0]
	for seat := range b.Plans.said {
		if b.Plans.said[seat].text != "" && !b.Muted[seat] {
			all = append(all, uint8(seat))
		}
	}
	b.planned = all
	return all
}

// Plan is the line of a seat, which has the letter that its squads carry.
func (b *Battle) Plan(seat uint8, w i18n.Words) Plan {
	said := &b.Plans.said[seat]
	if in := w["language"]; said.in != in {
		said.in, said.line = in, w.Say("plans.line", "who", b.Letter(seat), "text", b.spoken(said.text, w))
	}
	return Plan{Seat: seat, Text: said.line, Born: said.born}
}

// pressPlans is a click on the panel: the heading folds it, a line looks at the ally's squads.
func (b *Battle) pressPlans(at Point) bool {
	seats := b.Planned()
	for i, r := range b.Layout.Plans {
		switch {
		case !r.Holds(at):
		case i == 0:
			b.Plans.Folded = !b.Plans.Folded
			return true
		case i <= len(seats):
			b.lookAtSeat(seats[i-1])
			return true
		}
	}
	return false
}

// lookAtSeat looks at the middle of a seat's squads.
func (b *Battle) lookAtSeat(seat uint8) {
	var ids []uint8
	for i := range b.View.Squads {
		if s := &b.View.Squads[i]; s.Seat == seat && s.Alive > 0 {
			ids = append(ids, s.ID)
		}
	}
	if m, ok := b.middleOf(ids); ok {
		b.LookAt(m)
	}
}
