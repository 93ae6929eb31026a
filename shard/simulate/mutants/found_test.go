package mutants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"
)

// harmlessSeeds is for how many runs what only looks dangerous must stay clean.
const harmlessSeeds = 300

// The most telling mutants, of each kind of rule one, are found by every run of the tests.
func TestTheMostTellingMutantsAreFound(t *testing.T) {
	for _, name := range []string{
		"02-published-before-durable",
		"20-no-nonce", "29-read-counts-as-durable", "41-no-sync", "45-not-made-durable", "52-blank-store-takes-all",
	} {
		m, err := Read(root, name)
		require.NoError(t, err)
		_, how := hunt(t, m, 500)
		require.NotEmpty(t, how, "mutant %s was not found", name)
	}
}

// TestAllMutantsAreFound is `make planted`: it writes what it found to the file that PLANTED names.
func TestAllMutantsAreFound(t *testing.T) {
	name := os.Getenv("PLANTED")
	if name == "" {
		t.Skip("PLANTED names no file: make planted")
	}
	all, err := All(root)
	require.NoError(t, err)
	out, err := os.Create(name)
	require.NoError(t, err)
	defer out.Close()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	fmt.Fprintln(w, "mutant\tfound after\twhat it breaks\thow it showed")
	for _, m := range all {
		began := time.Now()
		after, how := find(t, m)
		t.Logf("%s, %v: %s: %s", m.Name, time.Since(began).Round(time.Second), after, how)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Name, after, m.Breaks, how[:min(len(how), 100)])
	}
}

// find has whoever must find a mutant look for it. A harmless one must not be found.
func find(t *testing.T, m Mutant) (after, how string) {
	switch {
	case m.Test != "":
		return "a test", failing(t, m)
	case m.Harmless:
		seeds, how := hunt(t, m, harmlessSeeds)
		if how != "" {
			t.Errorf("%s: %s", m.Name, how)
		}
		return fmt.Sprintf("clean in %d seeds", seeds), how
	default:
		seeds, how := hunt(t, m, m.Seeds)
		if how == "" {
			t.Errorf("%s was not found in %d seeds", m.Name, seeds)
		}
		return fmt.Sprintf("%d seeds", seeds), how
	}
}

// hunt runs the simulator with a mutant in it until a promise breaks, for so many seeds. how is empty if none does.
func hunt(t *testing.T, m Mutant, seeds int) (ran int, how string) {
	program := filepath.Join(t.TempDir(), "simulate.test")
	goTool(t, "test", "-c", "-vet=off", "-overlay", overlayOf(t, m), "-o", program, "./shard/simulate")
	cmd := exec.Command(program, "-test.run", "^TestSweepForMutants$", "-test.timeout", "0")
	report := filepath.Join(t.TempDir(), "report")
	cmd.Env = append(os.Environ(), fmt.Sprint("MUTANT_SEEDS=", seeds), "MUTANT_REPORT="+report)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	var found struct {
		Seeds int
		How   string
	}
	b, err := os.ReadFile(report)
	require.NoError(t, err, string(said))
	require.NoError(t, json.Unmarshal(b, &found))
	return found.Seeds, found.How
}

// failing runs the test that must find a mutant, and returns its name. A mutant that does not
// compile is found by nobody.
func failing(t *testing.T, m Mutant) string {
	room, how, _ := strings.Cut(m.Test, " ")
	program := filepath.Join(t.TempDir(), "mutant.test")
	goTool(t, "test", "-c", "-vet=off", "-overlay", overlayOf(t, m), "-o", program, "./"+room)
	cmd := exec.Command(program, append(flagsOf(t, room), strings.Fields(how)...)...)
	cmd.Dir = filepath.Join(root, room)
	said, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("%s: %s does not find it", m.Name, m.Test)
		return ""
	}
	for line := range bytes.Lines(said) {
		if text, ok := bytes.CutPrefix(line, []byte("--- FAIL: ")); ok {
			name, _, _ := bytes.Cut(text, []byte(" "))
			return string(name)
		}
	}
	t.Errorf("%s: no test failed: %s", m.Name, said)
	return ""
}

// flagsOf are those of a room's test that is meant to fail: a room that uses rapid is to keep no file of that.
func flagsOf(t *testing.T, room string) []string {
	flags := []string{"-test.failfast", "-test.timeout=20m"}
	files, err := os.ReadDir(filepath.Join(root, room))
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(root, room, f.Name()))
		require.NoError(t, err)
		if bytes.Contains(b, []byte("\"pgregory.net/rapid\"")) {
			flags = append(flags, "-rapid.nofailfile")
			break
		}
	}
	return append(flags, "-test.run")
}

// A mutant that is found leaves nothing behind in the room that found it.
func TestAMutantsTestKeepsNoFile(t *testing.T) {
	require.Contains(t, flagsOf(t, "game"), "-rapid.nofailfile")
	require.Contains(t, flagsOf(t, "matchmaker/matching"), "-rapid.nofailfile")
	require.NotContains(t, flagsOf(t, "shard"), "-rapid.nofailfile", "it would not know the flag")
}

func overlayOf(t *testing.T, m Mutant) string {
	whole, err := filepath.Abs(root) // the go command compares whole paths
	require.NoError(t, err)
	file, err := m.Overlay(whole, t.TempDir())
	require.NoError(t, err)
	return file
}

func goTool(t *testing.T, args ...string) {
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
}
