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

func TestValuesOffTheirRangeAreBroughtIntoIt(t *testing.T) {
	store := Memory{Saved: []byte(`{"language":"xx","ui_scale":9000,"text_size":1,"palette":-4,"volume":1000,"key_preset":77,"name":"","of the future":1}`)}
	s, problem := Load(&store, "en")
	require.NoError(t, problem)
	require.Equal(t, "en", s.Language)
	require.Equal(t, []int{200, 85, 0, 100, 1}, []int{s.Scale, s.Letters, int(s.Palette), s.Master, s.Preset})
	require.Equal(t, "Commander", s.Name)
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
