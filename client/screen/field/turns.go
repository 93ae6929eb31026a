package field

import (
	"slices"
	"time"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/keys"
	"muster/client/screen/plan"
	"muster/client/screen/ui"
	"muster/game"
)

// Turns is what a battlefield has in a match by turns, beside all else: the plan, what it will come to, the film of
// what was played, and the line of time below the clock.
type Turns struct {
	Plan    *plan.Plan
	Footage *plan.Footage
	UI      *ui.UI

	preview *plan.Preview // nil for who only watches
	newest  *game.View    // that came; nil before the first
	hidden  []game.Sighting
	drag    drag
	room    [2][]client.Placed
	said    string // for traces
}

// previewSlice is how much of a frame may go into the preview.
const previewSlice = 2 * time.Millisecond

// timeStep is how far a key goes along the line of time, in parts of a second.
const timeStep = 2

// NewTurns is that of a match before its first view; nil in real time.
func NewTurns(a *Stage, b *battle.Battle) *Turns {
	if b.Setup.Scenario.Turns.Kind == game.RealTime {
		return nil
	}
	t := &Turns{
		Plan: plan.New(b.Setup, b.Seat), Footage: plan.NewFootage(b.Setup),
		UI: ui.New(func(s string, size float64) float64 { return a.Canvas.Width(s, size) / a.Canvas.Scale }, a.Trace),
	}
	if b.Seat != battle.NoSeat {
		t.preview = plan.NewPreview(game.NewImagination(b.Setup), b.Setup, b.Seat)
	}
	return t
}

// Update takes in a view that came.
func (t *Turns) Update(v *game.View, now time.Time) {
	if t.newest != nil && v.Tick < t.newest.Tick {
		return
	}
	t.newest = v
	t.Plan.Update(v, now)
	t.Footage.Add(v)
}

// restore forgets all: the match goes on from an earlier moment.
func (t *Turns) restore(s *game.Setup) {
	t.Plan.Restore()
	t.Footage, t.newest = plan.NewFootage(s), nil
}

// told is a frame in which squads have been told what is planned for them, where the line of time stands.
func (t *Turns) told(f client.Frame) client.Frame {
	if t.foresees(f.View) {
		f.View = t.preview.Told(f.View, t.Plan.Line.At)
	}
	return f
}

// foresees reports whether what is shown is the moment that a turn is planned from.
func (t *Turns) foresees(shown *game.View) bool {
	s := t.Plan.Stage()
	return t.preview != nil && shown != nil && shown.Tick == t.newest.Tick && (s == plan.Planning || s == plan.Waiting)
}

// foresee goes on with the preview, for a slice of this frame.
func (t *Turns) foresee(shown *game.View, ghosts []battle.Seen) {
	if !t.foresees(shown) {
		return
	}
	t.hidden = t.hidden[:0]
	for i := range ghosts {
		g := &ghosts[i]
		t.hidden = append(t.hidden, game.Sighting{
			Team: g.Team, Kind: g.Kind, HP: g.HP, X: g.X, Y: g.Y, Facing: g.Facing,
		})
	}
	t.preview.Ask(t.newest, t.hidden, t.Plan.Orders())
	until := time.Now().Add(previewSlice)
	t.preview.Work(func() bool { return !time.Now().Before(until) })
}

// line is where on the line of time ghosts are shown: at its end while it stands at its beginning.
func (t *Turns) line() float64 {
	if l := &t.Plan.Line; l.At > 0 || l.Playing {
		return l.At
	}
	return float64(t.Plan.Line.End)
}

// planned takes what the player did in a match by turns: first the keys and the bar, then orders, which are planned.
func (f *Field) planned(a *Stage, in *battle.Input) {
	t := f.Turns
	in.Actions = slices.DeleteFunc(a.Actions(a.Keys.AskedByTurns), func(k keys.Action) bool { return f.turnKey(a, k) })
	if f.TurnBar(a, a.Strip()) {
		in.Left, in.Right, in.Middle, in.Wheel = battle.Button{}, battle.Button{}, battle.Button{}, 0
	}
	t.Plan.Line.Pass(in.Elapsed)
	orders := f.Battle.Update(in)
	if why := t.Plan.Give(orders); why != game.Obeyed {
		f.Battle.Refuse(orders[0].Kind, why, a.Now)
	}
	f.sendPlan()
	f.Panels.Goals = f.Panels.Goals && len(orders) == 0 // read by now; a key shows it again
	if said := t.Plan.Stage().String(); said != t.said {
		t.said = said
		a.Trace("turn %d %s", t.Plan.Turn(), said)
	}
}

// sendPlan sends what of the plan is due.
func (f *Field) sendPlan() {
	for _, o := range f.Turns.Plan.Due() {
		seq, err := f.Match.Order(o)
		if err != nil {
			return // too many are under way: the rest is due again
		}
		f.Turns.Plan.Sent(seq, o)
		f.Battle.Sent(seq, o)
	}
}

// turnKey does what a key asks for that is of turns alone; false for all others.
func (f *Field) turnKey(a *Stage, k keys.Action) bool {
	p := f.Turns.Plan
	step := float64(f.Battle.Setup.Rules.TickRate) / timeStep
	switch k {
	case keys.TurnCommit:
		f.commit(a)
	case keys.TurnPreview:
		f.playLine(a)
	case keys.TurnEarlier:
		p.Line.To(p.Line.At - step)
	case keys.TurnLater:
		p.Line.To(p.Line.At + step)
	case keys.TurnStart:
		p.Line.To(0)
	case keys.TurnUndo:
		p.Undo()
	case keys.TurnRedo:
		p.Redo()
	case keys.TurnForget:
		p.Forget(f.Battle.Selected)
	case keys.TurnAgain:
		f.again(a)
	case keys.Back:
		return p.Withdraw()
	default:
		return false
	}
	return true
}

// commit asks whether the plan is to be final; asked already, it is.
func (f *Field) commit(a *Stage) {
	if f.Turns.Plan.Ask() {
		a.Trace("commit asked %v", f.Turns.Plan.Asked())
	}
}

// playLine plays along the line of time; while the turn runs, that is to see it from its beginning, and to stop it.
func (f *Field) playLine(a *Stage) {
	switch f.Turns.Plan.Stage() {
	case plan.Planning, plan.Waiting:
		f.Turns.Plan.Line.Play()
	case plan.Film:
		f.again(a)
	}
}

// again shows the film, if anything has run.
func (f *Field) again(a *Stage) {
	if f.Turns.preview != nil && f.Turns.Footage.Any() {
		a.Ask(f, Again)
	}
}

// Waits reports whether the match waits while a page lies over it: nobody else plays it, and its time passes by itself.
func (f *Field) Waits() bool { return f.Own() && f.Turns == nil }

// Foreseen reports whether the preview is of the plan as it is now.
func (t *Turns) Foreseen() bool { return t.preview != nil && t.preview.Done() }
