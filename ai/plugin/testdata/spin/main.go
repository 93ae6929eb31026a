//go:build wasip1

// Command spin is a plug-in that misbehaves: in its tenth turn it hangs or panics, by its seed.
package main

import (
	"muster/ai"
	"muster/ai/plugin/guest"
	"muster/game"
)

type spin struct {
	seed uint64
	turn int
}

func init() {
	guest.Lead(func(_ *game.Setup, _ uint8, seed uint64) ai.Commander { return &spin{seed: seed} })
}

func main() {}

func (s *spin) Think(*game.View, []game.Talk) []game.Order {
	if s.turn++; s.turn == 10 {
		if s.seed == 1 {
			panic("enough")
		}
		for s.turn > 0 {
			s.turn |= 1
		}
	}
	return nil
}
