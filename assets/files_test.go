package assets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// embeddedText is a file of ours.
func embeddedText(t *testing.T, name string) string {
	b, err := Embedded().text(name)
	require.NoError(t, err)
	return string(b)
}

// windows writes a text as an editor there does.
func windows(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n") }

// Files from Windows and Macs load, and what systems and editors leave beside them is passed over, and told.
func TestFilesMayComeFromAnySystem(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{
		"rules.yaml", "commanders.yaml", "scenarios/duel.yaml", "scenarios/arena.yaml",
		"lessons/lesson1.yaml", "maps/duel.txt", "maps/arena.map", "maps/ridge.txt", "texts/en.yaml",
	} {
		files[name] = windows(embeddedText(t, name))
	}
	s := over(t, files)
	require.Empty(t, s.Check())
	require.Empty(t, s.Skipped())
	for _, name := range []string{"duel", "arena", "lesson1", "ridge"} {
		theirs, err := s.Setup(name)
		require.NoError(t, err)
		ours, err := Embedded().Setup(name)
		require.NoError(t, err)
		require.Equal(t, ours.Hash(), theirs.Hash(), name)
	}
}

func TestEndingsMayBeInCapitals(t *testing.T) {
	s := over(t, map[string]string{
		"RULES.YAML": "nonsense",
		"rules.YAML": embeddedText(t, "rules.yaml"), "scenarios/mine.YAML": embeddedText(t, "scenarios/duel.yaml"),
		"maps/duel.TXT": embeddedText(t, "maps/duel.txt"), "maps/other.Map": embeddedText(t, "maps/arena.map"),
		"texts/en.YAML": "scenario.mine: Mine\n", "texts/zh.yaml": "scenario.mine: 矿山\n",
	})
	wrong := s.Check()
	require.Len(t, wrong, 1, "a name in capitals is another name")
	require.EqualError(t, wrong[0], `RULES.YAML: nothing is read from here (did you mean "rules.yaml"?)`)
	require.Contains(t, s.Scenarios(), "mine")
	_, err := s.Setup("mine")
	require.NoError(t, err)
	require.Contains(t, s.list("maps"), "other.map")
}

func TestWhatLiesBesideFilesIsPassedOverAndTold(t *testing.T) {
	duel := embeddedText(t, "scenarios/duel.yaml")
	s := over(t, map[string]string{
		"scenarios/duel.yaml": duel, "scenarios/._duel.yaml": "\x00\x05\x16\x07\x00",
		"scenarios/.duel.yaml.swp": "x", "scenarios/duel.yaml~": duel,
		"scenarios/#duel.yaml#": duel, "scenarios/.#duel.yaml": "x",
		"scenarios/duel.yaml.bak": duel, "scenarios/~$duel.yaml": "x", "scenarios/Thumbs.db": "x",
		"scenarios/duel.YAML": duel, "scenarios/old.yaml/x.yaml": duel, "maps/._duel.txt": "x",
		"maps/.DS_Store": "x", "texts/README.md": "x",
	})
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, s.layers[0].FS))
	if err := os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "scenarios", "link.yaml")); err != nil {
		t.Skip("no links here")
	}
	s, err := Open(dir)
	require.NoError(t, err)
	require.Empty(t, s.Check())
	require.Equal(t, Embedded().Scenarios(), s.Scenarios())
	told := strings.Join(s.Skipped(), "\n")
	for _, want := range []string{
		"scenarios/._duel.yaml is passed over: it is what a Mac keeps of another file",
		"scenarios/.duel.yaml.swp is passed over: it is hidden",
		"scenarios/duel.yaml~ is passed over: it is an editor's backup or lock",
		"scenarios/#duel.yaml# is", "scenarios/.#duel.yaml is", "scenarios/duel.yaml.bak is",
		"scenarios/~$duel.yaml is", "scenarios/Thumbs.db is passed over: its name ends in none of .yaml",
		"scenarios/duel.YAML is passed over: there is duel.yaml too",
		"scenarios/old.yaml is passed over: it is a folder",
		"scenarios/link.yaml is passed over: it leads to nothing", "maps/._duel.txt is", "maps/.DS_Store is",
		"texts/README.md is passed over: its name ends in none of .yaml",
	} {
		require.Contains(t, told, want)
	}
	require.Len(t, s.Skipped(), 14)
}

// What cannot be read says where and what to do.
func TestATextInAnotherEncodingIsRefusedWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"\xff\xfem\x00a\x00p\x00":  "scenarios/x.yaml:1:1: the file is written in UTF-16: save it as UTF-8",
		"map: duel.txt\n# caf\xe9": "scenarios/x.yaml:2:6: byte 0xe9 is no letter in UTF-8: save the file as UTF-8",
	} {
		require.ErrorContains(t, over(t, map[string]string{"scenarios/x.yaml": text}).Check()[0], want)
	}
	require.ErrorContains(t, over(t, map[string]string{"maps/duel.txt": "..\r\n.\xe9\r\n"}).Check()[0],
		"maps/duel.txt:2:2: byte 0xe9 is no letter")
	require.ErrorContains(t, over(t, map[string]string{"rules.yaml/x": ""}).Check()[0], "rules.yaml: it is no file")
}
