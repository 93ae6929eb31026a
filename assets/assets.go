// Package assets is the data of the game, embedded, and what reads it: rules, scenarios and maps.
package assets

import (
	"muster/game"
)

// Set is a source of data: the embedded one, or a directory laid over it.
type Set struct{}

// Embedded is the data that every program carries.
func Embedded() *Set { return &Set{} }

// Open lays a directory of the same shape over the embedded data.
func Open(dir string) (*Set, error) { panic("assets: Open is not built yet") }

// Scenarios lists the names of all scenarios, sorted.
func (s *Set) Scenarios() []string { return nil }

// Setup loads a scenario with its rules and its map, checked. Errors say file:line:column, what is wrong and what was meant.
func (s *Set) Setup(scenario string) (*game.Setup, error) { panic("assets: Setup is not built yet") }

// Check reads everything and returns all that is wrong.
func (s *Set) Check() []error { return nil }
