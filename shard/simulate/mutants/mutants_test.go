package mutants

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../../.."

// Whoever changes lines that a mutant replaces changes the mutant with them.
func TestEveryMutantFitsTheCode(t *testing.T) {
	all, err := All(root)
	require.NoError(t, err)
	require.Greater(t, len(all), 40)
	for _, m := range all {
		_, err := m.Overlay(root, t.TempDir())
		require.NoError(t, err)
		require.NotEmpty(t, m.Breaks, m.Name)
		require.NotEmpty(t, m.edits, m.Name)
		found := 0
		for _, by := range []bool{m.Seeds > 0, m.Test != "", m.Harmless} {
			if by {
				found++
			}
		}
		require.Equal(t, 1, found, "%s: seeds, test or harmless", m.Name)
	}
}

func TestAMutantThatDoesNotFitIsNamed(t *testing.T) {
	fresh := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(fresh, name)), 0o750))
		require.NoError(t, os.WriteFile(filepath.Join(fresh, name), []byte(text), 0o600))
	}
	write("a.go", "package a\n\nvar x = 1\nvar y = 1\n\n// x\n// x\n")
	for want, text := range map[string]string{
		`-- with -- must follow`:             "-- a.go --\nvar x = 1\n",
		`no such key: "sees"`:                "sees: 5\n-- a.go --\nvar x = 1\n-- with --\n",
		"these lines stand 0 times in a.go":  "-- a.go --\nx = 1\n-- with --\n", // whole lines
		"these lines stand 2 times in a.go":  "-- a.go --\n// x\n-- with --\n",
		"no such file":                       "-- b.go --\n// x\n-- with --\n",
		`strconv.Atoi: parsing "many": inva`: "seeds: many\n",
	} {
		write(dir+"/m"+ending, text)
		m, err := Read(fresh, "m")
		if err == nil {
			_, err = m.Overlay(fresh, t.TempDir())
		}
		require.ErrorContains(t, err, want)
	}
	write(dir+"/m"+ending,
		"breaks: x\n-- a.go --\nvar x = 1\n-- with --\nvar x = 2\n-- a.go --\nvar y = 1\n-- with --\n-- add b.go "+
			"--\npackage a\n")
	m, err := Read(fresh, "m")
	require.NoError(t, err)
	texts, err := m.texts(fresh)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a.go": "package a\n\nvar x = 2\n\n// x\n// x\n", "b.go": "package a\n"}, texts)
}
