package game_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// Nothing that a team does not see changes a byte of what it is told, in any scenario and any lesson, from the first
// tick to the last. MUSTER_SPY=all plays for long: make spy.
func TestTwinsTellNothingOfWhatIsHidden(t *testing.T) {
	battles := 2
	if os.Getenv("MUSTER_SPY") == "all" {
		battles = 200
	}
	set := assets.Embedded()
	for _, name := range append(set.Scenarios(), set.Lessons()...) {
		t.Run(name, func(t *testing.T) {
			s, err := set.Setup(name)
			require.NoError(t, err)
			s.Scenario.Turns = game.Turns{} // a tick of a turn is one of real time
			quiet, fought, heard, met := 0, 0, 0, 0
			for seed := range uint64(battles) {
				for team := range s.Scenario.Teams {
					twins := game.NewTwins(s, uint8(team), seed)
					err := twins.Run(400)
					quiet, fought, heard, met = quiet+twins.Quiet, fought+twins.Fought, heard+twins.Heard, met+twins.Met
					require.NoError(t, err, "seed %d", seed)
				}
			}
			t.Logf("%d ticks in which every byte was equal, %d of them with others in sight; "+
				"%d in which only sounds were not, %d of contact", quiet, fought, heard, met)
			require.Greater(t, quiet, battles*100)
			require.Greater(t, fought, battles*10)
			require.Greater(t, met, battles)
		})
	}
}
