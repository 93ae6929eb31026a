package host

import (
	"fmt"
	"runtime/debug"
)

// Guard keeps a panic in one of the game's goroutines from ending it without a word: whoever shows the game reads what
// broke and tells it. A nil Guard guards nothing.
type Guard struct {
	broken chan Broken
	// Breath is called now and then in the middle of long work, where all goroutines share one thread with the window:
	// it waits a moment if the window has waited long enough. nil where they do not.
	Breath func()
}

// Broken is a panic.
type Broken struct{ Why, Stack string }

// NewGuard makes a guard.
func NewGuard() *Guard { return &Guard{broken: make(chan Broken, 1)} }

// Breathe is for the middle of long work, every few milliseconds of it; a nil Guard needs no breath. It is not for the
// goroutine that shows frames.
func (g *Guard) Breathe() {
	if g != nil && g.Breath != nil {
		g.Breath()
	}
}

// Go does something in a goroutine of its own.
func (g *Guard) Go(f func()) {
	go func() {
		defer g.Catch()
		f()
	}()
}

// Catch is deferred by a goroutine that Go does not start. After a first panic that nobody has told yet, others are
// what came of it: they are caught and not kept.
func (g *Guard) Catch() {
	if g == nil {
		return
	}
	if why := recover(); why != nil {
		select {
		case g.broken <- Broken{fmt.Sprint(why), string(debug.Stack())}:
		default:
		}
	}
}

// Broken is what broke since it was asked last.
func (g *Guard) Broken() (b Broken, ok bool) {
	if g == nil {
		return b, false
	}
	select {
	case b = <-g.broken:
		return b, true
	default:
		return b, false
	}
}
