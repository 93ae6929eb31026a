package keys

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

func TestNoPresetGivesOneKeyToTwoActions(t *testing.T) {
	for preset := range Presets {
		b := New(preset)
		require.Empty(t, b.Unbound())
		names := map[string]bool{}
		for _, e := range Table {
			require.False(t, names[e.Name], "%s is in the table twice", e.Name)
			names[e.Name] = true
			for _, c := range b.Of(e.Action) {
				require.Equal(t, []Action{e.Action}, b.Who(c, e.In), "preset %d: %s is taken twice", preset, c)
			}
		}
	}
}

func TestAKeyThatIsTakenGoesOverAndTheLoserIsNamed(t *testing.T) {
	b := New(Classic)
	lost := b.Bind(AtOnce(game.Hold), "A")
	require.Equal(t, []Action{AimFor(game.AttackMove)}, lost)
	require.Equal(t, []Action{AtOnce(game.Hold)}, b.Asked("A", false, false, false))
	require.Equal(t, lost, b.Unbound())
	b.Reset(AimFor(game.AttackMove))
	require.Equal(t, []Action{AimFor(game.AttackMove)}, b.Asked("A", false, false, false))
	require.False(t, b.Own(AimFor(game.AttackMove)))
}

func TestShiftQueuesAndDoesNotHideAKey(t *testing.T) {
	b := New(Classic)
	require.Equal(t, []Action{AimFor(game.AttackMove)}, b.Asked("A", false, true, false))
	require.Equal(t, []Action{ChatAll}, b.Asked("Enter", false, true, false), "a chord with shift comes first")
	require.Equal(t, []Action{SetGroup(2)}, b.Asked("Digit3", true, false, false))
	require.Empty(t, b.Asked("A", true, true, true))
}

func TestChangesAreSavedByName(t *testing.T) {
	b := New(Grid)
	b.Bind(Ping, "F12")
	again := New(Grid)
	again.Change(b.Changes())
	require.Equal(t, b, again)
	again.Change(map[string][]Chord{"of another version": {"A"}})
	require.Equal(t, b, again)
}

func TestSearchFindsByWordAndByKey(t *testing.T) {
	b := New(Classic)
	say := func(key string) string { return key }
	require.Len(t, b.Search("grenade", say), 1)
	require.Equal(t, "hold", b.Search("h", func(string) string { return "" })[0].Name, "by its key")
	require.Len(t, b.Search("", say), len(Table))
	b.Space = "空格"
	mute := func(string) string { return "" }
	require.Equal(t, b.Search("空格", mute), b.Search("space", mute), "as it is written here, and on the key")
	require.NotEmpty(t, b.Search("space", mute))
	require.NotEmpty(t, b.Search("up", mute), "an arrow is drawn as one")
}

func TestActionsKeepTheirMeaning(t *testing.T) {
	k, aim, ok := AimFor(game.Smoke).Order()
	require.True(t, ok && aim)
	require.Equal(t, game.Smoke, k)
	of, n, ok := SetBookmark(3).Numbered()
	require.True(t, ok)
	require.Equal(t, SetBookmark(0), of)
	require.Equal(t, 3, n)
	_, _, ok = Capture.Numbered()
	require.False(t, ok)
}

func TestKeysAreReadAsTheirSigns(t *testing.T) {
	for c, want := range map[Chord]string{
		"ArrowUp": "↑", "Ctrl+ArrowLeft": "Ctrl+←", "Equal": "=", "Minus": "-", "Digit7": "7", "Space": "Space",
		"NumpadEqual": "NumpadEqual",
	} {
		require.Equal(t, want, c.String())
	}
	b := New(Classic)
	b.Space = "空格"
	require.Equal(t, "Ctrl+空格", b.Read("Ctrl+Space"))
}
