package screen

import (
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/plan"
)

// table is a match by turns of two players at one screen: each has a battlefield of his own, and a curtain is between
// them, behind which none is shown or heard.
type table struct {
	*plan.Table
	seats []*field.Field
	plans []*plan.Plan
	drawn bool // the curtain's page is open
}

// sit shows a table.
func (a *app) sit(m host.Shared, ground *draw.Ground) {
	t := &table{Table: plan.NewTable(2)}
	begun, delay := a.source.Late()
	for _, seat := range []host.Match{m, m.Beside()} {
		f := field.New(a.stage, seat, ground, begun, delay)
		t.seats, t.plans = append(t.seats, f), append(t.plans, f.Turns.Plan)
	}
	a.show(t)
}

// name is that of what is shown.
func (t *table) name() string {
	if t.Down {
		return "table"
	}
	return "battle"
}

// update lets who sits at the screen play; a curtain that fell is drawn.
func (t *table) update(a *app) {
	t.attend(a)
	if !t.Down {
		t.seats[t.At].Update(a.stage)
		return
	}
	if !t.drawn {
		t.drawn = true
		a.Over(pages.Curtain(func() string { return t.seats[t.At].Battle.TeamName(t.team(), a.Words) },
			func() { t.lift(a) }, func() { t.seats[t.At].Leave(a.stage) }))
	}
}

func (t *table) team() int { return int(t.seats[t.At].Battle.Team) }

// attend has those listen who do not sit at the screen, and looks whose turn it is.
func (t *table) attend(a *app) {
	for i, f := range t.seats {
		if t.Down || i != t.At {
			f.Attend(a.stage)
		}
	}
	t.Update(t.plans)
}

// lift opens the curtain: first comes what ran meanwhile.
func (t *table) lift(a *app) {
	t.drawn = false
	a.Back()
	if unseen := t.Lift(t.plans); unseen {
		a.Ask(t.seats[t.At], field.Again)
	}
	a.Trace("seat %d at the screen", t.At)
}

// goOn is what happens while a page lies over the table.
func (t *table) goOn(a *app) {
	if !t.Down {
		t.seats[t.At].GoOn(a.stage)
	}
	t.attend(a)
	if t.drawn && !t.Down { // the match is over: there is nothing more to be hidden
		t.drawn = false
		a.Back()
	}
}

func (t *table) draw(a *app, c *draw.Canvas) {
	if t.Down {
		a.backdrop(c)
		return
	}
	t.seats[t.At].Draw(a.stage, c)
}
