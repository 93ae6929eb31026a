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
}

// Want is what kind of thing a step asks.
type Want int

// The closed list of what can be asked.
const (
	Select Want = iota // Count squads are selected
	Reach              // Count squads are within Radius of X, Y
	Order              // one of Orders was obeyed
	Cover              // Count men are where there is cover
	Fell               // Count enemies have fallen since the step began
	Hold               // Count points are held
)

var wants = []string{"select", "reach", "order", "cover", "fell", "hold"}

type stepFile struct {
	Want   string   `yaml:"want"`
	Count  int      `yaml:"count"`
	At     []int32  `yaml:"at"`
	Radius int32    `yaml:"radius"`
	Orders []string `yaml:"orders"`
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
	step := Step{Want: Want(want), Count: f.Count, Radius: f.Radius}
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
	return step, nil
}
