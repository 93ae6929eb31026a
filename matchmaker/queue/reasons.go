package queue

import (
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
)

// gaveWay is what gave way for a match as its players are told.
func gaveWay(all []matching.Relaxation) (reasons []api.Reason, sentences []string) {
	for _, r := range all {
		var v api.Reason
		switch r.What {
		case matching.RatingsApart:
			v = api.Reason{Kind: api.Apart, Numbers: map[string]int{"points": r.Is, "wished": r.Wished}}
		case matching.RegionFar:
			v = api.Reason{Kind: api.Far, Numbers: map[string]int{"ms": r.Is, "wished": r.Wished}}
		case matching.OutsideRegion:
			v = api.Reason{Kind: api.Abroad, Numbers: map[string]int{"parties": r.Is}}
		case matching.SeatsOfAI:
			v = api.Reason{Kind: api.LedByAI, Numbers: map[string]int{"led": r.Is, "seats": r.Wished}}
		}
		reasons, sentences = append(reasons, v), append(sentences, v.String())
	}
	return reasons, sentences
}
