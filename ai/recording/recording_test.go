package recording

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// Only shards keep battles by turns as yet: nobody gets a replay that does not verify.
func TestABattleByTurnsIsNotKept(t *testing.T) {
	s := &game.Setup{Scenario: game.Scenario{Turns: game.Turns{Kind: game.Together}}}
	_, err := New("m", s, 1)
	require.ErrorIs(t, err, ErrTurns)
}
