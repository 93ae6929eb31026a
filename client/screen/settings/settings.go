// Package settings is what a player has chosen, and how it is kept. It knows no file system: the host gives it a Store.
//
// The form is JSON, one object; unknown fields are kept out, missing ones and bad values have their defaults. A file
// with a bad value, or that is not JSON at all, is set aside, never overwritten.
package settings

import (
	"cmp"
	"encoding/json"
	"fmt"

	"muster/assets"
	"muster/client/screen/keys"
)

// Store keeps one blob. Its methods are called from the game's loop and must be quick.
type Store interface {
	Load() ([]byte, error) // nil if nothing was ever saved
	Save(b []byte) error
	SetAside() (where string, err error) // keeps what cannot be read under another name
}

// Palette is a choice of colours for teams and warnings.
type Palette int

// The palettes; the last three are for people who see few colours.
const (
	Standard Palette = iota
	Protan
	Deutan
	Tritan
	Palettes // how many there are
)

// What can be chosen: sizes in percent, and frames a second, 0 for as many as the machine can.
var (
	Scales  = []int{100, 125, 150, 175, 200}
	Letters = []int{85, 100, 115, 130, 150}
	Cursors = []int{100, 150, 200, 300} // 100 is the desktop's own
	Frames  = []int{30, 60, 90, 120, 144, 240, 0}
)

// Settings are all that can be chosen.
type Settings struct {
	Language      string  `json:"language"`
	Name          string  `json:"name"`
	Scale         int     `json:"ui_scale"`  // percent, one of Scales
	Letters       int     `json:"text_size"` // percent, one of Letters
	Palette       Palette `json:"palette"`
	ReducedMotion bool    `json:"reduced_motion"`
	Captions      bool    `json:"captions"`
	Window        Size    `json:"window"` // of the desktop's pixels, while it does not fill the screen
	Fullscreen    bool    `json:"fullscreen"`
	Frames        int     `json:"frame_limit"` // a second, one of Frames
	VSync         bool    `json:"vsync"`
	Cursor        int     `json:"cursor_size"` // percent, one of Cursors
	EdgeScroll    bool    `json:"edge_scroll"`
	ScrollSpeed   int     `json:"scroll_speed"` // percent
	Master        int     `json:"volume"`       // volumes: percent
	Effects       int     `json:"volume_effects"`
	Ambience      int     `json:"volume_ambience"`
	Interface     int     `json:"volume_interface"`
	Music         bool    `json:"music"`
	MusicVolume   int     `json:"volume_music"`

	Scenario   string   `json:"scenario,omitempty"` // battle that was chosen last
	Level      string   `json:"level,omitempty"`    // of commanders to play alone against
	Learned    []string `json:"learned,omitempty"`  // lessons that were played to their end
	Matchmaker string   `json:"matchmaker"`         // address of the one that was visited last
	// by address: what makes the player the same one there again
	Guests map[string]string `json:"guests,omitempty"`

	// Playing is the matchmaker of a match with others that was begun and is not known to be over: after a crash of the
	// game it is asked at once for the seat.
	Playing string `json:"playing,omitempty"`

	Preset int                     `json:"key_preset"`
	Keys   map[string][]keys.Chord `json:"keys,omitempty"`
}

// MaxName bounds a player's name and MaxAddr an address, in bytes.
const (
	MaxName = 24
	MaxAddr = 128
)

// Default are the settings before anything was chosen.
func Default(language string) Settings {
	return Settings{
		Language: language, Name: nameless[language], Scale: 100, Letters: 100, EdgeScroll: true, ScrollSpeed: 100,
		Window: Size{1280, 720}, VSync: true, Cursor: 100,
		Master: 80, Effects: 90, Ambience: 60, Interface: 70, MusicVolume: 50,
	}
}

// nameless is what somebody is called who has chosen no name, by language.
var nameless = map[string]string{"en": "Commander", "zh": "指挥官"}

// Load reads the settings. What cannot be read is set aside; problem says so, for the player to read: a *BrokenError
// where there is nothing to be read, a *BadError where values are bad.
func Load(store Store, language string) (s Settings, problem error) {
	s = Default(language)
	b, err := store.Load()
	if err != nil {
		return s, fmt.Errorf("read the settings: %w", err)
	}
	if len(b) == 0 {
		return s, nil
	}
	var bad []Bad
	if b, err = assets.Plain(b); err == nil { // people edit it
		s, bad, err = read(b, language)
	}
	if err == nil && len(bad) == 0 {
		return s, nil
	}
	where, aside := store.SetAside()
	if aside != nil {
		return s, fmt.Errorf("the settings cannot be read (%w) nor set aside: %w",
			cmp.Or[error](err, &BadError{Values: bad}), aside)
	}
	if err != nil {
		return Default(language), &BrokenError{Where: where, Err: err}
	}
	return s, cmp.Or[error](Save(store, s), &BadError{Where: where, Values: bad})
}

// BrokenError reports that the settings could not be read and where they were put.
type BrokenError struct {
	Where string
	Err   error
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("the settings could not be read and were set aside as %s: %v", e.Where, e.Err)
}

func (e *BrokenError) Unwrap() error { return e.Err }

// Save keeps the settings.
func Save(store Store, s Settings) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = store.Save(append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	return nil
}

// Bindings are the keys that the settings choose.
func (s *Settings) Bindings() *keys.Bindings {
	b := keys.New(s.Preset)
	b.Change(s.Keys)
	return b
}

// Memory is a store that keeps nothing beyond the program: for tests, and where there is nothing to keep things in.
type Memory struct {
	Saved []byte
	Aside []byte
}

// Load returns what was saved.
func (m *Memory) Load() ([]byte, error) { return m.Saved, nil }

// Save keeps b.
func (m *Memory) Save(b []byte) error {
	m.Saved = b
	return nil
}

// SetAside moves what was saved away.
func (m *Memory) SetAside() (string, error) {
	m.Aside, m.Saved = m.Saved, nil
	return "memory", nil
}
