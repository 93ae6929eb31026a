//go:build window

package screen

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
)

func TestAPresetAsksBeforeItDiscardsOwnKeys(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		a.Open(pages.Keys)
		a.settle()
		use(a, "keys.preset", ui.Input{More: true})
		require.Equal(t, keys.Grid, a.Chosen.Preset, "there is nothing to lose")

		to := a.Chosen
		to.Keys = map[string][]keys.Chord{"ping": {"F12"}}
		a.Choose(to)
		use(a, "keys.preset", ui.Input{More: true})
		require.Equal(t, keys.Grid, a.Chosen.Preset)
		a.settle()
		require.True(t, says(a, a.Words.Say("keys.preset_loses")))
		use(a, "preset.stay", ui.Input{Accept: true})
		a.settle()
		require.NotEmpty(t, a.Chosen.Keys)
		require.False(t, says(a, a.Words.Say("keys.preset_loses")))

		use(a, "keys.preset", ui.Input{More: true})
		use(a, "keys.discard", ui.Input{Accept: true})
		require.Equal(t, keys.Classic, a.Chosen.Preset)
		require.Empty(t, a.Chosen.Keys)
		a.settle()
		require.False(t, says(a, a.Words.Say("keys.preset_loses")))
	})
}
