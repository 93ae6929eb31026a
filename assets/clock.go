package assets

import (
	"fmt"
	"math"

	"muster/game"
)

// clockFile is a scenario's clock: in real time a number, after how many seconds the match ends; by turns a mapping.
type clockFile struct {
	Turns          string  `yaml:"turns" jsonschema:"enum=together,enum=alternate" jsonschema_description:"whether both sides plan at once, or one after the other"`
	Length         float64 `yaml:"length" jsonschema_description:"seconds that the world runs for each turn"`
	Planning       uint32  `yaml:"planning" jsonschema_description:"seconds for a plan; 0 for as long as it takes"`
	Bank           uint32  `yaml:"bank" jsonschema_description:"seconds beside, for all turns of a seat together"`
	Increment      uint32  `yaml:"increment" jsonschema_description:"seconds that the bank gets each turn"`
	TimeUp         string  `yaml:"time_up" jsonschema:"enum=stand,enum=ai" jsonschema_description:"what becomes of who gave no plan in time: what stands, or what AI plans"`
	ShowsCommitted bool    `yaml:"shows_committed" jsonschema_description:"whether the other side sees who has committed"`
	Limit          float64 `yaml:"limit" jsonschema_description:"seconds of the world after which it ends; 0 for never"`
}

// shorthand is what may stand in the place of the mapping.
func (clockFile) shorthand() any { return float64(0) }

// UnmarshalYAML reads either form.
func (f *clockFile) UnmarshalYAML(read func(any) error) error {
	type mapping clockFile // without this method
	var form any
	if err := read(&form); err != nil {
		return err
	}
	if _, turns := form.(map[string]any); turns {
		return read((*mapping)(f))
	}
	return read(&f.Limit)
}

var (
	turnKinds = []string{"real_time", "together", "alternate"}
	timeUps   = []string{"stand", "ai"}
)

// clock is when the match ends, and its turns.
func (f *clockFile) clock(sc *game.Scenario, r rate) error {
	limit, err := r.ticks("clock", f.Limit, math.MaxInt32)
	if err != nil {
		return err
	}
	sc.Clock = game.Tick(limit)
	if turnsOff := (clockFile{Limit: f.Limit}); *f == turnsOff {
		return nil
	}
	kind, err := index("turns", f.Turns, turnKinds[1:])
	if err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	length, err := r.ticks("length", f.Length, game.MaxTurnLength)
	if err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	sc.Turns = game.Turns{
		Kind: game.TurnKind(kind + 1), Length: game.Tick(length), Planning: f.Planning, Bank: f.Bank,
		Increment: f.Increment, Shown: f.ShowsCommitted,
	}
	if f.TimeUp != "" {
		up, err := index("time_up", f.TimeUp, timeUps)
		if err != nil {
			return fmt.Errorf("clock: %w", err)
		}
		sc.Turns.TimeUp = game.TimeUp(up)
	}
	return nil
}
