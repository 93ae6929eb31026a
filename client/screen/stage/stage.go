// Package stage is what every scene, a full screen of the game, finds around it.
package stage

import (
	"fmt"
	"io"
	"strings"
	"time"

	"muster/assets"
	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/settings"
	"muster/game"
)

// State is the game as a scene finds it in an update. The window owns it: scenes read it.
type State struct {
	Words  i18n.Words
	Keys   *keys.Bindings
	Chosen settings.Settings
	Now    time.Time
	Before time.Time    // of the last update
	Guard  *host.Guard  // of the goroutines
	Shown  error        // that the player is shown in this update; nil for none
	Clear  host.Clear   // what to tell of the way that the page came by
	Post   func(func()) // has something done in the next update; may be called from any goroutine

	Offers  func(scenario string) (*game.Setup, error) // what there is to play; nil for what the game carries
	setups  map[string]*game.Setup                     // of the scenarios that were shown: reading one takes a while
	TraceTo io.Writer                                  // gets a line for each scene, selection and order; may be nil
	traced  string                                     // the last line, so that it is not said twice
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

// Taught is a text of a lesson, with the player's own keys in it.
func (s *State) Taught(key string) string {
	text := s.Words.Say(key)
	for i := range keys.Table {
		if name := "{" + keys.Table[i].Name + "}"; strings.Contains(text, name) {
			text = strings.ReplaceAll(text, name, s.Keys.Letter(keys.Table[i].Action))
		}
	}
	return text
}

// Setup is the set-up of a scenario for a picture of it; nil if only the host knows it.
func (s *State) Setup(scenario string) *game.Setup {
	one, ok := s.setups[scenario]
	if !ok {
		if s.setups == nil {
			s.setups = map[string]*game.Setup{}
		}
		from := s.Offers
		if from == nil {
			from = assets.Embedded().Setup
		}
		one, _ = from(scenario)
		s.setups[scenario] = one
	}
	return one
}
