package term

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/replay"
)

// What commanders intend is drawn and told to whoever may see it, until the key hides it.
func TestIntentionsAreDrawnForWhoseEyesItIs(t *testing.T) {
	r := replayed(t, written(t, 40, true), nil)
	said, err := replay.ReadIntentions(strings.NewReader(
		`{"tick":1,"seat":0,"squad":0,"act":"flanking","x":320,"y":64,"point":0,"score":-1500}` + "\n" +
			`{"tick":1,"seat":1,"squad":0,"act":"holding","point":1,"score":0}` + "\n"))
	require.NoError(t, err)
	r.Explain(said)
	sc := &screen{setup: r.p.Setup(), show: r}
	sc.resize(100, 60)
	shown := func() string {
		if v := frames(r, 20); v != nil {
			sc.view = v
		}
		return sc.text()
	}
	all, points := shown(), r.p.Setup().Scenario.Points
	require.Contains(t, all, "seat 0 (red):   0R flanking "+points[0].Name+" -1.5")
	require.Contains(t, all, "seat 1 (blue):")
	require.Contains(t, strings.Split(all, "\n")[1+64/game.ViewStep/2], "+", "a cross where it goes")
	require.True(t, r.Key("2"))
	require.NotContains(t, shown(), "flanking", "blue sees nothing of red's")
	require.Contains(t, shown(), "holding")
	require.True(t, r.Key("i"))
	require.NotContains(t, shown(), "holding")
}
