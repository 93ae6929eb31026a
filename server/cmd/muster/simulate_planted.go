//go:build planted

package main

import (
	"muster/game"
	"muster/shard/simulate/planted"
)

// simulatePlanted are the flags of a build with planted bugs.
type simulatePlanted struct {
	Bug int `help:"The number of the planted bug to switch on." default:"0"`
}

func (p simulatePlanted) plant() {
	planted.Bug = p.Bug
	game.Plant(p.Bug)
}
