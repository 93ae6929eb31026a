package shard

import "sync/atomic"

// Stats are a zone's counters, or all zones' together.
type Stats struct {
	Ticks, Overruns, Records, Publications, Orders, NotAdmitted, Checkpoints, Slept atomic.Uint64
	// publications that left with the next tick's
	Missed atomic.Uint64
	// zones that became ours, by why, and bids of a standby that failed
	TakeOvers [Causes]atomic.Uint64
	LostBids  atomic.Uint64
	// orders of the last minute; of a zone alone
	LastMinute Minute
	// from a tick's beginning until its actions are under way
	TickTimes TickTimes
	// of records, from when they were handed to the store until they were durable
	AppendTimes TickTimes
}

// addTo adds the counters to those of sum.
func (s *Stats) addTo(sum *Stats) {
	for _, c := range [][2]*atomic.Uint64{
		{&s.Ticks, &sum.Ticks},
		{&s.Overruns, &sum.Overruns},
		{&s.Records, &sum.Records},
		{&s.Publications, &sum.Publications},
		{&s.Orders, &sum.Orders},
		{&s.NotAdmitted, &sum.NotAdmitted},
		{&s.Checkpoints, &sum.Checkpoints},
		{&s.Slept, &sum.Slept},
		{&s.Missed, &sum.Missed},
		{&s.LostBids, &sum.LostBids},
	} {
		c[1].Add(c[0].Load())
	}
	for i := range s.TakeOvers {
		sum.TakeOvers[i].Add(s.TakeOvers[i].Load())
	}
	s.TickTimes.AddTo(&sum.TickTimes)
	s.AppendTimes.AddTo(&sum.AppendTimes)
}
