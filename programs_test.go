package muster

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// laboratory is what the programs that players and operators have link of the laboratory: what commands of theirs
// measure with. Attacks and throw-away servers are muster-lab's and the tests'.
var laboratory = map[string][]string{
	"client/cmd/muster-play":      nil,
	"client/cmd/muster-web":       nil,
	"client/cmd/muster-web-alone": nil,
	"client/example":              nil,
	"server/cmd/muster": {
		"lab/bench", "lab/baseline", "lab/failover", "lab/trace", // muster bench
		"lab/pathbench", // muster path
	},
	"server/cmd/muster-lab": {
		"lab/attack", "lab/rawpeer", "lab/bench", "lab/baseline", "lab/trace", "lab/pgtest", "lab/consultest",
	},
}

func TestProgramsLinkWhatTheyNeedOfTheLaboratory(t *testing.T) {
	imports := map[string][]string{}
	eachImport(t, func(room, _, imported string) {
		if ours, ok := strings.CutPrefix(imported, "muster/"); ok {
			imports[room] = append(imports[room], ours)
		}
	})
	for program, want := range laboratory {
		require.NotEmpty(t, imports[program], "there is no %s", program)
		var found []string
		for _, room := range reached(imports, program) {
			if under(room, []string{"lab"}) {
				found = append(found, room)
			}
		}
		require.ElementsMatch(t, want, found, "%s: what measures or attacks stays out of it", program)
	}
}

// reached is what a room imports, and what that imports.
func reached(imports map[string][]string, from string) (all []string) {
	for next := []string{from}; len(next) > 0; next = next[1:] {
		for _, room := range imports[next[0]] {
			if !slices.Contains(all, room) {
				all, next = append(all, room), append(next, room)
			}
		}
	}
	return all
}

// No row of the arrows leads from the product into the laboratory.
func TestNoRoomOfTheProductMayImportTheLaboratory(t *testing.T) {
	for room, row := range arrows {
		for _, to := range row {
			require.True(t, under(room, []string{"lab"}) || !under(to, []string{"lab"}), "%s may import %s", room, to)
		}
	}
}
