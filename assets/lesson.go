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
)

var effects = []string{"obeyed", "smoke", "sandbags", "explosion", "arrival"}

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
	Want   string   `yaml:"want"`
	Count  int      `yaml:"count"`
	At     []int32  `yaml:"at"`
	Radius int32    `yaml:"radius"`
	Orders []string `yaml:"orders"`
	Until  string   `yaml:"until"`
	For    int      `yaml:"for"`
}

func lessonFile(name string) string { return "lessons/" + name + ".yaml" }

// Steps reads what a lesson asks.
func (s *Set) Steps(lesson string) (steps []Step, err error) {
	var f scenarioFile
	if err := s.load(lessonFile(lesson), &f); err != nil {
		return nil, err
	}
	if len(f.Steps) == 0 {
		return nil, s.located(lessonFile(lesson), errors.New("steps: a lesson asks at least one thing"))
	}
	for i := range f.Steps {
		step, err := f.Steps[i].step()
		if err != nil {
			return nil, s.located(lessonFile(lesson), fmt.Errorf("steps[%d]: %w", i, err))
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func (f *stepFile) step() (Step, error) {
	want, err := index("want", f.Want, wants)
	if err != nil {
		return Step{}, err
	}
	step := Step{Want: Want(want), Count: f.Count, Radius: f.Radius, For: f.For}
	if f.Until != "" {
		until, err := index("until", f.Until, effects)
		if err != nil {
			return step, err
		}
		step.Until = Effect(until)
	}
	if step.Want == Reach {
		if step.X, step.Y, err = cell(f.At); err != nil {
			return step, fmt.Errorf("at: %w", err)
		}
	}
	var kinds []string
	for k := range game.OrderKinds {
		kinds = append(kinds, k.String())
	}
	for _, name := range f.Orders {
		kind, err := index("order", name, kinds)
		if err != nil {
			return step, err
		}
		step.Orders = append(step.Orders, game.OrderKind(kind))
	}
	if (step.Want == Order) != (len(f.Orders) > 0) || step.Want != Order && f.Count < 1 {
		return step, fmt.Errorf("%s: order needs orders, everything else a count", f.Want)
	}
	if step.Want != Order && step.Until != Obeyed || step.For < 0 || step.For > mostHeld {
		return step, fmt.Errorf("%s: until goes with order alone, and for is 0 to %d seconds", f.Want, mostHeld)
	}
	return step, nil
}
