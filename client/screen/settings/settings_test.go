package settings

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
)

func TestWhatIsChosenIsThereNextTime(t *testing.T) {
	var store Memory
	s, problem := Load(&store, "zh")
	require.NoError(t, problem)
	require.Equal(t, Default("zh"), s)
	s.Language, s.Scale, s.Palette = "en", 150, Tritan
	s.Window, s.Frames, s.VSync, s.Cursor, s.Music, s.MusicVolume = Size{1600, 900}, 144, false, 200, true, 30
	b := s.Bindings()
	b.Bind(keys.Ping, "F12")
	s.Keys = b.Changes()
	require.NoError(t, Save(&store, s))
	again, problem := Load(&store, "zh")
	require.NoError(t, problem)
	require.Equal(t, s, again)
	require.Equal(t, []keys.Action{keys.Ping}, again.Bindings().Asked("F12", false, false, false))
}

func TestBrokenSettingsAreSetAsideAndToldOf(t *testing.T) {
	store := Memory{Saved: []byte(`{"ui_scale": 15`)}
	s, problem := Load(&store, "en")
	require.Equal(t, Default("en"), s)
	var broken *BrokenError
	require.ErrorAs(t, problem, &broken)
	require.Equal(t, `{"ui_scale": 15`, string(store.Aside), "nothing is lost")
	require.NoError(t, Save(&store, s))
}

// Whoever edits the file and writes what cannot be is told which value, what would do, and what is taken; the other
// values stay, and so does the file as it was.
func TestBadValuesAreToldOfAndHaveTheirDefaults(t *testing.T) {
	for value, wanted := range map[string]string{
		`"language":"xx"`: "en, zh", `"ui_scale":9000`: "100, 125, 150, 175, 200", `"ui_scale":"big"`: "100, 125, 150, 175, 200", `"palette":"red"`: "0–3", `"text_size":1`: "85, 100, 115, 130, 150",
		`"palette":-4`: "0–3", `"volume":1000`: "0–100", `"volume_music":-1`: "0–100", `"key_preset":77`: "0–1", `"name":""`: "1–24",
		`"frame_limit":61`: "30, 60, 90, 120, 144, 240, 0", `"cursor_size":50`: "100, 150, 200, 300", `"window":"wide"`: `"1280x720"`, `"window":"100x100"`: `"1280x720"`,
		`"vsync":"yes"`: "true / false", `"music":1`: "true / false", `"learned":"all"`: `["…"]`,
		`"keys":["F12"]`: `{"…": …}`, `"scroll_speed":1.5`: "25–300",
	} {
		file := `{"captions":true,` + value + `,"of the future":1}`
		store := Memory{Saved: []byte(file)}
		s, problem := Load(&store, "en")
		var bad *BadError
		require.ErrorAs(t, problem, &bad, value)
		require.Len(t, bad.Values, 1, value)
		require.Equal(t, wanted, bad.Values[0].Wanted, value)
		require.Contains(t, value, `"`+bad.Values[0].Field+`":`+bad.Values[0].Given)
		require.Contains(t, problem.Error(), "is taken. The file as it was is kept as memory.")
		want := Default("en")
		want.Captions = true
		require.Equal(t, want, s, value)
		require.Equal(t, file, string(store.Aside), "nothing is lost")
		again, problem := Load(&store, "en")
		require.NoError(t, problem, "it is told once")
		require.Equal(t, want, again)
	}
}

func TestSizesOfWindows(t *testing.T) {
	for _, s := range Sizes {
		again, err := ParseSize(s.String())
		require.NoError(t, err)
		require.Equal(t, s, again)
	}
	for _, text := range []string{
		"",
		"1280", "1280x", "x720", "1280x720x3", "479x270", "480x269", "99999x720", "-1280x720",
	} {
		_, err := ParseSize(text)
		require.ErrorContains(t, err, "a size such as 1280x720 is wanted, at least 480x270", text)
	}
}

type brokenStore struct{ Memory }

func (*brokenStore) Load() ([]byte, error) { return nil, errors.New("no such luck") }

func TestAStoreThatFailsIsToldOf(t *testing.T) {
	s, problem := Load(&brokenStore{}, "en")
	require.ErrorContains(t, problem, "read the settings: no such luck")
	require.Equal(t, Default("en"), s)
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"ui_scale":150,"keys":{"ping":["F12"]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, _ := Load(&Memory{Saved: b}, "en")
		s.Bindings()
		require.Contains(t, Scales, s.Scale)
		require.Contains(t, Frames, s.Frames)
		_, err := ParseSize(s.Window.String())
		require.NoError(t, err)
	})
}

// Who edits the file on Windows leaves a byte order mark and CR LF in it: nothing is set aside for that.
func TestSettingsMayComeFromAnyEditor(t *testing.T) {
	store := Memory{Saved: []byte("\ufeff{\r\n\"ui_scale\": 150\r\n}\r\n")}
	s, problem := Load(&store, "en")
	require.NoError(t, problem)
	require.Equal(t, 150, s.Scale)
	store.Saved = []byte("\xff\xfe{\x00}\x00")
	_, problem = Load(&store, "en")
	require.ErrorContains(t, problem, "1:1: the file is written in UTF-16: save it as UTF-8")
}
