package shards

import (
	"net/url"

	"muster/matchmaker/matching"
	"muster/shard/registry"
)

// Place is a shard as matching sees it, as a place for matches.
func Place(s *registry.Shard) matching.Shard {
	return matching.Shard{
		ID: s.ID, Region: s.Region, Load: s.Load, Capacity: s.Capacity,
		Strain: matching.Strain{TickP99: s.TickP99, Busy: s.Busy, Measured: s.Measured},
	}
}

// Candidate is a shard as a place for matches that run.
func Candidate(s *registry.Shard) matching.Candidate {
	return matching.Candidate{Shard: Place(s), Rules: s.Rules, Closed: unshared(s), Machine: machine(s)}
}

// Candidates are shards as places for matches that run.
func Candidates(all []registry.Shard) (found []matching.Candidate) {
	for i := range all {
		found = append(found, Candidate(&all[i]))
	}
	return found
}

// machine is what shards of one machine have in common: the host of their private listeners.
func machine(s *registry.Shard) string {
	u, err := url.Parse(s.Control)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func unshared(s *registry.Shard) string {
	switch {
	case !s.Shared:
		return "it keeps its journal in files of its own"
	case !s.HandsOver:
		return "it hands no matches over: that needs --cluster-key, and --standby one"
	}
	return Closed(s)
}

// Closed is why a shard takes no match of others, in English; empty if it does.
func Closed(s *registry.Shard) string {
	switch {
	case s.Trouble != "":
		return s.Trouble
	case s.Draining:
		return "it is draining"
	case s.Unsteady:
		return "it came and went lately"
	}
	return ""
}
