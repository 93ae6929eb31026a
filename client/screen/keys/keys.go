// Package keys is the one table of what a player can ask for and which keys ask for it. Input, the command card,
// tooltips, the help and the page where keys are changed are all made from it, so that they cannot disagree.
package keys

import (
	"strings"

	"muster/game"
)

// Action is something that a key does.
type Action int

// The actions that are no orders.
const (
	SelectAll Action = iota
	SelectIdle
	NextSquad
	CentreCamera
	JumpToAlert
	Back
	AskHelp
	Ranges
	Cover
	Ping
	ChatTeam
	ChatAll
	Phrases
	Network
	Objectives
	Plans // of allied commanders
	PanUp
	PanDown
	PanLeft
	PanRight
	ZoomIn
	ZoomOut
	FullScreen
	Pause // a match that nobody else plays; else the menu
	Slower
	Faster
	NextStance
	NextFormation
	Capture // the point under the pointer or the nearest
	Follow
	ReplayPlay
	ReplayBack
	ReplayForward
	ReplayStart
	ReplaySlower
	ReplayFaster
	ReplayEyes
	ReplayGraphs
	ReplayPlans
	ReplayTurnBack
	ReplayTurnForward
	TurnCommit // asks, and the second time does
	TurnPreview
	TurnEarlier
	TurnLater
	TurnStart
	TurnUndo
	TurnRedo
	TurnForget
	TurnAgain // sees the last turn again
	plain     // how many there are; then come SetGroup and so on
)

// Numbered actions: nine control groups and four places of the camera.
const (
	Groups    = 9
	Bookmarks = 4
)

const (
	setGroup  = plain
	addGroup  = setGroup + Groups
	group     = addGroup + Groups
	setMark   = group + Groups
	mark      = setMark + Bookmarks
	aims      = mark + Bookmarks
	atOnce    = aims + Action(game.OrderKinds)
	allPlaces = atOnce + Action(game.OrderKinds)
)

// SetGroup makes the selection control group n (from 0), AddToGroup adds it, and Group selects it.
func SetGroup(n int) Action { return setGroup + Action(n) }

// AddToGroup adds the selection to control group n.
func AddToGroup(n int) Action { return addGroup + Action(n) }

// Group selects control group n.
func Group(n int) Action { return group + Action(n) }

// SetBookmark keeps where the camera is, Bookmark goes back there.
func SetBookmark(n int) Action { return setMark + Action(n) }

// Bookmark moves the camera to where SetBookmark was given.
func Bookmark(n int) Action { return mark + Action(n) }

// AimFor is the action that makes the next click say where an order is to be carried out.
func AimFor(k game.OrderKind) Action { return aims + Action(k) }

// AtOnce is the action that gives an order that needs no place.
func AtOnce(k game.OrderKind) Action { return atOnce + Action(k) }

// Order is the order of an action that AimFor or AtOnce made.
func (a Action) Order() (k game.OrderKind, aim, ok bool) {
	switch {
	case a >= aims && a < atOnce:
		return game.OrderKind(a - aims), true, true
	case a >= atOnce && a < allPlaces:
		return game.OrderKind(a - atOnce), false, true
	}
	return 0, false, false
}

// Numbered returns what a numbered action does: the action for number 0, and its number.
func (a Action) Numbered() (of Action, n int, ok bool) {
	for _, first := range []Action{mark, setMark, group, addGroup, setGroup} {
		if a >= first && a < aims {
			return first, int(a - first), true
		}
	}
	return 0, 0, false
}

// Chord is a key with what is held beside it, such as "A", "Ctrl+1" or "Shift+F5". Keys have the names that Ebitengine
// gives them. Shift is also held to queue orders: a chord without it is meant with it too, unless another has it.
type Chord string

// Make puts a chord together.
func Make(key string, ctrl, shift, alt bool) Chord {
	var b strings.Builder
	for _, m := range []struct {
		on   bool
		name string
	}{{ctrl, "Ctrl+"}, {alt, "Alt+"}, {shift, "Shift+"}} {
		if m.on {
			b.WriteString(m.name)
		}
	}
	b.WriteString(key)
	return Chord(b.String())
}

// Parts takes a chord apart.
func (c Chord) Parts() (key string, ctrl, shift, alt bool) {
	rest := string(c)
	rest, ctrl = strings.CutPrefix(rest, "Ctrl+")
	rest, alt = strings.CutPrefix(rest, "Alt+")
	rest, shift = strings.CutPrefix(rest, "Shift+")
	return rest, ctrl, shift, alt
}

// String is the chord as people read it.
func (c Chord) String() string {
	s := string(c)
	for from, to := range map[string]string{
		"Digit": "", "ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→",
		"Slash": "/", "Backquote": "`", "Escape": "Esc", "Period": ".", "Comma": ",",
		"BracketLeft": "[", "BracketRight": "]", "Equal": "=", "Minus": "-",
	} {
		if !strings.Contains(s, "Numpad") {
			s = strings.Replace(s, from, to, 1)
		}
	}
	return s
}
