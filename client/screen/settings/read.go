package settings

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"muster/assets"
	"muster/client/screen/keys"
)

// Size is how many pixels a window has; it is written as "1280x720".
type Size struct{ W, H int }

// Sizes are those that are offered.
var Sizes = []Size{
	{640, 360},
	{854, 480},
	{960, 540},
	{1280, 720},
	{1366, 768},
	{1600, 900},
	{1920, 1080},
	{2560, 1440},
	{3840, 2160},
}

// Bounds of a window: in less, not everything can be read; more no screen shows.
const (
	LeastWidth  = 480
	LeastHeight = 270
	mostSide    = 16384
)

// ParseSize reads "1280x720".
func ParseSize(text string) (s Size, err error) {
	if n, err := fmt.Sscanf(text+" ", "%dx%d ", &s.W, &s.H); n != 2 || err != nil || s.W < LeastWidth ||
		s.H < LeastHeight || max(s.W, s.H) > mostSide {
		return Size{}, fmt.Errorf("%q: a size such as 1280x720 is wanted, at least %dx%d",
			text, LeastWidth, LeastHeight)
	}
	return s, nil
}

func (s Size) String() string { return fmt.Sprintf("%dx%d", s.W, s.H) }

// MarshalText implements encoding.TextMarshaler.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Size) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSize(string(b))
	return err
}

// Bad is a value of the file that cannot be used: which, what it is, what would do, and what is taken instead.
type Bad struct{ Field, Given, Wanted, Taken string }

// BadError says which values were bad, and where the file lies that they came from.
type BadError struct {
	Where  string
	Values []Bad
}

func (e *BadError) Error() string {
	var b strings.Builder
	for _, v := range e.Values {
		fmt.Fprintf(&b, "%s is %s, wanted is %s: %s is taken. ", v.Field, v.Given, v.Wanted, v.Taken)
	}
	return fmt.Sprintf("%sThe file as it was is kept as %s.", &b, e.Where)
}

// mostGiven is how much of a bad value is shown, in letters.
const mostGiven = 40

// read takes each value by itself: one that is bad leaves the others as they are.
func read(b []byte, language string) (s Settings, bad []Bad, err error) {
	s = Default(language)
	var given map[string]json.RawMessage
	if err = json.Unmarshal(b, &given); err != nil {
		return s, nil, err
	}
	usual, all := reflect.ValueOf(s), reflect.ValueOf(&s).Elem()
	for i := range all.NumField() {
		name, _, _ := strings.Cut(all.Type().Field(i).Tag.Get("json"), ",")
		raw, ok := given[name]
		if !ok {
			continue
		}
		wrong := json.Unmarshal(raw, all.Field(i).Addr().Interface()) != nil
		if wrong && all.Field(i).CanInt() {
			all.Field(i).SetInt(math.MinInt32) // so that the range is told
		}
		wanted := s.unfit(name)
		if wanted == "" && !wrong {
			continue
		}
		wanted = cmp.Or(wanted, form(all.Field(i).Interface()))
		all.Field(i).Set(usual.Field(i))
		taken, _ := json.Marshal(usual.Field(i).Interface())
		bad = append(bad, Bad{name, short(string(raw)), wanted, short(string(taken))})
	}
	return s, bad, nil
}

// form is what a value looks like, in no language.
func form(v any) string {
	switch v.(type) {
	case string:
		return `"…"`
	case bool:
		return "true / false"
	case Size:
		return `"1280x720"`
	case []string:
		return `["…"]`
	}
	return `{"…": …}`
}

// unfit is what would do where a value that could be read does not; empty where it does.
func (s *Settings) unfit(name string) string {
	switch name {
	case "language":
		return oneOf(s.Language, assets.Languages)
	case "name":
		if s.Name == "" || len(s.Name) > MaxName {
			return fmt.Sprintf("1–%d", MaxName)
		}
	case "ui_scale":
		return oneOf(s.Scale, Scales)
	case "text_size":
		return oneOf(s.Letters, Letters)
	case "cursor_size":
		return oneOf(s.Cursor, Cursors)
	case "frame_limit":
		return oneOf(s.Frames, Frames)
	case "palette":
		return within(int(s.Palette), 0, int(Palettes)-1)
	case "scroll_speed":
		return within(s.ScrollSpeed, 25, 300)
	case "key_preset":
		return within(s.Preset, 0, keys.Presets-1)
	}
	if volume, ok := s.volumes()[name]; ok {
		return within(volume, 0, 100)
	}
	return ""
}

func (s *Settings) volumes() map[string]int {
	return map[string]int{
		"volume": s.Master, "volume_effects": s.Effects, "volume_ambience": s.Ambience, "volume_interface": s.Interface,
		"volume_music": s.MusicVolume,
	}
}

func oneOf[T comparable](v T, of []T) string {
	if slices.Contains(of, v) {
		return ""
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(of), " ", ", "), "[]")
}

func within(v, low, high int) string {
	if v >= low && v <= high {
		return ""
	}
	return fmt.Sprintf("%d–%d", low, high)
}

func short(s string) string {
	if letters := []rune(s); len(letters) > mostGiven {
		return string(letters[:mostGiven]) + "…"
	}
	return s
}
