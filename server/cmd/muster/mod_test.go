package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
)

// The example is sound, is packed to a zip that is named by its hash, and that zip is fought by, drawn and measured.
func TestTheExampleModIsMadePlayedAndPacked(t *testing.T) {
	mill, dir := "../../../docs/mods/mill", t.TempDir()
	require.NoError(t, (&modCheckCmd{Mods: []string{mill}}).Run())
	require.NoError(t, (&modPackCmd{Mod: mill, Out: dir}).Run())
	there, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, there, 1)
	files := []string{filepath.Join(dir, there[0].Name())}
	m, err := assets.ReadMod(files[0])
	require.NoError(t, err)
	require.Contains(t, files[0], m.Hash[:12])

	picture := filepath.Join(dir, "mill.png")
	require.NoError(t, (&modPreviewCmd{Scenario: "millpond", Mods: files, Out: picture, Size: 300}).Run())
	b, err := os.ReadFile(picture)
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	require.Equal(t, 300, img.Bounds().Dx())

	rules, err := must(assets.Open("", mill)).Rules()
	require.NoError(t, err)
	require.Equal(t, []string{"rifle", "pitchfork"}, changedKinds(&rules))
	require.NoError(t, (&modBalanceCmd{Mods: files, Kinds: []string{"pitchfork"}, Supply: 30, Games: 2, Seed: 1}).Run())
	require.Error(t, (&modCheckCmd{Mods: []string{mill, files[0]}}).Run(), "the same mod twice")
}

func must(s *assets.Set, err error) *assets.Set {
	if err != nil {
		panic(err)
	}
	return s
}
