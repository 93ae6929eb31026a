package peer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Operators are shown who hears whom, who stands by for what, and how a match came here: after which silence, or handed
// over in good order.
func TestWhatOperatorsAreShown(t *testing.T) {
	w := newWorld("a", "b", "c")
	a, b := w.cores["a"], w.cores["b"]
	runs := map[string]uint32{"m1": 1}
	a.run(runs, w.now)
	w.declare()
	v := a.view()
	require.Equal(t, a.own["m1"].standby, v.Matches["m1"].Standby)
	require.True(t, v.Matches["m1"].Ready)
	require.Zero(t, v.Matches["m1"].Came)
	require.Len(t, v.Peers, 2)
	require.Equal(t, "b", v.Peers[0].ID)
	require.Zero(t, v.Peers[0].Late)

	w.silent["a"] = true
	b.kept["m1"] = &kept{owner: "a", began: 1, epoch: 1}
	require.NotEmpty(t, w.pass(300 * time.Millisecond)["b"])
	b.won("m1", false, w.now)
	b.run(runs, w.now)
	came := b.view().Matches["m1"].Came
	require.Equal(t, Came{"a", causeSilence, 250 * time.Millisecond, w.now}, came)
	require.Equal(t, int64(350), b.view().Peers[0].Silent)
	w.silent["a"] = false
	w.pass(100 * time.Millisecond)
	require.InDelta(t, 1.0/lateOver, b.view().Peers[0].Late, .001, "one beat of the last ones came late")

	b.kept["m2"] = &kept{owner: "a", began: 1, epoch: 1}
	b.won("m2", true, w.now)
	b.run(map[string]uint32{"m2": 2}, w.now)
	require.Equal(t, Came{"a", causeHandOver, 0, w.now}, b.view().Matches["m2"].Came)
	b.run(map[string]uint32{}, w.now.Add(2*cameKept))
	require.Empty(t, b.came, "what runs here no more is forgotten")
}
