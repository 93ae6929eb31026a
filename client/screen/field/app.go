// Package field is the battlefield: it follows a match, draws it and what lies over it, and hands on
// what the player orders.
//
// What a player does there is in battle, without a window; here is the thin code that draws it.
// The game around it is App.
package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/keys"
	"muster/client/screen/stage"
	"muster/client/screen/ui"
)

// App is what a battlefield asks of the game around it.
type App interface {
	// has a page opened over a battlefield, or has it left
	Ask(f *Field, what Want)
	// what the player did since the last update; good until the next call
	Input() *battle.Input
	// what the keys that went down ask for
	Actions(asked func(key string, ctrl, shift, alt bool) []keys.Action) []keys.Action
	// what the player did to a strip of widgets
	Strip() ui.Input
	Cursor() battle.Point // where the mouse is,
	// and the same off the screen while a page lies over the battlefield
	Pointer() battle.Point
	PlaySound(c battle.Cue, from *battle.Camera) // plays a sound
}

// Want is what a battlefield wants of the game around it.
type Want uint8

// What is wanted: a page, or to leave.
const (
	Menu Want = iota
	Help
	ChatTeam
	ChatAll
	Phrases
	Learned // the lesson has come to its good end
	Result  // the match has ended
	Closed  // the link has, for good
	Again   // the film of the turns that were played
	Left
)

// Stage is where battlefields are shown.
type Stage struct {
	*stage.State
	App
	Canvas *draw.Canvas
	UI     *ui.UI // of the pages; battlefields have letters of the same size
}
