// Package stage is what every scene, a full screen of the game, finds around it.
package stage

import (
	"fmt"
	"io"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/settings"
	"muster/client/screen/words"
)

// State is the game as a scene finds it in an update. The window owns it: scenes read it.
type State struct {
	Words  words.Words
	Keys   *keys.Bindings
	Chosen settings.Settings
	Now    time.Time
	Before time.Time    // of the last update
	Guard  *host.Guard  // of the goroutines
	Post   func(func()) // has something done in the next update; may be called from any goroutine

	TraceTo io.Writer // gets a line for each scene, selection and order; may be nil
	traced  string    // the last line, so that it is not said twice
}

// Traced reports whether anybody reads the trace: what is only for it need not be put together else.
func (s *State) Traced() bool { return s.TraceTo != nil }

// Trace writes a line to the trace.
func (s *State) Trace(format string, args ...any) {
	if s.TraceTo == nil {
		return
	}
	if line := fmt.Sprintf(format, args...); line != s.traced {
		s.traced = line
		fmt.Fprintln(s.TraceTo, line)
	}
}
