package assets

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
)

func fuzzMap(f *testing.F, read func([]byte, *game.Rules) (game.Map, error), seeds ...string) {
	rules, err := Embedded().rules()
	require.NoError(f, err)
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := read(b, &rules)
		if err == nil {
			require.Len(t, m.Cells, int(m.W*m.H))
		}
	})
}

func FuzzReadDrawn(f *testing.F) { fuzzMap(f, ReadDrawn, "..\n.#\n", "") }

func FuzzReadMovingAI(f *testing.F) {
	fuzzMap(f, ReadMovingAI, "type octile\nheight 1\nwidth 2\nmap\n.T\n")
}

func FuzzScenario(f *testing.F) {
	for _, s := range Embedded().Scenarios() {
		b, err := embedded.ReadFile("scenarios/" + s + ".yaml")
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(dir, "scenarios"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "scenarios", "x.yaml"), b, 0o644))
		s, err := Open(dir)
		require.NoError(t, err)
		if setup, err := s.Setup("x"); err == nil {
			w := game.New(setup, 1)
			if w.CanPlan() {
				w.Plan(&game.Input{Turn: game.TurnInput{Open: 1}})
			} else {
				w.Step(&game.Input{})
			}
		}
	})
}

func FuzzRules(f *testing.F) {
	b, err := embedded.ReadFile("rules.yaml")
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "rules.yaml"), b, 0o644))
		s, err := Open(dir)
		require.NoError(t, err)
		if setup, err := s.Setup("duel"); err == nil {
			game.New(setup, 1).Step(&game.Input{})
		}
	})
}

func FuzzWords(f *testing.F) {
	b, err := Embedded().Texts("zh")
	require.NoError(f, err)
	f.Add(b[:400])
	f.Add([]byte("a: &a [*a]\nb: |\n  x\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(dir, "texts"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "texts", "zh.yaml"), b, 0o644))
		s, err := Open(dir)
		require.NoError(t, err)
		if _, err := s.Words("zh"); err != nil {
			require.ErrorContains(t, err, "texts/zh.yaml")
		}
	})
}

// No zip and no icon of a stranger ends the program, or keeps it busy for long.
func FuzzMod(f *testing.F) {
	f.Add(pack([]modEntry{{modName, []byte(modYAML("x", ""))}, {"icons/rifle.png", []byte("x")}}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		files, err := zipFiles(b)
		if err != nil {
			return
		}
		l, err := layMod(files, "x")
		if err == nil && l.mod != nil {
			_, _ = l.alone().rules()
			_, err = (&Set{[]layer{l, {FS: embedded}}}).Look()
			again, _ := zipFiles(l.mod.Packed)
			require.Equal(t, l.mod.Packed, pack(again), err)
		}
	})
}

func FuzzSVG(f *testing.F) {
	f.Add([]byte(`<svg viewBox="0 0 8 8"><g transform="scale(2)"><path d="M0 6h8v1H0z"/><circle r="3"/></g></svg>`))
	f.Add([]byte(`<svg width="8" height="8"><polygon points="1,2 3,4 5,6"/><line x1="1" stroke="#fff"/></svg>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		hung := time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("it takes long: %q", b)) })
		defer hung.Stop()
		icon, err := readSVG(b)
		if err == nil {
			require.Equal(t, IconSide, icon.Rect.Dx())
		}
	})
}
