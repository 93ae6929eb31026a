package plan

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJudge(t *testing.T) {
	p := Promises{
		{Name: OrdersLost},
		{Name: Seated, All: true},
		{Name: ViewGapP99, Bound: 1},
		{Name: Overhead, Bound: 0.15},
		{Name: MatchesVoided, Bound: 2},
	}
	var m Measured
	m.Players = 24
	m.Set(OrdersLost, 0)
	m.Set(Seated, 24)
	m.SetTime(ViewGapP99, 312*time.Millisecond)
	m.Set(Overhead, 0.15)
	m.Set(MatchesVoided, 1)
	v := p.Judge(m)
	require.Equal(t, Verdict{Outcome: Kept, Promises: []Judged{
		{Promise: OrdersLost, Asked: "none", Measured: "0", Outcome: Kept},
		{Promise: Seated, Asked: "all", Measured: "24 of 24", Outcome: Kept, Bound: 24, Value: 24},
		{Promise: ViewGapP99, Asked: "at most 1s", Measured: "312ms", Outcome: Kept, Bound: 1, Value: 0.312},
		{
			Promise: Overhead, Asked: "at most 0.15 cores", Measured: "0.15 cores",
			Outcome: Kept, Bound: 0.15, Value: 0.15,
		},
		{Promise: MatchesVoided, Asked: "at most 2", Measured: "1", Outcome: Kept, Bound: 2, Value: 1},
	}}, v)
	require.Equal(t, NotMeasured, v.CutShort("interrupted").Outcome, "who stops early has kept nothing")
	require.Equal(t, 0, v.ExitCode())

	m.Set(Seated, 23)
	v = p.Judge(m)
	require.Equal(t, Broken, v.Outcome)
	require.Equal(t, Judged{
		Promise: Seated, Asked: "all", Measured: "23 of 24", Outcome: Broken, Bound: 24, Value: 23,
	}, v.Promises[1])
	require.Equal(t, Broken, v.CutShort("interrupted").Outcome, "what is broken stays broken")
	require.Equal(t, 1, v.ExitCode())

	m.SetTime(ViewGapP99, time.Second+time.Microsecond)
	require.Equal(t, Broken, p.Judge(m).Promises[2].Outcome, "at most is at most")
	require.Equal(t, "1.000001s", p.Judge(m).Promises[2].Measured, "what broke it is seen")
	m.Set(Overhead, 0.1501)
	require.Equal(t, "0.1501 cores", p.Judge(m).Promises[3].Measured)

	m.Players = 0
	m.Set(Seated, 0)
	require.Equal(t, NotMeasured, p.Judge(m).Promises[1].Outcome, "all of nobody is nothing")
}

// What was not measured keeps nothing, and a plan that promises nothing breaks nothing.
func TestJudgeWhatWasNotMeasured(t *testing.T) {
	p := Promises{{Name: OrdersLost}, {Name: ViewGapMax, Bound: 0.5}}
	var m Measured
	m.Set(OrdersLost, 0)
	v := p.Judge(m)
	require.Equal(t, NotMeasured, v.Outcome)
	require.Equal(t, Judged{
		Promise: ViewGapMax, Asked: "at most 500ms", Measured: "not measured", Outcome: NotMeasured, Bound: 0.5,
	}, v.Promises[1])
	require.Equal(t, 1, v.ExitCode())
	m.Set(ViewGapMax, math.NaN())
	require.Equal(t, NotMeasured, p.Judge(m).Outcome)
	m.Set(OrdersLost, 1)
	require.Equal(t, Broken, p.Judge(m).Outcome, "broken is worse than not measured")
	require.Equal(t, Kept, Promises(nil).Judge(Measured{}).Outcome)

	m = Measured{}
	m.SetTime(BackWithin, 3*time.Second)
	m.Unfinished(BackWithin)
	within := func(bound float64) Judged { return Promises{{Name: BackWithin, Bound: bound}}.Judge(m).Promises[0] }
	require.Equal(t, Broken, within(2).Outcome, "it is over already")
	require.Equal(t, NotMeasured, within(4).Outcome, "nobody knows how long it would have been")
	require.Equal(t, "over 3s", within(4).Measured)
}
