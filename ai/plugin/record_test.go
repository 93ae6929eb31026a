package plugin_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/plugin"
	"muster/ai/plugin/guest"
	"muster/game"
)

// trap is a module that traps in each turn.
func trap(t *testing.T, code ...byte) *plugin.Module {
	m, err := plugin.Compile(t.Context(), hostile{
		10: list(room, begin, function(append(code, 0x00)...)),
	}.bytes(), apart)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	m.TurnTime, m.BeginTime = time.Hour, time.Hour
	return m
}

// A plug-in that has trapped twice in a match leads no more in it, on whatever seat, and that is to be told once; other
// matches know nothing of it.
func TestAPluginThatHasHurtTwiceIsNotLoadedAgain(t *testing.T) {
	s, dir := duel(t), t.TempDir()
	m := trap(t)
	file := filepath.Join(dir, m.RecordName("m1"))
	var v game.View
	game.New(s, 1).View(0, &v)
	for seat := range uint8(2) {
		c, err := plugin.NewRecord(file, 2).Lead(m, s, seat, 1)
		require.NoError(t, err)
		require.Panics(t, func() { c.Think(&v, nil) })
	}
	for seat := range uint8(2) {
		r := plugin.NewRecord(file, 2)
		_, err := r.Lead(m, s, seat, 1)
		require.ErrorIs(t, err, plugin.ErrHarmful)
		require.Equal(t, seat == 0, r.ReportOnce())
	}
	_, err := plugin.NewRecord(filepath.Join(dir, m.RecordName("m2")), 2).Lead(m, s, 0, 1)
	require.NoError(t, err)
	require.NotEqual(t, m.RecordName("m1"), trap(t, 0x01).RecordName("m1"), "a plug-in that was changed begins anew")
}

// dying is a commander during whose turn the process ends.
type dying struct{ left func() }

func (d dying) Think(*game.View, []game.Talk) []game.Order { d.left(); return nil }

// A server that a plug-in has ended finds that out when it is started again: the file says who was thinking.
func TestAPluginThatEndsTheServerIsRemembered(t *testing.T) {
	s, file := duel(t), filepath.Join(t.TempDir(), "m1")
	m := trap(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	for range plugin.MaxHarms {
		var left []byte
		c, err := plugin.NewRecord(file, 2).Lead(m, s, 1, 1)
		require.NoError(t, err)
		plugin.Replace(c, dying{func() { left, err = os.ReadFile(file) }})
		c.Think(&v, nil)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, left, 0o600)) // as the process left it
	}
	_, err := plugin.NewRecord(file, 2).Lead(m, s, 0, 1)
	require.NoError(t, err, "what another seat left is that one's to find")
	_, err = plugin.NewRecord(file, 2).Lead(m, s, 1, 1)
	require.ErrorIs(t, err, plugin.ErrHarmful)
}

// A plug-in that leads no more gives its memory back at once, and the file of its record.
func TestARecordedPluginGivesBackWhatItHolds(t *testing.T) {
	intends := []ai.Intention{{Squad: 2, Act: ai.Going, X: 160, Y: 32, Point: -1}}
	m, err := plugin.Compile(t.Context(), talkative(guest.AppendIntentions(nil, intends)).bytes(), apart)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	m.TurnTime, m.BeginTime = time.Hour, time.Hour
	s := duel(t)
	c, err := plugin.NewRecord(filepath.Join(t.TempDir(), "m1"), 2).Lead(m, s, 0, 1)
	require.NoError(t, err)
	var v game.View
	game.New(s, 1).View(0, &v)
	c.Think(&v, nil)
	require.Equal(t, intends, c.(ai.Explainer).Explain())
	require.False(t, plugin.Closed(c))
	ai.Finish(c, game.Result{})
	require.Empty(t, c.(ai.Explainer).Explain(), "its instance is gone")
	require.True(t, plugin.Closed(c))
}

// A turn that ends well leaves nothing behind, and a file that is no record is begun anew.
func TestASoundTurnIsNoHarm(t *testing.T) {
	s, file := duel(t), filepath.Join(t.TempDir(), "m1")
	m, err := plugin.Compile(t.Context(), hostile{}.bytes(), apart)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	m.TurnTime, m.BeginTime = time.Hour, time.Hour
	var v game.View
	game.New(s, 1).View(0, &v)
	require.NoError(t, os.WriteFile(file, []byte("nonsense"), 0o600))
	var c ai.Commander
	for range 5 {
		c, err = plugin.NewRecord(file, 2).Lead(m, s, 1, 1)
		require.NoError(t, err)
		c.Think(&v, nil)
	}
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "-0-0-", string(b[:5]))
	_, err = plugin.NewRecord(filepath.Join(t.TempDir(), "none", "m1"), 2).Lead(m, s, 1, 1)
	require.ErrorIs(t, err, os.ErrNotExist)
}
