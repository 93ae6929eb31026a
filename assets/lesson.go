package assets

import (
	"errors"
	"fmt"

	"muster/game"
)

// Step is something that a lesson asks of the player.
type Step struct {
	Want   Want
	Count  int // of squads selected or come, of men in cover or fallen, of points held
	X, Y   int32
	Radius int32
	Orders []game.OrderKind // any of these
	Until  Effect           // what such an order must have come to
	For    int              // seconds without a break
}

// Effect is what comes of an order on the field, some time after it was obeyed.
type Effect int

// The closed list of effects.
const (
	Obeyed    Effect = iota // nothing more is waited for
	Smoke                   // smoke hangs somewhere
	Sandbags                // sandbags stand that did not before
	Explosion               // something burst
	Arrival                 // a new man came in
	Fire                    // who was told to suppress shoots
)

var effects = []string{"obeyed", "smoke", "sandbags", "explosion", "arrival", "fire"}

// Want is what kind of thing a step asks.
type Want int

// The closed list of what can be asked.
const (
	Select Want = iota // Count squads are selected
	Reach              // Count squads are within Radius of X, Y
	Order              // one of Orders was obeyed, and Until has come of it
	Cover              // Count men are where there is cover
	Fell               // Count enemies have fallen since the lesson began
	Hold               // Count points are held
)

var wants = []string{"select", "reach", "order", "cover", "fell", "hold"}

type stepFile struct {
	Want   string   `yaml:"want" jsonschema:"required" enum:"wants" jsonschema_description:"what is asked"`
	Count  int      `yaml:"count" jsonschema_description:"of squads, men or points; not for order"`
	At     []int32  `yaml:"at" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"reach: x and y of the cell"`
	Radius int32    `yaml:"radius" jsonschema_description:"reach: cells around it"`
	Orders []string `yaml:"orders" enum:"orders" jsonschema_description:"order: any of these"`
	Until  string   `yaml:"until" enum:"effects" jsonschema_description:"order: what must have come of it"`
	For    int      `yaml:"for" jsonschema:"minimum=0,maximum=60" jsonschema_description:"seconds without a break"`
}

func lessonFile(name string) string { return "lessons/" + name + ".yaml" }

// Steps reads what a lesson asks.
func (s *Set) Steps(lesson string) (steps []Step, err error) {
	var f scenarioFile
	unread, err := s.loadRest(lessonFile(lesson), &f)
	if err != nil {
		return nil, err
	}
	wrong := faults{}
	if len(f.Steps) == 0 {
		wrong.add(errors.New("steps: a lesson asks at least one thing"))
	}
	for i := range f.Steps {
		step, err := f.Steps[i].step()
		wrong.at(fmt.Sprintf("steps[%d]: ", i), err)
		steps = append(steps, step)
	}
	return steps, unread.judged(wrong.err())
}

func (f *stepFile) step() (Step, error) {
	wrong := faults{}
	want, err := index("want", f.Want, wants)
	if err != nil {
		return Step{}, err
	}
	step := Step{Want: Want(want), Count: f.Count, Radius: f.Radius, For: f.For}
	if f.Until != "" {
		until, err := index("until", f.Until, effects)
		wrong.add(err)
		step.Until = Effect(until)
	}
	if step.Want == Reach {
		step.X, step.Y, err = cell(f.At)
		wrong.at("at: ", err)
	}
	for i, name := range f.Orders {
		kind, err := index("order", name, orderNames())
		wrong.at(fmt.Sprintf("orders[%d]: ", i), err)
		step.Orders = append(step.Orders, game.OrderKind(kind))
	}
	if (step.Want == Order) != (len(f.Orders) > 0) || step.Want != Order && f.Count < 1 {
		wrong.add(fmt.Errorf("%s: order needs orders, everything else a count", f.Want))
	}
	if step.Want != Order && step.Until != Obeyed || step.For < 0 || step.For > mostHeld {
		wrong.add(fmt.Errorf("%s: until goes with order alone, and for is 0 to %d seconds", f.Want, mostHeld))
	}
	return step, wrong.err()
}

func orderNames() (names []string) {
	for k := range game.OrderKinds {
		names = append(names, k.String())
	}
	return names
}
