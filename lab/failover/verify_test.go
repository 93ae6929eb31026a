package failover

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What was not admitted is borne out by its not being in the journal; what nobody can look up is counted by itself.
func TestAnswersCountWhenTheJournalBearsThemOut(t *testing.T) {
	r := &Report{}
	require.NoError(t, r.audited([]byte(`{"ok": false, "answers": {"lines": 100, "found": 80, "not_admitted": 7,
		"used_again": 2, "wrong": 11, "unknown_match": 8, "lost": 2, "doubled": 1}, "errors": ["line 3: lost"]}`)))
	require.Equal(t, []int{89, 8, 2, 1}, []int{r.Answers, r.Unknown, r.Lost, r.Doubled})
	require.ErrorContains(t, r.Err(), "verify: line 3: lost")
	require.Error(t, r.audited(nil), "nothing was printed")
}

// The shared journal gives finished matches up within a minute: their replays are looked into, too.
func TestVerifyLooksIntoTheDataOfAllShards(t *testing.T) {
	c := &cluster{dir: "d", journal: "etcd://a,b,c"}
	require.Equal(t, []string{
		"replay", "verify", "--data", "etcd://a,b,c", "--data", "d/shard-1", "--data", "d/shard-2",
		"--data", "d/shard-3", "--answers", "x", "--json",
	}, c.verifyArgs("x"))
}
