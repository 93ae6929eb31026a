package attack

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/loadtest"
)

func TestAHeapThatGrowsIsTold(t *testing.T) {
	var steady, grows []HeapSample
	for m := range 60 {
		at, noise := time.Duration(m)*time.Minute, float64(m%4*15) // a crowd comes now and then
		steady = append(steady, HeapSample{at, 40 + noise})
		grows = append(grows, HeapSample{at, 40 + noise + float64(m)/10})
	}
	require.InDelta(t, 0, slope(steady, 15*time.Minute), 0.01)
	require.InDelta(t, 6, slope(grows, 15*time.Minute), 0.5)
	require.Zero(t, slope(grows[:4*soakFew], 0), "too few tell nothing")
}

// Each thing that may go wrong is named by itself.
func TestASoakFailsByWhatWentWrong(t *testing.T) {
	fine := func() SoakReport {
		return SoakReport{
			Calm:     loadtest.Report{ViewIntervalP99: 50},
			Attacked: loadtest.Report{Players: 32, Joined: 32, ViewIntervalP99: 64},
			Visitors: loadtest.Report{Players: 100, Joined: 99},
			Attacks:  []Result{{Name: "flood", Done: 3, Refused: 3, Trouble: "a link broke"}}, SlopeMBH: 0.9,
		}
	}
	require.NoError(t, fine().Err())
	for want, spoil := range map[string]func(r *SoakReport){
		"129 of 132 players joined":     func(r *SoakReport) { r.Visitors.Joined = 97 },
		"views came 66 ms apart":        func(r *SoakReport) { r.Attacked.ViewIntervalP99 = 66 },
		"the live heap grew by 1.1 MB":  func(r *SoakReport) { r.SlopeMBH = 1.1 },
		"flood: 2 of 3 refused":         func(r *SoakReport) { r.Attacks[0].Refused = 2 },
		"flood: 0 of 0 refused a link ": func(r *SoakReport) { r.Attacks[0].Done, r.Attacks[0].Refused = 0, 0 },
	} {
		r := fine()
		spoil(&r)
		require.ErrorContains(t, r.Err(), want)
	}
}
